import { Option, type Command } from "commander";
import { analyzeTo, computeOnCopy } from "#main/workbench/index.ts";
import { nameList, withReader } from "../arguments.ts";
import { runCommand } from "../run-command.ts";

interface Options {
  readonly out: string;
  readonly extensions?: string[];
  readonly params?: string;
  readonly format: "binary_folder" | "zarr";
  readonly dense?: boolean;
  readonly sparsity?: string;
  readonly pipeline?: string;
  readonly stream?: string;
  readonly reader?: string;
  readonly readerParams?: string;
}

export function registerAnalyze(program: Command): void {
  withReader(
    program
      .command("analyze <recordingOrAnalyzer> [sorting]")
      .description(
        "SortingAnalyzer with its extensions; of an existing ANALYZER, more extensions on a copy",
      )
      .option("--extensions <names>", "extensions, with commas between", nameList)
      .option("--params <file>", "JSON file: {extension: {parameter: value}}")
      .addOption(
        new Option("--format <format>", "of the result")
          .choices(["binary_folder", "zarr"])
          .default("binary_folder"),
      )
      .addOption(new Option("--dense", "every unit on every channel").conflicts("sparsity"))
      .option("--sparsity <file>", 'JSON file: {"method": "snr", "threshold": 4}; default 100 um')
      .option("--pipeline <file>", "preprocessing steps of the recording")
      .option("--stream <id>", "stream to read")
      .requiredOption("--out <dir>", "folder to write"),
  ).action(
    async (first: string, sorting: string | undefined, options: Options, command: Command) => {
      if (sorting === undefined && options.extensions === undefined) {
        command.error("error: give a SORTING, or --extensions for an existing ANALYZER");
      }
      await runCommand(command, async ({ output, bench }) => {
        const made =
          sorting === undefined
            ? await computeOnCopy(first, options, bench)
            : await analyzeTo(first, sorting, options, bench);
        output.result(
          made,
          () =>
            `${String(made.unit_ids.length)} units: ${made.extensions.join(", ")}\n${made.path}`,
        );
      });
    },
  );
}
