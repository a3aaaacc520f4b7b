import { InvalidArgumentError, Option, type Command } from "commander";
import {
  compareAnalyzerPaths,
  compareManySortings,
  compareSortingPaths,
  reopenComparison,
  type ComparisonOutcome,
} from "#main/workbench/index.ts";
import { nameList, positiveInteger, positiveNumber } from "../arguments.ts";
import { formatTable } from "../output.ts";
import { runCommand, type CommandContext } from "../run-command.ts";

interface CompareOptions {
  readonly groundTruth?: boolean;
  readonly partialTruth?: boolean;
  readonly deltaMs: number;
  readonly matchScore?: number;
  readonly agreement: "count" | "distance";
  readonly match: "hungarian" | "best";
  readonly templates?: boolean;
  readonly names?: string[];
  readonly minAgreement: number;
  readonly spikes: "union" | "intersection";
  readonly consensus?: string;
  readonly save?: string;
}

export function registerCompare(program: Command): void {
  program
    .command("compare <sortings...>")
    .description(
      "agreement, matching, performance of two sortings; units on which several agree; units over sessions",
    )
    .option("--ground-truth", "the first one is true")
    .option("--partial-truth", "the first one is true, but there may be more units than it holds")
    .option("--delta-ms <ms>", "two spikes within this time are the same", positiveNumber, 0.4)
    .option("--match-score <score>", "least agreement of a match, 0 to 1", share)
    .addOption(
      new Option("--agreement <method>", "shared spikes, or distance of the trains")
        .choices(["count", "distance"])
        .default("count"),
    )
    .addOption(
      new Option("--match <mode>", "with a truth: one to one, or the best for each")
        .choices(["hungarian", "best"])
        .default("hungarian"),
    )
    .option("--templates", "the paths are analyzers; match their templates, session by session")
    .option("--names <a,b>", "names of the sortings or sessions", nameList)
    .option(
      "--min-agreement <n>",
      "sortings that must have a unit of the consensus",
      positiveInteger,
      2,
    )
    .addOption(
      new Option("--spikes <mode>", "spikes of a consensus unit")
        .choices(["union", "intersection"])
        .default("union"),
    )
    .option("--consensus <dir>", "write the units that sortings agree on, as a sorting")
    .option(
      "--save <file>",
      "keep the comparison of several sortings; give it alone to read it again",
    )
    .action(async (paths: string[], options: CompareOptions, command: Command) =>
      runCommand(command, async (context) => {
        const result = await compare(paths, options, context);
        context.output.result(result, () =>
          [formatTable(result.table.header, result.table.rows), ...(result.notes ?? [])].join("\n"),
        );
      }),
    );
}

function compare(
  paths: readonly string[],
  options: CompareOptions,
  { bench }: CommandContext,
): Promise<ComparisonOutcome> {
  const [first = "", second] = paths;
  if (options.templates === true) return compareAnalyzerPaths(paths, options, bench);
  if (second === undefined) return reopenComparison(first, options, bench);
  const isPlain =
    paths.length === 2 && options.consensus === undefined && options.save === undefined;
  return isPlain
    ? compareSortingPaths(first, second, options, bench)
    : compareManySortings(paths, options, bench);
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 1)) {
    throw new InvalidArgumentError("It must be a number from 0 to 1.");
  }
  return value;
}
