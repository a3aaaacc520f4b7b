import type { Command } from "commander";
import { positiveInteger } from "../arguments.ts";
import { runCommand } from "../run-command.ts";

interface Options {
  readonly peers?: boolean;
  readonly channels: number;
  readonly seconds: number;
  readonly workers?: number;
}

/** `spikedesk bench`: the workloads of bench/, loaded only here because a packaged application does not carry them. */
export function registerBench(program: Command): void {
  program
    .command("bench")
    .description("time the standard workloads, per core and with all workers")
    .option("--peers", "also time NumPy and SciPy (python3) and give the ratios")
    .option("--channels <n>", "channels of the test signal", positiveInteger, 64)
    .option("--seconds <n>", "seconds of the test signal at 30 kHz", positiveInteger, 10)
    .action(async (options: Options, command: Command) =>
      runCommand(command, async ({ output }) => {
        const { benchText, runBench } = await import("../../../bench/index.ts");
        const { channels, seconds, workers } = options;
        const report = await runBench({
          channels,
          seconds,
          peers: options.peers === true,
          ...(workers === undefined ? {} : { threads: workers }),
          onProgress: (name) => {
            output.log(name);
          },
        });
        const { workloads, ratios } = report;
        output.result({ workloads, ratios }, () => benchText(report));
      }),
    );
}
