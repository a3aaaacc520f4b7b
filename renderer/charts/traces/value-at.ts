import type { LoadedTile } from "./tile-store.ts";

/** The exact value under the pointer: one sample, or the range of the bin. */
export function valueAt(
  tiles: readonly LoadedTile[],
  frame: number,
  column: number,
  block: number,
): { readonly low: number; readonly high: number } | undefined {
  const found = tiles.find(
    ({ tile, firstFrame, numFrames }) =>
      tile.block === block && frame >= firstFrame && frame < firstFrame + numFrames,
  );
  if (!found) return undefined;
  const perBin = found.kind === "minmax" ? 2 : 1;
  const numBins = found.data.length / found.numChannels / perBin;
  const bin = Math.min(
    numBins - 1,
    Math.floor(((frame - found.firstFrame) / found.numFrames) * numBins),
  );
  const at = (bin * found.numChannels + column) * perBin;
  const low = found.data[at];
  const high = found.data[at + perBin - 1];
  return low === undefined || high === undefined ? undefined : { low, high };
}
