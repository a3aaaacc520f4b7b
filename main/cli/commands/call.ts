import type { Command } from "commander";
import { callBatchTo, callOne, functionCatalog } from "#main/workbench/index.ts";
import { runCommand } from "../run-command.ts";

interface Options {
  readonly args?: string;
  readonly cwd?: string;
  readonly batch?: string;
  readonly out?: string;
}

export function registerCall(program: Command): void {
  program
    .command("call [function]")
    .description("call one function by its dotted name, or every case below a folder")
    .option("--args <file>", "JSON file with the arguments, - = standard input")
    .option("--cwd <dir>", "folder that paths among the arguments start from")
    .option("--batch <dir>", "run every case below this folder")
    .option("--out <dir>", "with --batch: where the answers go")
    .action(async (name: string | undefined, options: Options, command: Command) => {
      const { batch, out } = options;
      if (batch !== undefined && out === undefined) command.error("error: --batch needs --out");
      if (batch === undefined && name === undefined) {
        command.error("error: give a function's name, or --batch");
      }
      await runCommand(command, async ({ output, bench }) => {
        if (batch !== undefined) {
          const summary = await callBatchTo(batch, out ?? "", bench);
          output.result(
            summary,
            () =>
              `${String(summary.numCases)} cases, ${String(summary.numResults)} results; errors: ${JSON.stringify(summary.errors)}`,
          );
          return;
        }
        const result = await callOne(name ?? "", options, bench);
        output.result(result, () => JSON.stringify(result));
      });
    });
  program
    .command("functions")
    .description("the functions that `call` knows, with parameter schemas")
    .action(async (_options: object, command: Command) =>
      runCommand(command, async ({ output }) => {
        const functions = functionCatalog();
        output.result(functions, () => functions.map(({ name }) => name).join("\n"));
      }),
    );
}
