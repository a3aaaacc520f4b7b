import { EphysError } from "#core/model/index.ts";

/**
 * [row] weights of the classes of `counted` rows (default: all); "balanced": classes count alike, however many rows
 * they have.
 * @param y [row], codes
 */
export function classWeights(
  y: Int32Array,
  numClasses: number,
  weight: string | undefined,
  counted: ArrayLike<number> = Int32Array.from(y, (_, i) => i),
): Float64Array {
  if (weight === undefined) return new Float64Array(y.length).fill(1);
  if (weight !== "balanced") {
    throw new EphysError(
      "InvalidParameter",
      `class_weight must be "balanced" or null, not ${JSON.stringify(weight)}`,
      { class_weight: weight },
    );
  }
  const counts = new Float64Array(numClasses);
  for (let i = 0; i < counted.length; i++) counts[y[counted[i]]]++;
  const present = counts.filter((n) => n > 0).length;
  const perClass = counts.map((n) => (n === 0 ? 0 : counted.length / (present * n)));
  return Float64Array.from(y, (label) => perClass[label]);
}
