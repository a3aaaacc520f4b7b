import { Command, CommanderError } from "commander";
import { registerAnalyze } from "./commands/analyze.ts";
import { registerBench } from "./commands/bench.ts";
import { registerCall } from "./commands/call.ts";
import { registerComponents } from "./commands/components.ts";
import { registerCompare } from "./commands/compare.ts";
import { registerCurate } from "./commands/curate.ts";
import { registerDemo } from "./commands/demo.ts";
import { registerEvents } from "./commands/events.ts";
import { registerExport } from "./commands/export.ts";
import { registerGenerate } from "./commands/generate.ts";
import { registerInfo } from "./commands/info.ts";
import { registerLabel } from "./commands/label.ts";
import { registerMcp } from "./commands/mcp.ts";
import { registerMetrics } from "./commands/metrics.ts";
import { registerMotion } from "./commands/motion.ts";
import { registerOpen } from "./commands/open.ts";
import { registerPeaks } from "./commands/peaks.ts";
import { registerPreprocess } from "./commands/preprocess.ts";
import { registerProject } from "./commands/project.ts";
import { registerRun } from "./commands/run.ts";
import { registerServe } from "./commands/serve.ts";
import { registerSort } from "./commands/sort.ts";
import { registerTraces } from "./commands/traces.ts";
import { registerVerify } from "./commands/verify.ts";
import { positiveInteger } from "./arguments.ts";

/** In the order of the help. */
const REGISTER = [
  registerRun,
  registerDemo,
  registerInfo,
  registerGenerate,
  registerPreprocess,
  registerTraces,
  registerVerify,
  registerEvents,
  registerPeaks,
  registerMotion,
  registerSort,
  registerAnalyze,
  registerMetrics,
  registerComponents,
  registerLabel,
  registerCompare,
  registerCurate,
  registerExport,
  registerCall,
  registerOpen,
  registerProject,
  registerBench,
  registerServe,
  registerMcp,
];

/** The command line; sets the exit status (0 done, 1 the work failed, 2 the words are wrong). */
export async function runProgram(argv: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync([...argv]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : 2;
    const isJson = argv.includes("--json");
    if (isJson && process.exitCode === 2) {
      const message = error.message.replace(/^error: /, "");
      const wire = { code: "InvalidParameter", message, details: { reason: error.code } };
      process.stdout.write(JSON.stringify({ error: wire }) + "\n");
    }
  }
}

function createProgram(): Command {
  const program = new Command("spikedesk")
    .description("From a raw extracellular recording to curated, measured units.")
    .showSuggestionAfterError()
    .exitOverride();
  for (const register of REGISTER) register(program);
  for (const command of allCommands(program)) {
    command.exitOverride();
    if (command.options.every(({ long }) => long !== "--json")) {
      command.option("--json", "results as JSON");
    }
    if (command.options.every(({ long }) => long !== "--workers")) {
      command.option("--workers <n>", "worker threads (default: one per core)", positiveInteger);
    }
  }
  return program;
}

function allCommands(program: Command): Command[] {
  return program.commands.flatMap((command) => [command, ...allCommands(command)]);
}
