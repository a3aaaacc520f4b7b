import type { Command } from "commander";
import { verifyFolder } from "#main/workbench/index.ts";
import { runCommand } from "../run-command.ts";

export function registerVerify(program: Command): void {
  program
    .command("verify <folder>")
    .description("compare a written recording with its checksums (checksums.json)")
    .action(async (path: string, _options: object, command: Command) =>
      runCommand(command, async ({ output, bench }) => {
        const report = await verifyFolder(path, bench);
        output.result(report, () => `${String(report.numChunks)} chunks are as they were written`);
      }),
    );
}
