/** Labels renumbered 0, 1, 2 … in the order of their values. */
export function ensureContinuousLabels(labels: ArrayLike<number>): Int32Array {
  const sorted = [...new Set(Array.from(labels))].sort((a, b) => a - b);
  const rank = new Map(sorted.map((label, i) => [label, i]));
  return Int32Array.from(labels, (label) => rank.get(label) ?? 0);
}
