import { availableParallelism } from "node:os";
import { Option, type Command } from "commander";
import { positiveInteger } from "../arguments.ts";
import { runCommand } from "../run-command.ts";

interface Options {
  readonly peers?: boolean;
  readonly channels: number;
  readonly seconds: number;
  readonly workers?: number;
  readonly analyzer?: "A" | "B" | "spikes";
  readonly writing?: "A" | "B";
  readonly sorting?: "A" | "B";
  readonly data?: string;
}

/** `spikedesk bench`: the workloads of bench/, loaded only here because a packaged application does not carry them. */
export function registerBench(program: Command): void {
  program
    .command("bench")
    .description("time the standard workloads, per core and with all workers")
    .option("--peers", "also time NumPy and SciPy (python3) and give the ratios")
    .option("--channels <n>", "channels of the test signal", positiveInteger, 64)
    .option("--seconds <n>", "seconds of the test signal at 30 kHz", positiveInteger, 10)
    .addOption(
      new Option(
        "--analyzer <workload>",
        "time every extension instead: A (64 channels, 60 s), B (384 channels, 20 s), spikes (20 million, 600 units)",
      ).choices(["A", "B", "spikes"]),
    )
    .addOption(
      new Option(
        "--writing <workload>",
        "time the writing of preprocessed recordings instead: A (64 channels, 60 s), B (384 channels, 20 s)",
      ).choices(["A", "B"]),
    )
    .addOption(
      new Option(
        "--sorting <workload>",
        "time detection and localisation of peaks instead: A (64 channels, 60 s), B (384 channels, 20 s)",
      ).choices(["A", "B"]),
    )
    .option(
      "--data <dir>",
      "with --analyzer, --writing or --sorting: folder that keeps the generated recordings",
    )
    .action(async (options: Options, command: Command) =>
      runCommand(command, async ({ output, bench }) => {
        const {
          analyzerBenchText,
          bigSortingText,
          benchText,
          runAnalyzerBench,
          runBench,
          runSortingBench,
          runWritingBench,
          sortingBenchText,
          timeBigSorting,
          writingBenchText,
        } = await import("../../../bench/index.ts");
        const { channels, seconds, workers, analyzer, writing, sorting, data } = options;
        const peers = options.peers === true;
        const onProgress = (name: string): void => {
          output.log(name);
        };
        if (analyzer === "spikes") {
          const spent = await timeBigSorting(bench, onProgress);
          output.result({ steps: spent }, () => bigSortingText(spent));
          return;
        }
        if (analyzer !== undefined) {
          const report = await runAnalyzerBench({
            host: bench,
            workload: analyzer,
            threads: workers ?? availableParallelism(),
            ...(data !== undefined && { dataFolder: data }),
            onProgress,
          });
          output.result(report, () => analyzerBenchText(report));
          return;
        }
        if (writing !== undefined) {
          const report = await runWritingBench({
            host: bench,
            workload: writing,
            peers,
            repeats: 5,
            ...(data !== undefined && { dataFolder: data }),
            onProgress,
          });
          output.result(report, () => writingBenchText(writing, report));
          return;
        }
        if (sorting !== undefined) {
          const report = await runSortingBench({
            host: bench,
            workload: sorting,
            peers,
            ...(data !== undefined && { dataFolder: data }),
            onProgress,
          });
          output.result(report, () => sortingBenchText(report));
          return;
        }
        const report = await runBench({
          channels,
          seconds,
          peers,
          ...(workers === undefined ? {} : { threads: workers }),
          onProgress,
        });
        const { workloads, ratios } = report;
        output.result({ workloads, ratios }, () => benchText(report));
      }),
    );
}
