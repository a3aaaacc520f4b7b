import type { Command } from "commander";
import { writeComponents } from "#main/workbench/index.ts";
import { nameList } from "../arguments.ts";
import { runCommand } from "../run-command.ts";

interface Options {
  readonly out: string;
  readonly waveforms?: string;
  readonly units?: string[];
  readonly asReference?: boolean;
}

export function registerComponents(program: Command): void {
  program
    .command("components <analyzer>")
    .description("principal components of ALL spikes, or of new waveforms, as an .npy file")
    .option("--waveforms <npy>", "new spikes instead: spike x sample x channel")
    .option("--units <ids>", "unit of the new spikes: one for all or one each", nameList)
    .option("--as-reference", "as SpikeInterface 0.103: first segment, samples not in uV")
    .requiredOption("--out <npy>", "file to write")
    .action(async (analyzer: string, options: Options, command: Command) =>
      runCommand(command, async ({ output, bench }) => {
        const written = await writeComponents(analyzer, options, bench);
        output.result(written, () => `${written.shape.join(" x ")} scores\n${written.path}`);
      }),
    );
}
