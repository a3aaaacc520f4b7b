import { boolArray, float32Array } from "../arrays.ts";
import { arrayOf, numberOf, numbersOf } from "../attributes.ts";
import type { SkObject, Transform } from "../estimator.ts";
import { checkColumns, takeColumns, type Table } from "../table.ts";

export const KNN_IMPUTER = "sklearn.impute._knn.KNNImputer";

/** Remembers the table whose nearest rows fill missing values. */
export function fitKnnImputer(table: Table): SkObject {
  const { numRows, numColumns, values } = table;
  const shape = [numRows, numColumns];
  const missing = Uint8Array.from(values, (value) => Number(Number.isNaN(value)));
  const valid = Array.from({ length: numColumns }, (_, j) => {
    for (let i = j; i < missing.length; i += numColumns) if (missing[i] === 0) return true;
    return false;
  });
  return {
    kind: "object",
    type: KNN_IMPUTER,
    state: {
      missing_values: NaN,
      add_indicator: false,
      keep_empty_features: false,
      n_neighbors: 5,
      weights: "uniform",
      metric: "nan_euclidean",
      copy: true,
      n_features_in_: numColumns,
      indicator_: null,
      _fit_X: float32Array(values, shape),
      _mask_fit_X: boolArray(missing, shape),
      _valid_mask: boolArray(valid),
    },
  };
}

interface Donors {
  readonly table: Table;
  readonly numNeighbours: number;
  readonly byDistance: boolean;
}

/** Fills a missing value with the mean of the nearest rows that have it (uniform or weighted by 1 / distance). */
export function knnImputation(object: SkObject): Transform {
  const { shape } = arrayOf(object, "_fit_X");
  const [numRows = 0, numColumns = 0] = shape;
  const table = { numRows, numColumns, values: numbersOf(object, "_fit_X") };
  const valid = numbersOf(object, "_valid_mask");
  const kept = [...valid.keys()].filter((j) => valid[j] !== 0);
  const donors = {
    table,
    numNeighbours: numberOf(object, "n_neighbors"),
    byDistance: object.state["weights"] === "distance",
  };
  return {
    apply(input) {
      checkColumns(input, numColumns, "the imputer");
      const values = input.values.slice();
      for (let row = 0; row < input.numRows; row++) fillRow(input, row, values, kept, donors);
      const filled = { ...input, values };
      return kept.length === numColumns ? filled : takeColumns(filled, kept);
    },
  };
}

function fillRow(
  input: Table,
  row: number,
  out: Float64Array,
  columns: readonly number[],
  donors: Donors,
): void {
  const start = row * input.numColumns;
  const values = input.values.subarray(start, start + input.numColumns);
  if (!values.some(Number.isNaN)) return;
  const distances = nanDistances(values, donors.table);
  for (const column of columns) {
    if (Number.isNaN(values[column])) out[start + column] = donated(column, distances, donors);
  }
}

/** Euclidean distances over the columns that both rows have, scaled up to all; NaN without a common one. */
function nanDistances(
  values: Float64Array,
  { numRows, numColumns, values: others }: Table,
): Float64Array {
  const out = new Float64Array(numRows);
  for (let row = 0; row < numRows; row++) {
    let [sum, present] = [0, 0];
    for (let j = 0; j < numColumns; j++) {
      const difference = values[j] - others[row * numColumns + j];
      if (Number.isNaN(difference)) continue;
      sum += difference * difference;
      present++;
    }
    out[row] = present === 0 ? NaN : Math.sqrt((numColumns / present) * sum);
  }
  return out;
}

function donated(column: number, distances: Float64Array, donors: Donors): number {
  const { numRows, numColumns, values } = donors.table;
  const rows: number[] = [];
  let sum = 0;
  for (let row = 0; row < numRows; row++) {
    const value = values[row * numColumns + column];
    if (Number.isNaN(value)) continue;
    rows.push(row);
    sum += value;
  }
  const near = rows
    .filter((row) => !Number.isNaN(distances[row]))
    .sort((a, b) => distances[a] - distances[b])
    .slice(0, donors.numNeighbours);
  if (near.length === 0) return sum / rows.length; // no row is comparable: the column's mean
  const exact = near.some((row) => distances[row] === 0);
  let [total, weightSum] = [0, 0];
  for (const row of near) {
    const distance = distances[row];
    const weight = donors.byDistance ? (exact ? Number(distance === 0) : 1 / distance) : 1;
    total += weight * values[row * numColumns + column];
    weightSum += weight;
  }
  return total / weightSum;
}
