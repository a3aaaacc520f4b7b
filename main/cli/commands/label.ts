import type { Command } from "commander";
import type { JsonValue } from "#core/model/index.ts";
import { labelAnalyzer, trainModelTo, type LabelPathOptions } from "#main/workbench/index.ts";
import { nameList } from "../arguments.ts";
import { formatTable } from "../output.ts";
import { runCommand } from "../run-command.ts";

export function registerLabel(program: Command): void {
  program
    .command("label <analyzer>")
    .description("label units by a trained model: a folder with a .skops file and model_info.json")
    .requiredOption("--model <dir>", "the model's folder")
    .option("--model-name <file>", "which .skops file, where there are several")
    .option(
      "--trust",
      "rebuild types of scikit-learn's inner workings too; nothing is ever executed",
    )
    .option("--csv <file>", "also write unit, label and probability as CSV")
    .action(async (analyzer: string, options: LabelPathOptions, command: Command) =>
      runCommand(command, async ({ output, bench }) => {
        const rows = await labelAnalyzer(analyzer, options, bench);
        output.result(rows, () =>
          formatTable(
            ["unit", "label", "probability"],
            rows.unit_ids.map((id, i) => [
              String(id),
              labelText(rows.labels[i]),
              (rows.probabilities[i] ?? NaN).toFixed(3),
            ]),
          ),
        );
      }),
    );
  program
    .command("train-model <analyzers...>")
    .description("train a model that labels units from their metrics")
    .requiredOption(
      "--labels <files>",
      "for each analyzer a JSON list with the label of each unit; files with commas between",
      nameList,
    )
    .option(
      "--params <file>",
      "JSON file: classifiers, imputation_strategies, scaling_techniques, seed …",
    )
    .requiredOption("--out <dir>", "folder to write")
    .action(
      async (
        analyzers: string[],
        options: { labels: string[]; params?: string; out: string },
        command: Command,
      ) =>
        runCommand(command, async ({ output, bench }) => {
          const trained = await trainModelTo(analyzers, options, bench);
          output.result(
            trained,
            () =>
              `${trained.classifier} of ${String(trained.num_units)} units, balanced accuracy ` +
              `${trained.balanced_accuracy.toFixed(2)} on units kept aside: ${trained.path}`,
          );
        }),
    );
}

/** A label as it is, or as JSON where it is a list or an object. */
function labelText(label: JsonValue | undefined): string {
  return typeof label === "string" ? label : JSON.stringify(label ?? null);
}
