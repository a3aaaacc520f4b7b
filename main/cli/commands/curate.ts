import { InvalidArgumentError, Option, type Command } from "commander";
import { curateTo, type CurateOptions } from "#main/workbench/index.ts";
import { nameList, positiveNumber, withReader } from "../arguments.ts";
import { runCommand } from "../run-command.ts";

/** A number from 0 to 1. */
function fraction(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 1)) {
    throw new InvalidArgumentError("It must be a number from 0 to 1.");
  }
  return value;
}

export function registerCurate(program: Command): void {
  withReader(
    program
      .command("curate <sortingOrAnalyzer>")
      .description("apply a curation and merge units into a new sorting or analyzer, with lineage")
      .option("--curation <file>", "curation JSON of SpikeInterface (versions 0 to 2)")
      .option("--exclude-labels <labels>", "remove units that the curation labels so", nameList)
      .option(
        "--include-labels <labels>",
        "remove units that the curation does not label so",
        nameList,
      )
      .option(
        "--auto-merge <presets>",
        "find and apply merges of an analyzer: similarity_correlograms, temporal_splits, x_contaminations, " +
          "feature_neighbors, slay; several with commas between",
        nameList,
      )
      .option("--step-params <file>", "JSON file: {merge step: {parameter: value}}")
      .option("--recursive", "search for merges until there are no more")
      .option("--remove-redundant", "keep one of units that have the same spikes")
      .option(
        "--remove-duplicated <ms>",
        "of a sorting: drop spikes that follow another of their unit within this time",
        positiveNumber,
      )
      .option(
        "--censor-ms <ms>",
        "drop spikes of merged units that follow another within this time",
        positiveNumber,
      )
      .addOption(
        new Option("--mode <mode>", "merge results softly, or compute them anew")
          .choices(["soft", "hard"])
          .default("soft"),
      )
      .option(
        "--sparsity-overlap <share>",
        "of channels that softly merged units share",
        fraction,
        0.75,
      ) // prettier-ignore
      .option("--skip-unmergeable", "leave out merges whose units share fewer channels")
      .addOption(
        new Option("--merge-ids <strategy>", "names of merged units")
          .choices(["append", "take_first", "join"])
          .default("append"),
      )
      .addOption(
        new Option("--split-ids <strategy>", "names of the parts of split units")
          .choices(["append", "split"])
          .default("append"),
      )
      .requiredOption("--out <dir>", "folder to write"),
  ).action(
    async (
      path: string,
      { removeDuplicated, ...options }: CurateOptions & { removeDuplicated?: number },
      command: Command,
    ) => {
      const isIdle =
        options.curation === undefined &&
        options.autoMerge === undefined &&
        options.removeRedundant !== true &&
        removeDuplicated === undefined;
      if (isIdle) {
        command.error(
          "error: give --curation, --auto-merge, --remove-redundant or --remove-duplicated",
        );
      }
      const byLabel = options.excludeLabels !== undefined || options.includeLabels !== undefined;
      if (byLabel && options.curation === undefined) {
        command.error("error: --exclude-labels and --include-labels need --curation");
      }
      const asked = removeDuplicated === undefined ? options : { ...options, duplicatedMs: removeDuplicated }; // prettier-ignore
      await runCommand(command, async ({ output, bench }) => {
        const done = await curateTo(path, asked, bench);
        output.result(done, () =>
          [
            `${String(done.unit_ids.length)} units, ${String(done.removed.length)} removed`,
            ...done.made.map(({ unit_id, from }) => `${String(unit_id)} ← ${from.join(" + ")}`),
            ...done.skipped_merges.map((group) => `not merged, too few common channels: ${group.join(" + ")}`), // prettier-ignore
            done.path,
          ].join("\n"),
        );
      });
    },
  );
}
