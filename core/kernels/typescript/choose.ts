import { chooseDistinct, Pcg64 } from "#core/array/index.ts";

/** `Kernels.markChoices`. */
export function markChoices(
  state: Uint32Array,
  rows: Uint32Array,
  starts: Float64Array,
  most: number,
  marks: Uint8Array,
): void {
  const bits = new Pcg64(state);
  for (let unit = 0; unit + 1 < starts.length; unit++) {
    const own = rows.subarray(starts[unit], starts[unit + 1]);
    const chosen = chooseDistinct(bits, own.length, Math.min(most, own.length), false);
    for (const position of chosen) marks[own[position]] = 1;
  }
  state.set(bits.state);
}
