import type { PairTable } from "#contract/index.ts";

/** Three true units against three found ones: 0 is y, 2 is x, z is like nothing. */
export const smallTable: PairTable = {
  mode: "ground_truth",
  sortingId1: 1,
  sortingId2: 2,
  unitIds1: [0, 1, 2],
  unitIds2: ["x", "y", "z"],
  numSpikes1: [100, 50, 200],
  numSpikes2: [198, 90, 30],
  deltaFrames: 12,
  samplingFrequency: 30_000,
  durationS: 10,
  agreement: [0.1, 0.7, 0, 0, 0, 0.2, 0.95, 0, 0],
  matches: [27, 78, 0, 0, 0, 13, 194, 0, 0],
  match12: [1, -1, 0],
  performance: {
    accuracy: [0.7, 0, 0.95],
    recall: [0.78, 0, 0.97],
    precision: [0.87, 0, 0.98],
    mean: { accuracy: 0.55, recall: 0.58, precision: 0.62 },
  },
  kinds: { wellDetected: [0], falsePositive: [2], redundant: [], overmerged: [] },
};
