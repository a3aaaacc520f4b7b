import { z } from "zod";
import type { NdArray } from "#core/array/index.ts";
import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import type { UnitId } from "#core/model/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { compareCollisions, recallByLag } from "./collision.ts";
import { consensusSorting } from "./consensus.ts";
import { compareToGroundTruth, confusionOf, type GroundTruthComparison } from "./ground-truth.ts";
import { labelTexts } from "./labels.ts";
import type { UnitMatching } from "./matching.ts";
import { compareMultipleSorters, type MultiComparison } from "./multi-sorting.ts";
import { compareSortings, type PairComparison } from "./pair-comparison.ts";
import {
  compareMultipleTemplates,
  compareTemplates,
  selectTemplates,
} from "./template-comparison.ts";
import { templateSetOf } from "./template-set.ts";

/*
 * The comparisons themselves by SpikeInterface's dotted names. What is an object with methods there is a dictionary of
 * its tables here and they answer as the reference does, also where docs/differences.md says otherwise; "no match" is −1 for whole-number ids and "" for text, as in the reference.
 */

const PREFIX = "spikeinterface.comparison";

type Frame = { readonly $frame: unknown };

const sorting = z.custom<Sorting>(
  (value) => typeof value === "object" && value !== null && "spikes" in value,
  "must be a sorting",
);
const analyzer = z.custom<SortingAnalyzer>(
  (value) => typeof value === "object" && value !== null && "extensions" in value,
  "must be an analyzer",
);
const score = z.number().min(0).max(1);

const pairParams = {
  delta_time: z.number().nonnegative().default(0.4),
  match_score: score.default(0.5),
  chance_score: score.default(0.1),
  agreement_method: z.enum(["count", "distance"]).default("count"),
};

const groundTruthParams = {
  ...pairParams,
  well_detected_score: score.default(0.8),
  redundant_score: score.default(0.2),
  overmerged_score: score.default(0.2),
  exhaustive_gt: z.boolean().default(false),
  match_mode: z.enum(["hungarian", "best"]).default("hungarian"),
  compute_labels: z.boolean().default(false),
  compute_misclassifications: z.boolean().default(false),
};

const templateParams = {
  chance_score: score.default(0.3),
  similarity_method: z.enum(["cosine", "l1", "l2"]).default("cosine"),
  support: z.enum(["union", "dense", "intersection"]).default("union"),
  num_shifts: z.int().nonnegative().default(0),
};

type PairArgs = z.output<z.ZodObject<typeof pairParams>>;
type GroundTruthArgs = z.output<z.ZodObject<typeof groundTruthParams>>;

const pairOptions = (args: PairArgs) => ({
  deltaMs: args.delta_time,
  matchScore: args.match_score,
  chanceScore: args.chance_score,
  agreementMethod: args.agreement_method,
});

const groundTruthOptions = (args: GroundTruthArgs) => ({
  ...pairOptions(args),
  wellDetectedScore: args.well_detected_score,
  redundantScore: args.redundant_score,
  overmergedScore: args.overmerged_score,
  exhaustiveGroundTruth: args.exhaustive_gt,
  matchMode: args.match_mode,
  computeLabels: args.compute_labels,
  computeMisclassifications: args.compute_misclassifications,
  labelRule: "reference" as const,
});

function frame(index: readonly UnitId[], columns: readonly UnitId[], values: Float64Array): Frame {
  const width = columns.length;
  const data = index.map((_, i) => Array.from(values.subarray(i * width, (i + 1) * width)));
  return { $frame: { index, columns, data } };
}

function matchMap(
  own: readonly UnitId[],
  other: readonly UnitId[],
  match: Int32Array,
): Map<UnitId, UnitId> {
  const none = other.some((unit) => typeof unit === "string") ? "" : -1;
  return new Map(own.map((unit, i) => [unit, match[i] < 0 ? none : other[match[i]]]));
}

function possibleMap(
  own: readonly UnitId[],
  other: readonly UnitId[],
  possible: readonly Int32Array[],
): Map<UnitId, UnitId[]> {
  return new Map(own.map((unit, i) => [unit, Array.from(possible[i], (j) => other[j])]));
}

