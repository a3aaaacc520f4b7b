import { Option, type Command } from "commander";
import { preprocessTo } from "#main/workbench/index.ts";
import { withReader } from "../arguments.ts";
import { runCommand } from "../run-command.ts";

interface Options {
  readonly pipeline: string;
  readonly out: string;
  readonly format: "binary" | "zarr";
  readonly splitBy?: string;
  readonly stream?: string;
  readonly reader?: string;
  readonly readerParams?: string;
}

export function registerPreprocess(program: Command): void {
  withReader(
    program
      .command("preprocess <recording>")
      .description("run a chain and write it")
      .requiredOption(
        "--pipeline <place>",
        "JSON file of steps, or a stored recording or analyzer whose steps are taken",
      )
      .requiredOption("--out <dir>", "folder to write")
      .addOption(
        new Option("--format <format>", "of the result")
          .choices(["binary", "zarr"])
          .default("binary"),
      )
      .option("--split-by <property>", "preprocess channels apart by a property, e.g. group")
      .option("--stream <id>", "stream to read"),
  ).action(async (recording: string, options: Options, command: Command) =>
    runCommand(command, async ({ output, bench }) => {
      const folder = await preprocessTo(recording, options, bench);
      output.result({ path: folder }, () => folder);
    }),
  );
}
