import { stdout } from "node:process";
import type { Command } from "commander";
import { wireErrorFrom } from "#main/errors/index.ts";
import { createWorkbench, type Workbench } from "#main/workbench/index.ts";
import { createOutput, type Output } from "./output.ts";

/** What a command's body gets. */
export interface CommandContext {
  readonly output: Output;
  readonly bench: Workbench;
}

/**
 * Runs a command's body with a workbench; a failure becomes one line (or JSON) and exit status 1. Ctrl+C asks the work
 * to stop, a second one ends the process.
 */
export async function runCommand(
  command: Command,
  body: (context: CommandContext) => Promise<void>,
): Promise<void> {
  const { json, workers } = command.optsWithGlobals<{ json?: boolean; workers?: number }>();
  const output = createOutput(json === true);
  const bench = createWorkbench({
    onProgress: output.progress,
    onLog: output.log,
    ...(workers === undefined ? {} : { numWorkers: workers }),
  });
  const onInterrupt = (): void => {
    output.log("stopping …");
    bench.cancel();
    process.removeListener("SIGINT", onInterrupt);
  };
  process.on("SIGINT", onInterrupt);
  try {
    await body({ output, bench });
  } catch (error) {
    output.end();
    fail(error, output.json);
  } finally {
    output.end();
    process.removeListener("SIGINT", onInterrupt);
    await bench.close();
  }
}

/** One line: what, which file or value, what to do. */
function fail(error: unknown, json: boolean): void {
  const { code, message, details, stack } = wireErrorFrom(error);
  process.exitCode = 1;
  if (json) {
    stdout.write(JSON.stringify({ error: { code, message, details } }) + "\n");
    return;
  }
  process.stderr.write(`${code}: ${message.replaceAll("\n", " ")}\n`);
  if (code === "Internal" && process.env["SPIKEDESK_DEBUG"] !== undefined) {
    process.stderr.write(`${stack ?? ""}\n`);
  }
}
