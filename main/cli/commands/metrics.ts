import type { Command } from "commander";
import { analyzerMetrics } from "#main/workbench/index.ts";
import { formatTable } from "../output.ts";
import { runCommand } from "../run-command.ts";

export function registerMetrics(program: Command): void {
  program
    .command("metrics <analyzer>")
    .description("quality and template metrics")
    .option("--csv <file>", "also write them as CSV")
    .action(async (analyzer: string, options: { csv?: string }, command: Command) =>
      runCommand(command, async ({ output, bench }) => {
        const table = await analyzerMetrics(analyzer, options.csv, bench);
        output.result(table, () =>
          formatTable(
            ["unit", ...table.columns],
            table.unit_ids.map((id, i) => [String(id), ...(table.data[i] ?? [])]),
          ),
        );
      }),
    );
}
