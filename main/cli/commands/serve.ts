import type { Command } from "commander";
import { portNumber } from "../arguments.ts";
import { serve } from "../serve.ts";

export function registerServe(program: Command): void {
  program
    .command("serve")
    .description("the workstation in a browser, on 127.0.0.1, behind a one-time token")
    .option("--port <n>", "port (default: any free one)", portNumber, 0)
    .action(async ({ port }: { port: number }, command: Command) => {
      const { json, workers } = command.optsWithGlobals<{ json?: boolean; workers?: number }>();
      await serve({ port, json: json === true, ...(workers === undefined ? {} : { workers }) });
    });
}
