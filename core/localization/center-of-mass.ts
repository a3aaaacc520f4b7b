/**
 * Mean of contact positions weighted by amplitude; NaN when the amplitudes sum to nothing.
 * @param amplitudes [contact]
 * @param locations [contact × 2], um
 */
export function centerOfMass(
  amplitudes: ArrayLike<number>,
  locations: Float64Array,
): { readonly x: number; readonly y: number } {
  let sum = 0;
  let x = 0;
  let y = 0;
  for (let i = 0; i < amplitudes.length; i++) {
    sum += amplitudes[i];
    x += amplitudes[i] * locations[2 * i];
    y += amplitudes[i] * locations[2 * i + 1];
  }
  return { x: x / sum, y: y / sum };
}
