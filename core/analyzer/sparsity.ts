import { EphysError } from "#core/model/index.ts";

/** Which channels each unit is looked at on. */
export interface ChannelSparsity {
  readonly numUnits: number;
  readonly numChannels: number;
  /** [unit × channel], 0 or 1 */
  readonly mask: Uint8Array;
  /** per unit, ascending */
  readonly channels: readonly Int32Array[];
  /** most channels that a unit has: the width of sparse arrays */
  readonly maxChannels: number;
}

/** @param mask [unit × channel], 0 or 1 */
export function sparsityFromMask(
  mask: Uint8Array,
  numUnits: number,
  numChannels: number,
): ChannelSparsity {
  if (mask.length !== numUnits * numChannels) {
    throw new EphysError(
      "CorruptFile",
      `the sparsity mask has ${String(mask.length)} values, not ${String(numUnits)} units × ${String(numChannels)} channels`,
    );
  }
  const channels = Array.from({ length: numUnits }, (_, unit) => {
    const row = mask.subarray(unit * numChannels, (unit + 1) * numChannels);
    return Int32Array.from(Array.from(row.keys()).filter((c) => row[c] !== 0));
  });
  const maxChannels = channels.reduce((most, row) => Math.max(most, row.length), 0);
  return { numUnits, numChannels, mask, channels, maxChannels };
}

/** @param channels per unit, positions of its channels */
export function sparsityFromChannels(
  channels: readonly ArrayLike<number>[],
  numChannels: number,
): ChannelSparsity {
  const mask = new Uint8Array(channels.length * numChannels);
  for (const [unit, row] of channels.entries()) {
    for (const channel of Array.from(row)) mask[unit * numChannels + channel] = 1;
  }
  return sparsityFromMask(mask, channels.length, numChannels);
}

/** The sparsity of some units. */
export function selectSparsityUnits(
  sparsity: ChannelSparsity,
  unitIndices: ArrayLike<number>,
): ChannelSparsity {
  return sparsityFromChannels(
    Array.from(unitIndices, (unit) => sparsity.channels[unit]),
    sparsity.numChannels,
  );
}
