/*
 * Traces are asked for in tiles: stretches of a fixed number of bins at a power-of-two number of frames per bin. So
 * panning and zooming back find what is there, and both sides compute the same addresses.
 */

export const TILE_BINS = 1024;
/** requests carry all channels up to here, above that blocks of neighbours in display order */
export const BLOCK_CHANNELS = 512;

/** What is drawn: frames of one segment over `widthPx` pixels. */
export interface TraceWindow {
  readonly startFrame: number;
  readonly numFrames: number;
  readonly widthPx: number;
}

/** A tile's place: frames [start, stop) at 2^level frames per bin. */
export interface Tile {
  readonly level: number;
  readonly index: number;
  readonly block: number;
  readonly start: number;
  readonly stop: number;
}

/** 1 to 2 bins a pixel: 2^level ≤ frames per pixel, 0 when frames are drawn one by one. */
export function levelOf({ numFrames, widthPx }: TraceWindow): number {
  const perPixel = numFrames / Math.max(1, widthPx);
  return perPixel <= 1 ? 0 : Math.floor(Math.log2(perPixel));
}

export const tileFrames = (level: number): number => TILE_BINS * 2 ** level;

function tileAt(level: number, index: number, block: number, numSamples: number): Tile {
  const start = index * tileFrames(level);
  return { level, index, block, start, stop: Math.min(numSamples, start + tileFrames(level)) };
}

/** The tiles under the window, and one on either side last (wanted, not urgent). */
export function tilesOf(
  window: TraceWindow,
  numSamples: number,
  blocks: readonly number[],
): { readonly visible: readonly Tile[]; readonly near: readonly Tile[] } {
  const level = levelOf(window);
  const frames = tileFrames(level);
  const last = Math.max(0, Math.ceil(numSamples / frames) - 1);
  const clamp = (index: number): number => Math.min(last, Math.max(0, index));
  const from = clamp(Math.floor(window.startFrame / frames));
  const to = clamp(Math.ceil((window.startFrame + window.numFrames) / frames) - 1);
  const make = (index: number): Tile[] =>
    blocks.map((block) => tileAt(level, index, block, numSamples));
  const visible: Tile[] = [];
  for (let index = from; index <= to; index++) visible.push(...make(index));
  const near = [to + 1, from - 1].filter((index) => index >= 0 && index <= last).flatMap(make);
  return { visible, near };
}

/** Where a tile is kept: what it shows, not who asked. */
export const tileKey = (prefix: string, tile: Tile): string =>
  `${prefix}|${tile.level}|${tile.index}|${tile.block}`;

/** Keeps the window inside the recording and its length between 16 frames and `maxFrames`. */
export function clampWindow(
  startFrame: number,
  numFrames: number,
  numSamples: number,
  maxFrames: number,
): { readonly startFrame: number; readonly numFrames: number } {
  const length = Math.min(Math.max(16, Math.round(numFrames)), Math.max(16, maxFrames), numSamples);
  const start = Math.min(Math.max(0, Math.round(startFrame)), Math.max(0, numSamples - length));
  return { startFrame: start, numFrames: length };
}

/** Channels from the top of the probe to its tip: by depth, then across, without places in their own order. */
export function depthOrder(
  channels: readonly {
    readonly xUm: number | null;
    readonly yUm: number | null;
    readonly shank: string | null;
  }[],
): readonly number[] {
  return channels
    .map((_, index) => index)
    .sort((a, b) => {
      const p = channels[a];
      const q = channels[b];
      if (!p || !q) return 0;
      return (
        (p.shank ?? "").localeCompare(q.shank ?? "", "en", { numeric: true }) ||
        (q.yUm ?? 0) - (p.yUm ?? 0) ||
        (p.xUm ?? 0) - (q.xUm ?? 0) ||
        a - b
      );
    });
}
