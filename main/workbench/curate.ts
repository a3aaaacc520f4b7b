import { join, resolve } from "node:path";
import { loadAnalyzer, saveAnalyzer, type MergingMode } from "#core/analyzer/index.ts";
import {
  applyCurationToAnalyzer,
  applyCurationToSorting,
  autoMerge,
  curationOfMerges,
  curationToJson,
  emptyCuration,
  lineageToJson,
  parseCuration,
  removeByLabel,
  removeRedundantUnits,
  type Curation,
  type CurationRecord,
  type MergeRound,
  type StepsParams,
} from "#core/curation/index.ts";
import { selectUnitsOfAnalyzer } from "#core/extensions/index.ts";
import { writeNumpyFolder } from "#core/formats/index.ts";
import { writeResult } from "#core/jobs/index.ts";
import { EphysError, type JsonObject, type UnitId } from "#core/model/index.ts";
import { recognise } from "#core/open/index.ts";
import {
  chainLineage,
  removeDuplicatedSpikes,
  type MergeIdStrategy,
  type Sorting,
  type SplitIdStrategy,
} from "#core/sorting/index.ts";
import { openSorting, readJsonFile, readParams, type ReadOptions } from "./inputs.ts";
import { outputPlace } from "./places.ts";
import type { Workbench } from "./workbench.ts";

export interface CurateOptions extends ReadOptions {
  readonly out: string;
  /** curation document */
  readonly curation?: string;
  /** units with any of these labels go */
  readonly excludeLabels?: readonly string[];
  /** units without all of these labels go */
  readonly includeLabels?: readonly string[];
  /** presets, applied one after the other */
  readonly autoMerge?: readonly string[];
  /** JSON file: {step: {parameter: value}} */
  readonly stepParams?: string;
  readonly recursive?: boolean;
  readonly removeRedundant?: boolean;
  readonly duplicatedMs?: number;
  readonly censorMs?: number;
  readonly mode: MergingMode;
  readonly sparsityOverlap: number;
  readonly skipUnmergeable?: boolean;
  readonly mergeIds: MergeIdStrategy;
  readonly splitIds: SplitIdStrategy;
}

/** What `curate` answers. */
export interface CuratedFolder {
  readonly path: string;
  readonly unit_ids: readonly UnitId[];
  readonly removed: readonly UnitId[];
  readonly made: readonly { readonly unit_id: UnitId; readonly from: readonly UnitId[] }[];
  readonly skipped_merges: readonly (readonly UnitId[])[];
  /** pairs that each search for merges accepted */
  readonly searches: readonly { readonly steps: readonly string[]; readonly pairs: number }[];
}

/** Curates a sorting or an analyzer into a new folder, with curation.json and lineage.json beside the result. */
export async function curateTo(
  path: string,
  options: CurateOptions,
  bench: Workbench,
): Promise<CuratedFolder> {
  const source = resolve(path);
  const [best] = options.reader === undefined ? await recognise(source, bench.ctx) : [];
  const place = outputPlace(options.out);
  return writeResult(place, bench.ctx, async (folder) => {
    const isAnalyzer = best?.kinds.includes("analyzer") === true;
    const done = isAnalyzer
      ? await curateAnalyzer(source, options, folder, bench)
      : await curateSorting(source, options, folder, bench);
    const { record, curation } = done;
    const write = (name: string, value: JsonObject): Promise<void> =>
      bench.ctx.fs.writeFile(join(folder, name), `${JSON.stringify(value, null, 4)}\n`);
    await write("lineage.json", lineageToJson(record));
    await write("curation.json", curationToJson(curation));
    return {
      path: place.folder,
      unit_ids: done.unitIds,
      removed: record.removed,
      made: record.lineage.map(({ unitId, from }) => ({ unit_id: unitId, from })),
      skipped_merges: record.skipped,
      searches: (record.rounds ?? []).map(({ steps, proposals }) => ({
        steps,
        pairs: proposals.length,
      })),
    };
  });
}

interface Done {
  readonly unitIds: readonly UnitId[];
  readonly record: CurationRecord;
  /** what was asked for, or amounts to what was done */
  readonly curation: Curation;
}

