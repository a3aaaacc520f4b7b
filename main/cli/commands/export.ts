import { Option, type Command } from "commander";
import { EXPORTER_NAMES, exportTo, type ExportOptions } from "#main/workbench/index.ts";
import { runCommand } from "../run-command.ts";

export function registerExport(program: Command): void {
  program
    .command("export <path>")
    .description(
      "hand the results of an analyzer, or of a project with what was curated in its window, over in another form, in a new folder",
    )
    .addOption(
      new Option("--to <form>", "what is written").choices(EXPORTER_NAMES).makeOptionMandatory(),
    )
    .option("--curation <file>", "curation JSON that is applied first; the analyzer stays as it is")
    .option("--analyzer <id>", "of a project: which of its analyzers", Number)
    .option("--branch <name>", "of a project: another branch of its curation")
    .option("--params <file>", "JSON file: {parameter: value} of the form")
    .requiredOption("--out <dir>", "folder to write")
    .action(async (path: string, options: ExportOptions, command: Command) => {
      await runCommand(command, async ({ output, bench }) => {
        const done = await exportTo(path, options, bench);
        output.result(done, () => [done.path, ...done.files.map((name) => `  ${name}`)].join("\n"));
      });
    });
}
