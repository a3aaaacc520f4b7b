/**
 * An outline around contacts, as probeinterface draws it when a file has none.
 * @param positions [contact × 2], um
 * @param shape a box, or one that ends in a tip below
 */
export function autoContour(
  positions: Float64Array,
  shape: "rect" | "tip",
  marginUm = 20,
): readonly (readonly number[])[] {
  if (positions.length === 0) return [];
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < positions.length; i += 2) {
    left = Math.min(left, positions[i]);
    right = Math.max(right, positions[i]);
    low = Math.min(low, positions[i + 1]);
    high = Math.max(high, positions[i + 1]);
  }
  const tip = [[(left + right) / 2, low - 4 * marginUm]];
  return [
    [left - marginUm, high + marginUm],
    [left - marginUm, low - marginUm],
    ...(shape === "tip" ? tip : []),
    [right + marginUm, low - marginUm],
    [right + marginUm, high + marginUm],
  ];
}