function matchingResult({ unitIds1, unitIds2, agreement, ...found }: UnitMatching): object {
  return {
    agreement_scores: frame(unitIds1, unitIds2, agreement),
    possible_match_12: possibleMap(unitIds1, unitIds2, found.possible.match12),
    possible_match_21: possibleMap(unitIds2, unitIds1, found.possible.match21),
    best_match_12: matchMap(unitIds1, unitIds2, found.best.match12),
    best_match_21: matchMap(unitIds2, unitIds1, found.best.match21),
    hungarian_match_12: matchMap(unitIds1, unitIds2, found.hungarian.match12),
    hungarian_match_21: matchMap(unitIds2, unitIds1, found.hungarian.match21),
  };
}

function pairResult(pair: PairComparison): object {
  const { unitIds1, unitIds2 } = pair;
  return {
    delta_frames: pair.deltaFrames,
    event_counts1: new Map(unitIds1.map((unit, i) => [unit, pair.spikeCounts1[i]])),
    event_counts2: new Map(unitIds2.map((unit, j) => [unit, pair.spikeCounts2[j]])),
    match_event_count: frame(unitIds1, unitIds2, pair.matchCounts),
    ...matchingResult(pair),
  };
}

function groundTruthResult(found: GroundTruthComparison, truth: Sorting, tested: Sorting): object {
  const { unitIds1, unitIds2, units, pooled, wrong, labels } = found;
  const none = unitIds2.some((unit) => typeof unit === "string") ? "" : -1;
  const confusion = found.matchMode === "hungarian" ? confusionOf(found) : undefined;
  return {
    ...pairResult(found),
    count_score: {
      $frame: {
        index: unitIds1,
        columns: ["tp", "fn", "fp", "num_gt", "num_tested", "tested_id"],
        data: units.map((u) => [
          ...[u.truePositives, u.falseNegatives, u.falsePositives, u.numTruth, u.numTested],
          u.testedId ?? none,
        ]),
      },
    },
    performance_by_unit: {
      $frame: {
        index: unitIds1,
        columns: ["accuracy", "recall", "precision", "false_discovery_rate", "miss_rate"],
        data: units.map((u) => [
          ...[u.accuracy, u.recall, u.precision, u.falseDiscoveryRate, u.missRate],
        ]),
      },
    },
    performance_pooled_with_average: {
      accuracy: pooled.accuracy,
      recall: pooled.recall,
      precision: pooled.precision,
      false_discovery_rate: pooled.falseDiscoveryRate,
      miss_rate: pooled.missRate,
    },
    well_detected_units: found.wellDetected,
    ...(wrong && {
      false_positive_units: wrong.falsePositive,
      redundant_units: wrong.redundant,
      overmerged_units: wrong.overmerged,
      bad_units: wrong.bad,
    }),
    ...(confusion && {
      confusion_matrix: frame(
        [...confusion.order1.map((i) => unitIds1[i]), "FP"],
        [...confusion.order2.map((j) => unitIds2[j]), "FN"],
        confusion.counts,
      ),
    }),
    ...(labels && {
      labels_st1: labelMap(truth.unitIds, tested.unitIds, labels.sorting1, "FN"),
      labels_st2: labelMap(tested.unitIds, truth.unitIds, labels.sorting2, "FP"),
    }),
  };
}

function labelMap(
  own: readonly UnitId[],
  others: readonly UnitId[],
  labels: readonly (readonly Parameters<typeof labelTexts>[0][])[],
  unpaired: "FN" | "FP",
): Map<UnitId, NdArray[]> {
  return new Map(
    own.map((unit, i) => [
      unit,
      labels[i].map((train) => {
        const data = labelTexts(train, { own: unit, others, unpaired });
        return { dtype: "str", shape: [data.length], data };
      }),
    ]),
  );
}

const twoSorters = defineFunction({
  name: `${PREFIX}.paircomparisons.compare_two_sorters`,
  params: z.object({ sorting1: sorting, sorting2: sorting, ...pairParams }),
  run: (args) => pairResult(compareSortings(args.sorting1, args.sorting2, pairOptions(args))),
});

const sorterToTruth = defineFunction({
  name: `${PREFIX}.paircomparisons.compare_sorter_to_ground_truth`,
  params: z.object({ gt_sorting: sorting, tested_sorting: sorting, ...groundTruthParams }),
  run: (args) => {
    const { gt_sorting, tested_sorting } = args;
    const found = compareToGroundTruth(gt_sorting, tested_sorting, groundTruthOptions(args));
    return groundTruthResult(found, gt_sorting, tested_sorting);
  },
});

