import { z } from "zod";
import { toFloat64, type NdArray, type StructuredArray } from "#core/array/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { array } from "#core/functions/params.ts";
import { EphysError } from "#core/model/index.ts";
import { agreementScore } from "./agreement.ts";
import { compareSpikeTrains, countMatchingEvents, matchingEvents } from "./spike-trains.ts";
import { OBJECT_FUNCTIONS } from "./object-functions.ts";
import { confusionMatrix, countScores } from "./scores.ts";

/* SpikeInterface's comparison.comparisontools by their dotted names. Series are maps, tables are frames. */

const PREFIX = "spikeinterface.comparison.comparisontools";

type Id = string | number;

const id = z.union([z.string(), z.number()]);

/** Any number; NaN and infinity too, as in the reference. */
const real = z.custom<number>((value) => typeof value === "number", "must be a number");

/** Spike times as the reference takes them: an array of one dimension; lists are refused there. */
const train = array()
  .refine((value) => value.shape.length === 1 && !isText(value), "must be a 1-dimensional array")
  .transform(toFloat64);

/** `train`, which may not be given as a list. */
const arrayTrain = z
  .custom<unknown>((value) => !Array.isArray(value), 'must be an array ({"$nd": …}), not a list')
  .pipe(train);

function isText(value: NdArray): boolean {
  return value.dtype === "str" || value.dtype === "bytes";
}

/** A series of counts or ids by unit; a dictionary is taken as one with text keys. */
function series<Value extends z.ZodType>(value: Value): z.ZodType<Map<Id, z.output<Value>>> {
  return z.preprocess(
    (given) =>
      given instanceof Map || typeof given !== "object" || given === null
        ? given
        : new Map(Object.entries(given)),
    z.map(id, value),
  );
}

const counts = series(real);
const matches = series(id);
const frame = z.object({
  $frame: z.object({
    index: z.array(id),
    columns: z.array(id),
    data: z.array(z.array(real)),
  }),
});

type Frame = z.output<typeof frame>["$frame"];

const int64 = (data: Float64Array): NdArray => ({ dtype: "int64", shape: [data.length], data });

const text = (data: readonly string[]): NdArray => ({
  dtype: "str",
  shape: [data.length],
  data: [...data],
});

function table(
  index: readonly Id[],
  columns: readonly Id[],
  values: Float64Array,
): { readonly $frame: unknown } {
  const width = columns.length;
  const data = index.map((_, row) => Array.from(values.subarray(row * width, (row + 1) * width)));
  return { $frame: { index, columns, data } };
}

/** The counts of a series in the order of the given ids. @throws UnitNotFound */
function inOrder(values: ReadonlyMap<Id, number>, ids: readonly Id[], what: string): Float64Array {
  return Float64Array.from(ids, (unit) => {
    const value = values.get(unit);
    if (value === undefined) {
      throw new EphysError("UnitNotFound", `${what} has no unit ${JSON.stringify(unit)}`, {
        unitId: unit,
      });
    }
    return value;
  });
}

function flat({ data, columns }: Frame): Float64Array {
  const wrong = data.find((row) => row.length !== columns.length);
  if (wrong !== undefined) {
    throw new EphysError("InvalidParameter", "match_event_count has rows of unequal length");
  }
  return Float64Array.from(data.flat());
}

/** Rows of a frame in the order of the given ids: [id × column]; unmatched units need none. @throws UnitNotFound */
function rowsOf(frame: Frame, ids: readonly Id[], match: Int32Array): Float64Array {
  const width = frame.columns.length;
  const all = flat(frame);
  const out = new Float64Array(ids.length * width);
  for (const [i, unit] of ids.entries()) {
    const row = frame.index.indexOf(unit);
    if (row >= 0) out.set(all.subarray(row * width, (row + 1) * width), i * width);
    else if (match[i] >= 0) {
      throw new EphysError(
        "UnitNotFound",
        `match_event_count has no unit ${JSON.stringify(unit)}`,
        { unitId: unit },
      );
    }
  }
  return out;
}

/** Position of each unit's match; `isNone` says which marks stand for none. */
function matchPositions(
  match12: ReadonlyMap<Id, Id>,
  unitIds1: readonly Id[],
  unitIds2: readonly Id[],
  isNone: (mark: Id) => boolean,
): Int32Array {
  return Int32Array.from(unitIds1, (unit) => {
    const other = match12.get(unit);
    if (other === undefined) {
      throw new EphysError("UnitNotFound", `match_12 has no unit ${JSON.stringify(unit)}`);
    }
    if (isNone(other)) return -1;
    const position = unitIds2.indexOf(other);
    if (position < 0) {
      throw new EphysError(
        "UnitNotFound",
        `match_12 gives unit ${JSON.stringify(other)}, which match_event_count does not have`,
        { unitId: other },
      );
    }
    return position;
  });
}

const compareTrains = defineFunction({
  name: `${PREFIX}.compare_spike_trains`,
  params: z.object({
    spiketrain1: train,
    spiketrain2: arrayTrain,
    delta_frames: real.default(10),
  }),
  run({ spiketrain1, spiketrain2, delta_frames }) {
    const { labels1, labels2 } = compareSpikeTrains(spiketrain1, spiketrain2, delta_frames);
    return [text(labels1), text(labels2)];
  },
});

