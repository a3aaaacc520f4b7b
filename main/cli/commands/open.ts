import type { Command } from "commander";
import { openBatchTo } from "#main/workbench/index.ts";
import { runCommand } from "../run-command.ts";

export function registerOpen(program: Command): void {
  program
    .command("open")
    .description("open every file that the cases below a folder name, and write what was read")
    .requiredOption("--batch <dir>", "folder with expected.json files")
    .requiredOption("--out <dir>", "where the answers go")
    .action(async ({ batch, out }: { batch: string; out: string }, command: Command) =>
      runCommand(command, async ({ output, bench }) => {
        const summary = await openBatchTo(batch, out, bench);
        output.result(
          summary,
          () =>
            `${String(summary.cases)} cases, ${String(summary.opened)} opened, ${String(summary.refused)} refused`,
        );
      }),
    );
}
