import { Option, type Command } from "commander";
import { DRIFT_MODES, type DriftMode } from "#core/generation/index.ts";
import { generateFolder } from "#main/workbench/index.ts";
import { nonNegativeInteger, positiveInteger, positiveNumber } from "../arguments.ts";
import { runCommand } from "../run-command.ts";

interface Options {
  readonly duration: number;
  readonly channels: number;
  readonly units: number;
  readonly seed: number;
  readonly drift: DriftMode | "none";
  readonly format: "binary" | "zarr";
}

export function registerGenerate(program: Command): void {
  program
    .command("generate <dir>")
    .description("ground-truth recording and sorting; the same seed gives SpikeInterface's samples")
    .option("--duration <s>", "seconds", positiveNumber, 10)
    .option("--channels <n>", "channels", positiveInteger, 4)
    .option("--units <n>", "units", positiveInteger, 10)
    .option("--seed <n>", "seed", nonNegativeInteger, 0)
    .addOption(
      new Option("--drift <mode>", "how the probe moves: up to 20 µm up and down")
        .choices(["none", ...DRIFT_MODES])
        .default("none"),
    )
    .addOption(
      new Option("--format <format>", "of the recording")
        .choices(["binary", "zarr"])
        .default("binary"),
    )
    .action(async (dir: string, options: Options, command: Command) =>
      runCommand(command, async ({ output, bench }) => {
        const made = await generateFolder(dir, options, bench);
        output.result(made, () => `recording  ${made.recording}\nsorting    ${made.sorting}`);
      }),
    );
}
