import type { Command } from "commander";
import { estimateMotionTo } from "#main/workbench/index.ts";
import { withReader } from "../arguments.ts";
import { runCommand } from "../run-command.ts";

interface Options {
  readonly preset: string;
  readonly pipeline?: string;
  readonly params?: string;
  readonly out: string;
  readonly corrected?: string;
  readonly stream?: string;
  readonly reader?: string;
  readonly readerParams?: string;
}

export function registerMotion(program: Command): void {
  withReader(
    program
      .command("motion <recording>")
      .description("estimate drift: SpikeInterface's motion folder, and the corrected recording")
      .option("--preset <name>", "how motion is estimated", "dredge_fast")
      .option("--pipeline <file>", "preprocessing steps before (at least a filter)")
      .option("--params <file>", "JSON file: detect_kwargs, estimate_motion_kwargs …")
      .option("--corrected <dir>", "also write the recording moved back")
      .option("--stream <id>", "stream to read")
      .requiredOption("--out <dir>", "motion folder to write"),
  ).action(async (recording: string, options: Options, command: Command) =>
    runCommand(command, async ({ output, bench }) => {
      const made = await estimateMotionTo(recording, options, bench);
      output.result(made, () => {
        const [low, high] = made.range_um;
        return `${low.toFixed(1)} to ${high.toFixed(1)} um over ${String(made.time_bins)} times and ${String(made.depth_bins)} depths, from ${String(made.num_peaks)} peaks, in ${made.path}`;
      });
    }),
  );
}
