import { EphysError } from "#core/model/index.ts";
import type { RandomState } from "../random-state.ts";

/** Rows to train on and rows to test on. */
export interface Split {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/** Positions of each class, classes by code. @param y [row], codes 0 … numClasses − 1 */
function rowsByClass(y: Int32Array, numClasses: number): number[][] {
  const rows: number[][] = Array.from({ length: numClasses }, () => []);
  for (let i = 0; i < y.length; i++) rows[y[i]].push(i);
  return rows;
}

/**
 * One random split that keeps the classes' shares (scikit-learn's `train_test_split(stratify=y)`, the same rows for the
 * same seed).
 * @param testSize share of rows to test on, between 0 and 1
 * @throws InvalidParameter when a class is too small for both parts
 */
export function stratifiedSplit(
  y: Int32Array,
  numClasses: number,
  testSize: number,
  random: RandomState,
): Split {
  const rows = rowsByClass(y, numClasses);
  const counts = rows.map((list) => list.length);
  const { numTrain, numTest } = splitSizes(counts, y.length, testSize);
  const trainCounts = shareOut(counts, numTrain, random);
  const left = counts.map((count, k) => count - trainCounts[k]);
  const testCounts = shareOut(left, numTest, random);
  const train: number[] = [];
  const test: number[] = [];
  for (const [k, list] of rows.entries()) {
    const order = random.permutation(list.length);
    for (let i = 0; i < trainCounts[k]; i++) train.push(list[order[i]]);
    for (let i = trainCounts[k]; i < trainCounts[k] + testCounts[k]; i++) test.push(list[order[i]]);
  }
  const split = { train: Int32Array.from(train), test: Int32Array.from(test) };
  random.shuffle(split.train);
  random.shuffle(split.test);
  return split;
}

function splitSizes(
  counts: readonly number[],
  total: number,
  testSize: number,
): { readonly numTrain: number; readonly numTest: number } {
  if (!(testSize > 0 && testSize < 1)) {
    throw new EphysError(
      "InvalidParameter",
      `test_size must lie between 0 and 1, not ${String(testSize)}`,
      { test_size: testSize },
    );
  }
  const numTest = Math.ceil(testSize * total);
  const numTrain = total - numTest;
  const smallest = Math.min(...counts);
  if (counts.length === 0 || smallest < 2 || Math.min(numTest, numTrain) < counts.length) {
    throw new EphysError(
      "InvalidParameter",
      `${String(total)} labelled units (smallest class ${String(smallest)}) cannot be split into ` +
        `${String(numTrain)} to train and ${String(numTest)} to test with every class in both: label more units`,
    );
  }
  return { numTrain, numTest };
}

/** How many of `total` draws each class gets: its share, what is left over to the largest remainders. */
function shareOut(counts: readonly number[], total: number, random: RandomState): number[] {
  const sum = counts.reduce((a, b) => a + b, 0);
  const exact = counts.map((count) => (count / sum) * total);
  const out = exact.map(Math.floor);
  let missing = total - out.reduce((a, b) => a + b, 0);
  const remainders = exact.map((value, k) => value - out[k]);
  const levels = [...new Set(remainders)].sort((a, b) => b - a);
  for (const level of levels) {
    if (missing <= 0) break;
    const tied = remainders.flatMap((value, k) => (value === level ? [k] : []));
    const take = Math.min(tied.length, missing);
    const order = random.permutation(tied.length);
    for (let i = 0; i < take; i++) out[tied[order[i]]]++;
    missing -= take;
  }
  return out;
}

/**
 * Folds of cross-validation with the classes' shares, in the order of the rows (scikit-learn's `StratifiedKFold`).
 * @throws InvalidParameter when every class has fewer rows than there are folds
 */
export function stratifiedFolds(y: Int32Array, numFolds: number): Split[] {
  if (!Number.isInteger(numFolds) || numFolds < 2) {
    throw new EphysError(
      "InvalidParameter",
      `cv must be a whole number of at least 2 folds, not ${String(numFolds)}`,
      { cv: numFolds },
    );
  }
  const codes = new Map<number, number>(); // by appearance
  const encoded = Int32Array.from(y, (label) => {
    const code = codes.get(label) ?? codes.size;
    codes.set(label, code);
    return code;
  });
  const rows = rowsByClass(encoded, codes.size);
  if (rows.every((list) => list.length < numFolds)) {
    throw new EphysError(
      "InvalidParameter",
      `no class has ${String(numFolds)} units to train on: use fewer folds (cv) or label more units`,
      { cv: numFolds },
    );
  }
  const fold = assignFolds(encoded, rows, numFolds);
  return Array.from({ length: numFolds }, (_, f) => ({
    train: positionsWhere(fold, (value) => value !== f),
    test: positionsWhere(fold, (value) => value === f),
  }));
}

/** Rows are dealt to folds over the classes in turn; a class fills its folds in blocks. */
function assignFolds(y: Int32Array, rows: readonly number[][], numFolds: number): Int32Array {
  const fold = new Int32Array(y.length);
  const ordered = Int32Array.from(y).sort();
  for (const [k, list] of rows.entries()) {
    let at = 0;
    for (let f = 0; f < numFolds; f++) {
      for (let i = f; i < ordered.length; i += numFolds) if (ordered[i] === k) fold[list[at++]] = f;
    }
  }
  return fold;
}

function positionsWhere(values: Int32Array, keep: (value: number) => boolean): Int32Array {
  const out: number[] = [];
  for (let i = 0; i < values.length; i++) if (keep(values[i])) out.push(i);
  return Int32Array.from(out);
}
