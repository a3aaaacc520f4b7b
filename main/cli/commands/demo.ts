import type { Command } from "commander";
import { runDemo } from "#main/workbench/index.ts";
import { nonNegativeInteger } from "../arguments.ts";
import { dataFolder } from "../data-folder.ts";
import { runCommand } from "../run-command.ts";

export function registerDemo(program: Command): void {
  program
    .command("demo")
    .description("`run` on a generated recording, compared with its truth")
    .option("--out <dir>", "folder for report and project", "spikedesk-demo")
    .option("--seed <n>", "seed of the recording", nonNegativeInteger, 0)
    .action(async (options: { out: string; seed: number }, command: Command) => {
      const { workers } = command.optsWithGlobals<{ workers?: number }>();
      await runCommand(command, async ({ output, bench }) => {
        const host = {
          dataFolder: dataFolder(),
          ...(workers === undefined ? {} : { numWorkers: workers }),
        };
        const result = await runDemo(options, host, bench);
        output.result(result, () =>
          [
            `${String(result.units_found)} units found, ${String(result.well_detected)} of ${String(result.units_true)} true ones well detected (accuracy ≥ 0.8), ${String(result.false_positives)} false`,
            `mean accuracy ${result.mean_accuracy.toFixed(3)}`,
            `seconds  ${Object.entries(result.seconds)
              .map(([step, spent]) => `${step} ${spent.toFixed(1)}`)
              .join(" · ")}`,
            `project  ${result.project}`,
            `report   ${result.report}`,
          ].join("\n"),
        );
      });
    });
}
