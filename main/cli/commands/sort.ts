import type { Command } from "commander";
import { sorterCatalog, sortTo } from "#main/workbench/index.ts";
import { withReader } from "../arguments.ts";
import { formatTable } from "../output.ts";
import { runCommand } from "../run-command.ts";

interface Options {
  readonly sorter: string;
  readonly params?: string;
  readonly pipeline?: string;
  readonly out: string;
  readonly stream?: string;
  readonly reader?: string;
  readonly readerParams?: string;
}

export function registerSort(program: Command): void {
  withReader(
    program
      .command("sort <recording>")
      .description("run a sorter: SpikeInterface's sorter output folder")
      .requiredOption("--sorter <name>", "see `sorters`")
      .option("--params <file>", "JSON file with the sorter's parameters")
      .option("--pipeline <file>", "preprocessing steps before the sorter")
      .option("--stream <id>", "stream to read")
      .requiredOption("--out <dir>", "folder to write"),
  ).action(async (recording: string, options: Options, command: Command) =>
    runCommand(command, async ({ output, bench }) => {
      const sorted = await sortTo(recording, options, bench);
      output.result(
        sorted,
        () =>
          `${String(sorted.num_units)} units, ${String(sorted.num_spikes)} spikes in ${sorted.path}`,
      );
    }),
  );
  program
    .command("sorters")
    .description("which sorters can run here, their parameters, what a missing one needs")
    .action(async (_options: object, command: Command) =>
      runCommand(command, async ({ output }) => {
        const sorters = sorterCatalog();
        output.result(sorters, () =>
          formatTable(
            ["name", "version", "runs here", "what it is"],
            sorters.map(({ name, version, runnable, whyNot, summary }) => [
              name,
              version,
              runnable ? "yes" : (whyNot ?? "no"),
              summary,
            ]),
          ),
        );
      }),
    );
}