async function curateAnalyzer(
  source: string,
  options: CurateOptions,
  folder: string,
  bench: Workbench,
): Promise<Done> {
  const { ctx } = bench;
  if (options.duplicatedMs !== undefined) {
    throw new EphysError(
      "InvalidParameter",
      "spikes are removed from a sorting, not from an analyzer: curate the sorting, then analyze it",
      { parameter: "remove-duplicated" },
    );
  }
  const given = await loadAnalyzer(source, ctx);
  const { unitIds } = given.sorting;
  const asked = await readCuration(options, unitIds);
  const applied = await applyCurationToAnalyzer(
    given,
    asked ?? emptyCuration(unitIds),
    options,
    ctx,
  );
  let { value: analyzer, lineage, skipped } = applied;
  let removed = applied.removed;
  if (options.removeRedundant === true) {
    const redundant = removeRedundantUnits(analyzer);
    const gone = new Set(redundant.removed);
    analyzer = selectUnitsOfAnalyzer(
      analyzer,
      analyzer.sorting.unitIds.filter((id) => !gone.has(id)),
    );
    const made = new Map(lineage.map(({ unitId, from }) => [unitId, from]));
    removed = [...removed, ...redundant.removed.flatMap((id) => made.get(id) ?? [id])];
    lineage = lineage.filter(({ unitId }) => !gone.has(unitId));
  }
  let rounds: readonly MergeRound[] | undefined;
  if (options.autoMerge !== undefined) {
    const stepsParams = (await readParams(options.stepParams)) as StepsParams; // each step checks its own
    const recipes = options.autoMerge.map((preset) => ({ preset, stepsParams }));
    const merged = await autoMerge(analyzer, { ...options, recipes, newIdStrategy: options.mergeIds }, ctx); // prettier-ignore
    analyzer = merged.analyzer;
    lineage = chainLineage(lineage, merged.lineage);
    rounds = merged.rounds;
    skipped = [...skipped, ...(rounds.at(-1)?.skipped ?? [])];
  }
  await saveAnalyzer(analyzer, folder, ctx);
  const record = { source, unitIds, removed, lineage, skipped, rounds };
  const isAsAsked = rounds === undefined && options.removeRedundant !== true;
  return {
    unitIds: analyzer.sorting.unitIds,
    record,
    curation: asked !== undefined && isAsAsked ? asked : curationOfMerges(record),
  };
}

async function curateSorting(
  source: string,
  options: CurateOptions,
  folder: string,
  bench: Workbench,
): Promise<Done> {
  if (options.autoMerge !== undefined) {
    throw new EphysError(
      "InvalidParameter",
      `${source} is a sorting: a search for merges needs an analyzer (spikedesk analyze makes one)`,
      { path: source },
    );
  }
  const given = await openSorting(source, options, bench);
  const { unitIds } = given;
  const asked = (await readCuration(options, unitIds)) ?? emptyCuration(unitIds);
  const applied = applyCurationToSorting(given, asked, options);
  let sorting: Sorting = applied.value;
  if (options.duplicatedMs !== undefined) {
    sorting = removeDuplicatedSpikes(sorting, { censoredPeriodMs: options.duplicatedMs });
  }
  const redundant = options.removeRedundant === true ? removeRedundantUnits(sorting) : undefined;
  sorting = redundant?.sorting ?? sorting;
  await writeNumpyFolder(sorting, folder, bench.ctx);
  const gone = new Set(redundant?.removed);
  const record = {
    source,
    unitIds,
    removed: [...applied.removed, ...gone],
    lineage: applied.lineage.filter(({ unitId }) => !gone.has(unitId)),
    skipped: applied.skipped,
  };
  return { unitIds: sorting.unitIds, record, curation: asked };
}

async function readCuration(
  { curation: file, excludeLabels: exclude, includeLabels: include }: CurateOptions,
  unitIds: readonly UnitId[],
): Promise<Curation | undefined> {
  if (file === undefined) return undefined;
  const curation = parseCuration(await readJsonFile(file), { source: resolve(file), unitIds });
  return removeByLabel(curation, { exclude, include });
}
