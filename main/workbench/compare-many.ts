import { basename, resolve } from "node:path";
import { loadAnalyzer } from "#core/analyzer/index.ts";
import {
  compareMultipleSorters,
  compareMultipleTemplates,
  consensusSorting,
  multiComparisonFromJson,
  multiComparisonToJson,
  templateSetOf,
  type MultiComparison,
  type MultiSortingComparison,
} from "#core/comparison/index.ts";
import { writeNumpyFolder } from "#core/formats/index.ts";
import { EphysError, formatJson, type UnitId } from "#core/model/index.ts";
import { sortingFromDict } from "#core/open/index.ts";
import type { ComparisonOutcome } from "./compare.ts";
import { openSorting, readJsonFile } from "./inputs.ts";
import type { Workbench } from "./workbench.ts";

/** Units on which several sortings, or sessions, agree. */
export interface AgreementResult extends ComparisonOutcome {
  readonly names: readonly string[];
  readonly units: readonly {
    readonly unit_id: number;
    readonly agreement_number: number;
    readonly avg_agreement: number;
    /** by name; only sortings that have it */
    readonly unit_ids: Readonly<Record<string, UnitId>>;
  }[];
  /** folder of the consensus sorting, where one was asked for */
  readonly consensus?: { readonly path: string; readonly num_units: number };
  readonly saved?: string;
}

export interface ManyFlags {
  readonly groundTruth?: boolean;
  readonly partialTruth?: boolean;
  readonly deltaMs: number;
  readonly matchScore?: number;
  readonly agreement: "count" | "distance";
  readonly names?: readonly string[];
  readonly minAgreement: number;
  readonly spikes: "union" | "intersection";
  readonly consensus?: string;
  readonly save?: string;
}

/** Compares several sortings of one recording. */
export async function compareManySortings(
  paths: readonly string[],
  flags: ManyFlags,
  bench: Workbench,
): Promise<AgreementResult> {
  if (flags.groundTruth === true || flags.partialTruth === true) {
    throw new EphysError(
      "InvalidParameter",
      "--ground-truth compares one sorting with the truth; leave it out for several sortings or a consensus",
    );
  }
  const sortings = [];
  for (const path of paths) sortings.push(await openSorting(path, {}, bench));
  const found = compareMultipleSorters(sortings, {
    names: flags.names ?? distinctNames(paths),
    deltaMs: flags.deltaMs,
    agreementMethod: flags.agreement,
    ...(flags.matchScore === undefined ? {} : { matchScore: flags.matchScore }),
    onPair: (done, total) => {
      bench.ctx.report({ step: "compare", fraction: done / total });
    },
  });
  return agreementResult(found, flags, bench);
}

/** A comparison that was kept with --save. */
export async function reopenComparison(
  path: string,
  flags: ManyFlags,
  bench: Workbench,
): Promise<AgreementResult> {
  if (!path.endsWith(".json")) {
    throw new EphysError(
      "InvalidParameter",
      `${path} is one path; compare takes two or more sortings, or a comparison kept with --save (.json)`,
      { path },
    );
  }
  const found = await multiComparisonFromJson(await readJsonFile(path), path, (dict) =>
    sortingFromDict(dict, bench.ctx),
  );
  return agreementResult(found, flags, bench);
}

async function agreementResult(
  found: MultiSortingComparison,
  { consensus, save, minAgreement, spikes }: ManyFlags,
  { ctx }: Workbench,
): Promise<AgreementResult> {
  let written: AgreementResult["consensus"];
  if (consensus !== undefined) {
    const sorting = consensusSorting(found, {
      minimumAgreementCount: minAgreement,
      spikeTrainMode: spikes,
    });
    await writeNumpyFolder(sorting, resolve(consensus), ctx);
    written = { path: resolve(consensus), num_units: sorting.unitIds.length };
  }
  if (save !== undefined)
    await ctx.fs.writeFile(resolve(save), formatJson(multiComparisonToJson(found)));
  return {
    ...unitsOf(found),
    ...(written && { consensus: written }),
    ...(save !== undefined && { saved: resolve(save) }),
    notes: [
      ...(written ? [`${String(written.num_units)} units in ${written.path}`] : []),
      ...(save === undefined ? [] : [`kept in ${resolve(save)}`]),
    ],
  };
}

export interface TemplateFlags {
  readonly matchScore?: number;
  readonly names?: readonly string[];
}

/** Units of two or more analyzers matched by their templates. */
export async function compareAnalyzerPaths(
  paths: readonly string[],
  flags: TemplateFlags,
  { ctx }: Workbench,
): Promise<AgreementResult> {
  if (paths.length < 2) {
    throw new EphysError("InvalidParameter", "--templates compares two or more analyzers");
  }
  const sessions = [];
  for (const path of paths) sessions.push(templateSetOf(await loadAnalyzer(resolve(path), ctx)));
  const matchScore = flags.matchScore ?? (paths.length === 2 ? 0.7 : 0.8);
  return unitsOf(
    compareMultipleTemplates(sessions, { names: flags.names ?? distinctNames(paths), matchScore }),
  );
}

function unitsOf({ names, unitIds, units }: MultiComparison): AgreementResult {
  const idOf = (members: Int32Array, source: number): UnitId | undefined =>
    unitIds[source]?.[members[source] ?? -1];
  return {
    names,
    units: units.map((unit, at) => ({
      unit_id: at,
      agreement_number: unit.agreementNumber,
      avg_agreement: unit.averageAgreement,
      unit_ids: Object.fromEntries(
        names.flatMap((name, source) => {
          const id = idOf(unit.members, source);
          return id === undefined ? [] : [[name, id]];
        }),
      ),
    })),
    table: {
      header: ["unit", "agree", "agreement", ...names],
      rows: units.map((unit, at) => [
        String(at),
        unit.agreementNumber,
        unit.agreementNumber > 1 ? unit.averageAgreement : null,
        ...names.map((_, source) => {
          const id = idOf(unit.members, source);
          return id === undefined ? null : String(id);
        }),
      ]),
    },
  };
}

/** Names of the folders; where they repeat, with what holds them. */
function distinctNames(paths: readonly string[]): readonly string[] {
  let names = paths.map((path) => basename(resolve(path)));
  for (let up = 1; new Set(names).size < names.length && up < 4; up++) {
    names = paths.map((path) =>
      resolve(path)
        .split(/[\\/]/)
        .slice(-1 - up)
        .join("/"),
    );
  }
  return new Set(names).size < names.length ? paths.map((_, i) => `sorting${String(i)}`) : names;
}
