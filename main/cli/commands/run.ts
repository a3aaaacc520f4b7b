import type { Command } from "commander";
import { DEFAULT_SORTER } from "#core/sorters/index.ts";
import { runRecording } from "#main/workbench/index.ts";
import { withReader } from "../arguments.ts";
import { dataFolder } from "../data-folder.ts";
import { runCommand } from "../run-command.ts";

interface Options {
  readonly stream?: string;
  readonly pipeline?: string;
  readonly sorter: string;
  readonly params?: string;
  readonly project?: string;
  readonly out?: string;
  readonly reader?: string;
  readonly readerParams?: string;
}

export function registerRun(program: Command): void {
  withReader(
    program
      .command("run <recording>")
      .description("open, preprocess, sort, analyze, measure: a project and a report")
      .option("--stream <id>", "stream to read")
      .option(
        "--pipeline <file>",
        "preprocessing steps (default: phase shift where known, band-pass, common reference)",
      )
      .option("--sorter <name>", "see `sorters`", DEFAULT_SORTER)
      .option("--params <file>", "JSON file with the sorter's parameters")
      .option("--project <file>", "project to make or to add to")
      .option("--out <dir>", "folder for report and project"),
  ).action(async (recording: string, options: Options, command: Command) => {
    const { workers } = command.optsWithGlobals<{ workers?: number }>();
    await runCommand(command, async ({ output, bench }) => {
      const result = await runRecording(
        recording,
        options,
        {
          dataFolder: dataFolder(),
          ...(workers === undefined ? {} : { numWorkers: workers }),
        },
        bench,
      );
      output.result(
        result,
        () =>
          `${String(result.units_found)} units\nproject  ${result.project}\nreport   ${result.report}`,
      );
    });
  });
}
