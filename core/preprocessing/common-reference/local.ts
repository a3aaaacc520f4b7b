import type { Recording } from "#core/recording/index.ts";
import { channelPositionsUm, distancesOf } from "../geometry.ts";
import { invalid } from "./invalid.ts";

/** Reference channels of each channel in compressed rows. */
export interface ReferenceSets {
  readonly starts: Int32Array;
  readonly indices: Int32Array;
}

/** For each channel the others at a distance in (near, far], nearest first. */
export function localSets(
  recording: Recording,
  [near = 0, far = 0]: readonly number[],
): ReferenceSets {
  const distances = distancesOf(channelPositionsUm(recording, "common_reference"));
  const n = recording.channelIds.length;
  const starts = new Int32Array(n + 1);
  const indices: number[] = [];
  for (let c = 0; c < n; c++) {
    const row = distances.subarray(c * n, (c + 1) * n);
    const inside: number[] = [];
    for (let other = 0; other < n; other++) {
      if (other !== c && row[other] > near && row[other] <= far) inside.push(other);
    }
    if (inside.length === 0) {
      throw invalid(
        "local_radius",
        `(${String(near)}, ${String(far)}) um leaves channel ${JSON.stringify(recording.channelIds[c])} without reference channels`,
      );
    }
    indices.push(...inside.sort((a, b) => row[a] - row[b]));
    starts[c + 1] = indices.length;
  }
  return { starts, indices: Int32Array.from(indices) };
}
