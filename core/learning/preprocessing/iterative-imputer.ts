import { int64Array } from "../arrays.ts";
import { listOf, numberOf, numbersOf, objectOf } from "../attributes.ts";
import { boostedRegression, fitBoostedRegression } from "../ensemble/boosted-regression.ts";
import { isSkObject, type SkObject, type SkValue, type Transform } from "../estimator.ts";
import { checkColumns, columnOf, takeColumns, takeRows, type Table } from "../table.ts";
import { fitSimpleImputer, simpleImputation } from "./simple-imputer.ts";
import { EphysError } from "#core/model/index.ts";

/*
 * Missing values of one metric are learnt from all others, in turns, until they no longer change (scikit-learn's
 * IterativeImputer with boosted regression trees, as SpikeInterface sets it up).
 */

export const ITERATIVE_IMPUTER = "sklearn.impute._iterative.IterativeImputer";
const TRIPLET = "sklearn.impute._iterative._ImputerTriplet";

const MOST_ROUNDS = 10;
const TOLERANCE = 1e-3;

/** Learns how missing values of each column follow from the others. */
export function fitIterativeImputer(input: Table, seed: number): SkObject {
  const initial = fitSimpleImputer("mean", input);
  const filled = simpleImputation(initial).apply(input);
  const kept = keptColumns(input);
  const table = kept.length === input.numColumns ? input : takeColumns(input, kept);
  const missing = Uint8Array.from(table.values, (value) => Number(Number.isNaN(value)));
  const sequence: SkValue[] = [];
  const anyMissing = missing.some((flag) => flag === 1);
  const rounds = anyMissing && table.numColumns > 1 ? learn(filled, missing, seed, sequence) : 0;
  return {
    kind: "object",
    type: ITERATIVE_IMPUTER,
    state: {
      missing_values: NaN,
      sample_posterior: false,
      max_iter: MOST_ROUNDS,
      tol: TOLERANCE,
      n_nearest_features: null,
      initial_strategy: "mean",
      imputation_order: "ascending",
      skip_complete: false,
      keep_empty_features: false,
      add_indicator: false,
      random_state: seed,
      n_features_in_: input.numColumns,
      initial_imputer_: initial,
      imputation_sequence_: sequence,
      n_iter_: rounds,
    },
  };
}

function keptColumns(table: Table): number[] {
  return Array.from({ length: table.numColumns }, (_, j) => j).filter((j) =>
    columnOf(table, j).some((value) => !Number.isNaN(value)),
  );
}

/** Fills `filled` in place and notes what was learnt. Returns the number of rounds. */
function learn(filled: Table, missing: Uint8Array, seed: number, sequence: SkValue[]): number {
  const { numRows, numColumns, values } = filled;
  const largest = values.reduce(
    (most, v, i) => (missing[i] ? most : Math.max(most, Math.abs(v))),
    0,
  );
  const order = columnsByMissing(missing, numRows, numColumns);
  for (let round = 1; round <= MOST_ROUNDS; round++) {
    const before = values.slice();
    for (const column of order) {
      const others = othersOf(column, numColumns);
      const isMissing = Array.from(
        { length: numRows },
        (_, row) => missing[row * numColumns + column],
      );
      const known = isMissing.flatMap((flag, row) => (flag ? [] : [row]));
      const features = takeColumns(filled, others);
      const target = Float64Array.from(known, (row) => values[row * numColumns + column]);
      const regression = fitBoostedRegression(takeRows(features, known), target, seed);
      const absent = isMissing.flatMap((flag, row) => (flag ? [row] : []));
      const found = boostedRegression(regression)(takeRows(features, absent));
      absent.forEach((row, i) => {
        values[row * numColumns + column] = Math.fround(found[i]);
      });
      sequence.push({
        kind: "tuple",
        type: TRIPLET,
        items: [column, int64Array(others), regression],
      });
    }
    let change = 0;
    for (let row = 0; row < numRows; row++) {
      let sum = 0;
      for (let at = row * numColumns; at < (row + 1) * numColumns; at++)
        sum += Math.abs(values[at] - before[at]);
      change = Math.max(change, sum);
    }
    if (change < TOLERANCE * largest) return round;
  }
  return MOST_ROUNDS;
}

/** Columns with the fewest missing values first. */
function columnsByMissing(missing: Uint8Array, numRows: number, numColumns: number): number[] {
  const counts = new Int32Array(numColumns);
  for (let i = 0; i < missing.length; i++) counts[i % numColumns] += missing[i];
  return Array.from(counts.keys()).sort((a, b) => counts[a] - counts[b]);
}

function othersOf(column: number, numColumns: number): number[] {
  return Array.from({ length: numColumns }, (_, j) => j).filter((j) => j !== column);
}

interface Step {
  readonly column: number;
  readonly others: readonly number[];
  readonly predict: (table: Table) => Float64Array;
}

/** Fills missing values in the turns that were learnt. */
export function iterativeImputation(object: SkObject): Transform {
  const initial = simpleImputation(objectOf(object, "initial_imputer_"));
  const steps = listOf(object, "imputation_sequence_").map(stepOf);
  const numFeatures = numberOf(object, "n_features_in_");
  const statistics = numbersOf(objectOf(object, "initial_imputer_"), "statistics_");
  const kept = [...statistics.keys()].filter((j) => !Number.isNaN(statistics[j]));
  return {
    apply(input) {
      checkColumns(input, numFeatures, "the imputer");
      const filled = initial.apply(input);
      const missing = missingOf(input, kept);
      for (const { column, others, predict } of steps) {
        const rows: number[] = [];
        for (let row = 0; row < filled.numRows; row++) {
          if (missing[row * filled.numColumns + column]) rows.push(row);
        }
        if (rows.length === 0) continue;
        const found = predict(takeColumns(takeRows(filled, rows), others));
        rows.forEach((row, i) => {
          filled.values[row * filled.numColumns + column] = Math.fround(found[i]);
        });
      }
      return filled;
    },
  };
}

/** Where the filled table holds a stand-in; columns without any value are not in it. */
function missingOf(input: Table, kept: readonly number[]): Uint8Array {
  return Uint8Array.from(takeColumns(input, kept).values, (value) => Number(Number.isNaN(value)));
}

function stepOf(item: SkValue): Step {
  const parts =
    typeof item === "object" && item !== null && "kind" in item && item.kind === "tuple"
      ? item.items
      : [];
  const [column, others, estimator] = parts;
  const index = Number(
    typeof column === "object" && column !== null && "value" in column ? column.value : column,
  );
  if (!Number.isInteger(index) || !isSkObject(estimator)) {
    throw new EphysError("CorruptFile", "a step of the model's imputer is damaged");
  }
  const list =
    typeof others === "object" && others !== null && "data" in others
      ? Array.from(others.data as ArrayLike<number>, Number)
      : [];
  return { column: index, others: list, predict: boostedRegression(estimator) };
}