function unitsResult({ names, unitIds, units }: MultiComparison): Map<number, object> {
  return new Map(
    units.map((unit, number) => [
      number,
      {
        avg_agreement: unit.averageAgreement,
        unit_ids: Object.fromEntries(
          names.flatMap((name, source) => {
            const at = unit.members[source];
            return at < 0 ? [] : [[name, unitIds[source][at]]];
          }),
        ),
        agreement_number: unit.agreementNumber,
      },
    ]),
  );
}

const multipleSorters = defineFunction({
  name: `${PREFIX}.multicomparisons.compare_multiple_sorters`,
  params: z.object({
    sorting_list: z.array(sorting).min(1),
    name_list: z.array(z.string()).nullable().default(null),
    ...pairParams,
    spiketrain_mode: z.enum(["union", "intersection"]).default("union"),
    minimum_agreement_count: z.int().positive().default(1),
    minimum_agreement_count_only: z.boolean().default(false),
  }),
  run: (args) => {
    const found = compareMultipleSorters(args.sorting_list, {
      ...pairOptions(args),
      cleaning: "single_pass",
      ...(args.name_list && { names: args.name_list }),
    });
    return {
      units: unitsResult(found),
      agreement_sorting: consensusSorting(found, {
        minimumAgreementCount: args.minimum_agreement_count,
        minimumAgreementCountOnly: args.minimum_agreement_count_only,
        spikeTrainMode: args.spiketrain_mode,
        joinFrames: 5, // compare_spike_trains with its default of 10, whatever delta_time is
      }),
    };
  },
});

const twoTemplates = defineFunction({
  name: `${PREFIX}.paircomparisons.compare_templates`,
  params: z.object({
    sorting_analyzer_1: analyzer,
    sorting_analyzer_2: analyzer,
    unit_ids1: z
      .array(z.union([z.string(), z.number()]))
      .nullable()
      .default(null),
    unit_ids2: z
      .array(z.union([z.string(), z.number()]))
      .nullable()
      .default(null),
    match_score: score.default(0.7),
    ...templateParams,
  }),
  run: (args) => {
    const [one, two] = [
      templateSetOf(args.sorting_analyzer_1),
      templateSetOf(args.sorting_analyzer_2),
    ];
    return matchingResult(
      compareTemplates(
        args.unit_ids1 ? selectTemplates(one, args.unit_ids1) : one,
        args.unit_ids2 ? selectTemplates(two, args.unit_ids2) : two,
        {
          matchScore: args.match_score,
          chanceScore: args.chance_score,
          method: args.similarity_method,
          support: args.support,
          numShifts: args.num_shifts,
        },
      ),
    );
  },
});

const multipleTemplates = defineFunction({
  name: `${PREFIX}.multicomparisons.compare_multiple_templates`,
  params: z.object({
    waveform_list: z.array(analyzer).min(1),
    name_list: z.array(z.string()).nullable().default(null),
    match_score: score.default(0.8),
    ...templateParams,
  }),
  run: (args) => ({
    units: unitsResult(
      compareMultipleTemplates(args.waveform_list.map(templateSetOf), {
        ...(args.name_list && { names: args.name_list }),
        cleaning: "single_pass",
        matchScore: args.match_score,
        chanceScore: args.chance_score,
        method: args.similarity_method,
        support: args.support,
        numShifts: args.num_shifts,
      }),
    ),
  }),
});

const collisions = defineFunction({
  name: `${PREFIX}.collision.CollisionGTComparison`,
  params: z.object({
    gt_sorting: sorting,
    tested_sorting: sorting,
    collision_lag: z.number().positive().default(2),
    nbins: z.int().positive().default(11),
    ...groundTruthParams,
  }),
  run: (args): object => {
    const { gt_sorting, tested_sorting } = args;
    const found = compareCollisions(gt_sorting, tested_sorting, {
      ...groundTruthOptions(args),
      collisionLagMs: args.collision_lag,
      numBins: args.nbins,
    });
    const num = gt_sorting.unitIds.length;
    const shape = [num, num, args.nbins];
    return {
      bins: found.binEdges,
      all_tp: { dtype: "int64", shape, data: found.truePositives },
      all_fn: { dtype: "int64", shape, data: found.falseNegatives },
      recall_by_lag: recallByLag(found),
    };
  },
});

/** The comparisons of sortings and analyzers. */
export const OBJECT_FUNCTIONS = [
  twoSorters,
  sorterToTruth,
  multipleSorters,
  twoTemplates,
  multipleTemplates,
  collisions,
] as const;
