/** How a true unit was found. Counts are spikes. */
export interface CountScore {
  readonly truePositives: number;
  readonly falseNegatives: number;
  readonly falsePositives: number;
  readonly numTruth: number;
  readonly numTested: number;
  /** position of the matched unit, −1 for none */
  readonly testedIndex: number;
}

/** Rates of one true unit; all 0 where nothing matches. */
export interface Performance {
  readonly accuracy: number;
  readonly recall: number;
  readonly precision: number;
  readonly falseDiscoveryRate: number;
  readonly missRate: number;
}

/**
 * True and false positives and misses of every unit of sorting 1.
 * @param matchCounts [unit1 × unit2]
 * @param match12 position of each unit's match, −1 for none
 */
export function countScores(
  counts1: Float64Array,
  counts2: Float64Array,
  match12: Int32Array,
  matchCounts: Float64Array,
): CountScore[] {
  return Array.from(counts1, (numTruth, i) => {
    const testedIndex = match12[i];
    const numTested = testedIndex < 0 ? 0 : counts2[testedIndex];
    const truePositives = testedIndex < 0 ? 0 : matchCounts[i * counts2.length + testedIndex];
    return {
      truePositives,
      falseNegatives: numTruth - truePositives,
      falsePositives: numTested - truePositives,
      numTruth,
      numTested,
      testedIndex,
    };
  });
}

/** Rates from counts. */
export function performanceOf(score: CountScore): Performance {
  const { truePositives: tp, falseNegatives: fn, falsePositives: fp, numTruth } = score;
  if (!(numTruth > 0 && tp > 0)) {
    return { accuracy: 0, recall: 0, precision: 0, falseDiscoveryRate: 0, missRate: 0 };
  }
  return {
    accuracy: tp / (tp + fn + fp),
    recall: tp / (tp + fn),
    precision: tp / (tp + fp),
    falseDiscoveryRate: fp / (tp + fp),
    missRate: fn / numTruth,
  };
}

/** Mean of each rate over units; NaN without units. */
export function meanPerformance(units: readonly Performance[]): Performance {
  const mean = (key: keyof Performance): number =>
    units.reduce((sum, unit) => sum + unit[key], 0) / units.length;
  return {
    accuracy: mean("accuracy"),
    recall: mean("recall"),
    precision: mean("precision"),
    falseDiscoveryRate: mean("falseDiscoveryRate"),
    missRate: mean("missRate"),
  };
}

/** Matched units first, in the order of sorting 1; the last row is FP, the last column FN. */
export interface ConfusionMatrix {
  /** positions in sorting 1 */
  readonly order1: readonly number[];
  /** positions in sorting 2 */
  readonly order2: readonly number[];
  /** [(units1 + 1) × (units2 + 1)] */
  readonly counts: Float64Array;
}

/** Matched events, misses and extra events of every unit; `match12` must be one to one. */
export function confusionMatrix(
  counts1: Float64Array,
  counts2: Float64Array,
  match12: Int32Array,
  matchCounts: Float64Array,
): ConfusionMatrix {
  const num2 = counts2.length;
  const all1 = Array.from(match12.keys());
  const matched1 = all1.filter((i) => match12[i] >= 0);
  const matched2 = matched1.map((i) => match12[i]);
  const order1 = [...matched1, ...all1.filter((i) => match12[i] < 0)];
  const taken = new Set(matched2);
  const order2 = [...matched2, ...Array.from(counts2.keys()).filter((j) => !taken.has(j))];
  const width = num2 + 1;
  const counts = new Float64Array((counts1.length + 1) * width);
  for (const [row, i] of order1.entries()) {
    const j = match12[i];
    const hits = j < 0 ? 0 : matchCounts[i * num2 + j];
    if (j >= 0) counts[row * width + row] = hits;
    counts[row * width + num2] = counts1[i] - hits;
  }
  for (const [column, j] of order2.entries()) {
    const hits = column < matched1.length ? counts[column * width + column] : 0;
    counts[counts1.length * width + column] = counts2[j] - hits;
  }
  return { order1, order2, counts };
}
