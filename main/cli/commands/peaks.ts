import type { Command } from "commander";
import { exportPeaks } from "#main/workbench/index.ts";
import { withReader } from "../arguments.ts";
import { runCommand } from "../run-command.ts";

interface Options {
  readonly pipeline?: string;
  readonly method: string;
  readonly params?: string;
  readonly locate?: string;
  readonly out: string;
  readonly stream?: string;
  readonly reader?: string;
  readonly readerParams?: string;
}

export function registerPeaks(program: Command): void {
  withReader(
    program
      .command("peaks <recording>")
      .description("detect peaks and optionally locate them: peaks.npy, peak_locations.npy")
      .option("--pipeline <file>", "preprocessing steps")
      .requiredOption("--method <name>", "detection method, e.g. locally_exclusive")
      .option("--params <file>", "JSON file with the method's parameters")
      .option("--locate <method>", "localisation method, e.g. monopolar_triangulation")
      .option("--stream <id>", "stream to read")
      .requiredOption("--out <dir>", "folder to write into"),
  ).action(async (recording: string, options: Options, command: Command) =>
    runCommand(command, async ({ output, bench }) => {
      const found = await exportPeaks(recording, options, bench);
      output.result(found, () => `${String(found.num_peaks)} peaks in ${found.peaks}`);
    }),
  );
}
