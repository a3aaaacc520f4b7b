import { EphysError } from "#core/model/index.ts";

/*
 * Neighbourhoods in growing distance, and amplitudes forced not to grow away from the main channel: make_shells,
 * make_radial_order_parents and enforce_decrease_shells_data of SpikeInterface 0.103.
 */

/** A channel of a neighbourhood and those nearer ones that bound it; positions within the neighbourhood. */
export type RadialParents = readonly (readonly [channel: number, parents: Int32Array])[];

const ROUNDING_UM = 1e-8;

/**
 * Channels as near as the `numJumps`-th nearest distance, without the channel itself, ascending. `channel` −1 is the
 * last one, which then stays in its own shell, as in the reference.
 * @param geometry [channel × dimension], um
 */
export function channelShell(
  channel: number,
  geometry: Float64Array,
  numDimensions: number,
  numJumps = 1,
): Int32Array {
  const numChannels = geometry.length / numDimensions;
  const from = channel < 0 ? channel + numChannels : channel;
  if (!Number.isInteger(from) || from < 0 || from >= numChannels) {
    throw new EphysError(
      "ChannelNotFound",
      `channel ${String(channel)} is not one of the ${String(numChannels)} channels of the geometry`,
      { channel, numChannels },
    );
  }
  const distances = new Float64Array(numChannels);
  for (let c = 0; c < numChannels; c++) {
    let sum = 0;
    for (let d = 0; d < numDimensions; d++) {
      const delta = geometry[from * numDimensions + d] - geometry[c * numDimensions + d];
      sum += delta * delta;
    }
    distances[c] = Math.sqrt(sum);
  }
  const levels = [...new Set(distances.toSorted())].slice(1, numJumps + 1);
  const radius = levels.at(-1);
  if (radius === undefined) {
    throw new EphysError(
      "InvalidValue",
      `channel ${String(channel)} has no neighbour ${String(numJumps)} jumps away: the shell is empty`,
    );
  }
  const members: number[] = [];
  for (let c = 0; c < numChannels; c++) {
    if (distances[c] <= radius + ROUNDING_UM && c !== channel) members.push(c);
  }
  return Int32Array.from(members);
}

/** The shell of every channel. */
export function channelShells(
  geometry: Float64Array,
  numDimensions: number,
  numJumps = 1,
): Int32Array[] {
  const numChannels = geometry.length / numDimensions;
  return Array.from({ length: numChannels }, (_, c) =>
    channelShell(c, geometry, numDimensions, numJumps),
  );
}

/**
 * For every row of neighbours, the order in which amplitudes are bounded from the row's own channel outward.
 * @param geometry [channel × dimension], um
 * @param neighbours per row (row r belongs to channel r), the channels of its neighbourhood, ascending
 */
export function radialOrderParents(
  geometry: Float64Array,
  numDimensions: number,
  neighbours: readonly Int32Array[],
  jumpsPerGrowth = 1,
  jumpsToParent = 3,
): RadialParents[] {
  const shells = channelShells(geometry, numDimensions, jumpsToParent);
  return neighbours.map((row, channel) => {
    const position = new Map(Array.from(row, (c, k) => [c, k] as const));
    const parentsOfRow: (readonly [number, Int32Array])[] = [];
    const seen = new Set([
      channel,
      ...channelShell(channel, geometry, numDimensions, jumpsPerGrowth),
    ]);
    for (let jumps = 2; seen.size < row.length; jumps++) {
      const reach = jumps * jumpsPerGrowth;
      const shell = channelShell(channel, geometry, numDimensions, reach);
      const fresh = Array.from(shell).filter((c) => !seen.has(c) && position.has(c));
      for (const c of fresh) {
        const parents = Array.from(shells[c])
          .filter((p) => seen.has(p))
          .map((p) => position.get(p))
          .filter((k) => k !== undefined);
        // some geometries leave a channel without any nearer neighbour: it is then not bounded
        if (parents.length === 0) continue;
        parentsOfRow.push([position.get(c) ?? 0, Int32Array.from(parents).sort()]);
      }
      for (const c of fresh) seen.add(c);
      // beyond the farthest channel nothing more can be seen
      if (shell.length >= geometry.length / numDimensions - 1 && fresh.length === 0) break;
    }
    return parentsOfRow;
  });
}

/**
 * Lowers every amplitude that exceeds the largest of its parents to that value, in place.
 * @param amplitudes [neighbour]
 */
export function enforceDecrease(
  amplitudes: Float64Array | Float32Array,
  parents: RadialParents,
): void {
  for (const [channel, nearer] of parents) {
    let bound = -Infinity;
    for (const p of nearer) bound = Math.max(bound, amplitudes[p]);
    if (amplitudes[channel] > bound) amplitudes[channel] *= bound / amplitudes[channel];
  }
}
