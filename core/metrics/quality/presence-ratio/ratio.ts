import { histogramBetween } from "../shared/numeric.ts";

/** Bins with more than `threshold` spikes over `denominator`. */
export function presenceRatio(
  train: ArrayLike<number>,
  edges: ArrayLike<number>,
  denominator: number,
  threshold: number,
): number {
  const active = histogramBetween(train, edges).reduce(
    (n, count) => n + (count > threshold ? 1 : 0),
    0,
  );
  return active / denominator;
}