const agreement = defineFunction({
  name: `${PREFIX}.compute_agreement_score`,
  params: z.object({ num_matches: real, num1: real, num2: real }),
  run: ({ num_matches, num1, num2 }) => agreementScore(num_matches, num1, num2),
});

const countMatches = defineFunction({
  name: `${PREFIX}.count_match_spikes`,
  params: z.object({
    times1: arrayTrain,
    all_times2: z.array(arrayTrain),
    delta_frames: real,
  }),
  run: ({ times1, all_times2, delta_frames }) =>
    int64(
      Float64Array.from(all_times2, (times2) => countMatchingEvents(times1, times2, delta_frames)),
    ),
});

const confusion = defineFunction({
  name: `${PREFIX}.do_confusion_matrix`,
  params: z.object({
    event_counts1: counts,
    event_counts2: counts,
    match_12: matches,
    match_event_count: frame,
  }),
  run({ event_counts1, event_counts2, match_12, match_event_count: { $frame } }) {
    const { index, columns } = $frame;
    const ids1 = [...match_12.keys()];
    if (ids1.length !== index.length) {
      throw new EphysError(
        "InvalidParameter",
        `match_12 has ${String(ids1.length)} units, match_event_count has ${String(index.length)} rows`,
      );
    }
    // here only −1 stands for no match, "" is taken for a unit's id
    const match = matchPositions(match_12, ids1, columns, (mark) => mark === -1);
    const taken = match.filter((j) => j >= 0);
    if (new Set(taken).size < taken.length) {
      throw new EphysError(
        "InvalidParameter",
        "match_12 gives one unit to two others; a confusion matrix needs a one-to-one match",
      );
    }
    const {
      order1,
      order2,
      counts: cells,
    } = confusionMatrix(
      inOrder(event_counts1, ids1, "event_counts1"),
      inOrder(event_counts2, columns, "event_counts2"),
      match,
      rowsOf($frame, ids1, match),
    );
    return table(
      [...order1.map((i) => ids1[i]), "FP"],
      [...order2.map((j) => columns[j]), "FN"],
      cells,
    );
  },
});

const countScore = defineFunction({
  name: `${PREFIX}.do_count_score`,
  params: z.object({
    event_counts1: counts,
    event_counts2: counts,
    match_12: matches,
    match_event_count: frame,
  }),
  run({ event_counts1, event_counts2, match_12, match_event_count: { $frame } }) {
    const ids1 = [...event_counts1.keys()];
    const { columns } = $frame;
    const match = matchPositions(match_12, ids1, columns, (mark) => mark === -1 || mark === "");
    const matched = columns.filter((_, j) => match.includes(j));
    inOrder(event_counts2, matched, "event_counts2");
    const scores = countScores(
      inOrder(event_counts1, ids1, "event_counts1"),
      // only those of matched units are looked at
      Float64Array.from(columns, (unit) => event_counts2.get(unit) ?? 0),
      match,
      rowsOf($frame, ids1, match),
    );
    return {
      $frame: {
        index: ids1,
        columns: ["tp", "fn", "fp", "num_gt", "num_tested", "tested_id"],
        data: scores.map((s, i) => [
          s.truePositives,
          s.falseNegatives,
          s.falsePositives,
          s.numTruth,
          s.numTested,
          match_12.get(ids1[i]),
        ]),
      },
    };
  },
});

const agreementFromCount = defineFunction({
  name: `${PREFIX}.make_agreement_scores_from_count`,
  params: z.object({ match_event_count: frame, event_counts1: counts, event_counts2: counts }),
  run({ match_event_count: { $frame }, event_counts1, event_counts2 }) {
    const { index, columns } = $frame;
    const counts1 = [...event_counts1.values()];
    const counts2 = [...event_counts2.values()];
    // as with arrays, positions count here and not the ids; one count serves all
    const fits = (given: number, needed: number): boolean => given === needed || given === 1;
    if (!fits(counts1.length, index.length) || !fits(counts2.length, columns.length)) {
      throw new EphysError(
        "InvalidParameter",
        `match_event_count is ${String(index.length)} × ${String(columns.length)}, ` +
          `the event counts have ${String(counts1.length)} and ${String(counts2.length)} units`,
      );
    }
    const scores = flat($frame).map((matched, k) => {
      const row = counts1.length === 1 ? 0 : Math.floor(k / columns.length);
      const distinct =
        counts1[row] + counts2[counts2.length === 1 ? 0 : k % columns.length] - matched;
      // where nothing is distinct the reference divides by −1
      return matched / (distinct === 0 ? -1 : distinct);
    });
    return table(index, columns, scores);
  },
});

const matching = defineFunction({
  name: `${PREFIX}.make_matching_events`,
  params: z.object({ times1: arrayTrain, times2: arrayTrain, delta: real }),
  run({ times1, times2, delta }): StructuredArray {
    const { index1, index2, deltaFrame } = matchingEvents(times1, times2, delta);
    return {
      length: index1.length,
      fields: ["index1", "index2", "delta_frame"].map((name) => ({ name, dtype: "int64" })),
      columns: {
        index1: int64(index1),
        index2: int64(index2),
        delta_frame: int64(deltaFrame.map((frames) => Math.trunc(frames))),
      },
    };
  },
});

/** Functions of the comparison family. */
export const FUNCTIONS = [
  compareTrains,
  agreement,
  countMatches,
  confusion,
  countScore,
  agreementFromCount,
  matching,
  ...OBJECT_FUNCTIONS,
] as const;
