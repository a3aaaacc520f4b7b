import { Option, type Command } from "commander";
import { exportTraces } from "#main/workbench/index.ts";
import { nameList, nonNegativeInteger, withReader } from "../arguments.ts";
import { runCommand } from "../run-command.ts";

interface Options {
  readonly pipeline?: string;
  readonly segment: number;
  readonly start?: number;
  readonly stop?: number;
  readonly windows?: string;
  readonly stream?: string;
  readonly channels?: string[];
  readonly uv?: boolean;
  readonly out: string;
  readonly reader?: string;
  readonly readerParams?: string;
}

export function registerTraces(program: Command): void {
  withReader(
    program
      .command("traces <recording>")
      .description("one window of samples, or many in one run, as .npy")
      .option("--pipeline <file>", "preprocessing steps")
      .option("--segment <i>", "segment", nonNegativeInteger, 0)
      .option("--start <frame>", "first frame", nonNegativeInteger)
      .option("--stop <frame>", "frame after the last", nonNegativeInteger)
      .addOption(
        new Option("--windows <file>", "JSON: [{segment, start, stop, out}, …]").conflicts([
          "start",
          "stop",
        ]),
      )
      .option("--stream <id>", "stream to read")
      .option("--channels <ids>", "channel ids, with commas between", nameList)
      .option("--uv", "in µV instead of raw units")
      .requiredOption("--out <path>", ".npy file, or folder with --windows"),
  ).action(async (recording: string, options: Options, command: Command) => {
    const { windows, start, stop } = options;
    if (windows === undefined && (start === undefined || stop === undefined)) {
      command.error("error: give --start and --stop, or --windows");
    }
    await runCommand(command, async ({ output, bench }) => {
      const paths = await exportTraces(recording, options, bench);
      output.result({ files: paths }, () => paths.join("\n"));
    });
  });
}
