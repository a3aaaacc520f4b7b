import type { Command } from "commander";
import { compareSortingPaths } from "#main/workbench/index.ts";
import { positiveNumber } from "../arguments.ts";
import { formatTable } from "../output.ts";
import { runCommand } from "../run-command.ts";

export function registerCompare(program: Command): void {
  program
    .command("compare <sorting1> <sorting2>")
    .description("agreement, matching, performance")
    .option("--ground-truth", "the first one is true")
    .option("--delta-ms <ms>", "two spikes within this time are the same", positiveNumber, 0.4)
    .action(
      async (
        first: string,
        second: string,
        options: { groundTruth?: boolean; deltaMs: number },
        command: Command,
      ) =>
        runCommand(command, async ({ output, bench }) => {
          const result = await compareSortingPaths(first, second, options, bench);
          output.result(result, () => formatTable(result.table.header, result.table.rows));
        }),
    );
}
