import type { TraceLayer, TraceRow, TraceScene } from "./gl-renderer.ts";
import type { LoadedTile } from "./tile-store.ts";

/*
 * Traces without a graphics card. Each trace is one span of pixels a column, from the lowest to the highest value that falls
 * into it, with the coverage of its two ends: what an antialiased line of one pixel covers. It takes a few milliseconds
 * where a graphics card imitated by the processor takes fifty.
 */

type Rgb = readonly [number, number, number];

/** A picture of little-endian RGBA words. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** [row × column] */
  readonly words: Uint32Array;
}

/** Lowest and highest value of each column; an empty column has low > high. */
interface Columns {
  readonly low: Float32Array;
  readonly high: Float32Array;
}

export class PixelTraceRenderer {
  readonly #ctx: CanvasRenderingContext2D;
  #image: ImageData | undefined;
  #columns: Columns = { low: new Float32Array(), high: new Float32Array() };

  constructor(canvas: HTMLCanvasElement) {
    const ctx = canvas.getContext("2d", { alpha: false });
    if (!ctx) throw new Error("this window cannot draw: the canvas has no context");
    this.#ctx = ctx;
  }

  draw(scene: TraceScene, layers: readonly TraceLayer[]): void {
    const width = Math.round(scene.width * scene.ratio);
    const height = Math.round(scene.height * scene.ratio);
    if (width < 1 || height < 1) return;
    const { canvas } = this.#ctx;
    if (canvas.width !== width || canvas.height !== height || !this.#image) {
      canvas.width = width;
      canvas.height = height;
      this.#image = this.#ctx.createImageData(width, height);
      this.#columns = { low: new Float32Array(width), high: new Float32Array(width) };
    }
    const { data } = this.#image;
    const pixels = { width, height, words: new Uint32Array(data.buffer) };
    pixels.words.fill(wordOf(scene.background));
    for (const layer of layers) drawLayer(pixels, scene.ratio, layer, this.#columns);
    this.#ctx.putImageData(this.#image, 0, 0);
  }

  dispose(): void {
    this.#image = undefined;
  }
}

/** @param columns room for the width of the picture, overwritten */
export function drawLayer(
  pixels: Pixels,
  ratio: number,
  layer: TraceLayer,
  columns: Columns = { low: new Float32Array(pixels.width), high: new Float32Array(pixels.width) },
): void {
  const tiles = [...layer.tiles].sort((a, b) => a.firstFrame - b.firstFrame);
  const pxPerFrame = pixels.width / layer.numFrames;
  for (const row of layer.rows) {
    columns.low.fill(Infinity);
    columns.high.fill(-Infinity);
    for (const loaded of tiles) {
      if (loaded.tile.block !== row.block) continue;
      const firstX = (loaded.firstFrame - layer.startFrame) * pxPerFrame;
      if (loaded.kind === "minmax") addBins(columns, loaded, row.column, firstX, pxPerFrame);
      else addSamples(columns, loaded, row.column, firstX, pxPerFrame);
    }
    drawRow(pixels, row, columns, { pxPerUv: layer.pxPerUv * ratio, ratio });
  }
}

/** Bins that are as wide as half a column or a whole one: each belongs to the column of its middle. */
function addBins(
  { low, high }: Columns,
  { data, numChannels, numFrames }: LoadedTile,
  channel: number,
  firstX: number,
  pxPerFrame: number,
): void {
  const numBins = Math.floor(data.length / numChannels / 2);
  const stepX = (numFrames / numBins) * pxPerFrame;
  const from = Math.max(0, Math.floor(-firstX / stepX) - 1);
  const to = Math.min(numBins, Math.ceil((low.length - firstX) / stepX) + 1);
  for (let bin = from; bin < to; bin++) {
    const x = Math.floor(firstX + (bin + 0.5) * stepX);
    if (x < 0 || x >= low.length) continue;
    const at = (bin * numChannels + channel) * 2;
    const [a, b] = [data[at] ?? NaN, data[at + 1] ?? NaN];
    if (a < (low[x] ?? 0)) low[x] = a;
    if (b > (high[x] ?? 0)) high[x] = b;
    // a bin wider than a column fills those up to the next
    const end = Math.min(low.length, Math.floor(firstX + (bin + 1.5) * stepX));
    for (let more = x + 1; more < end; more++) {
      low[more] = a;
      high[more] = b;
    }
  }
}

/** A line from frame to frame; the frames are a column apart or more. */
function addSamples(
  { low, high }: Columns,
  { data, numChannels }: LoadedTile,
  channel: number,
  firstX: number,
  pxPerFrame: number,
): void {
  const numFrames = Math.floor(data.length / numChannels);
  const from = Math.max(0, Math.floor(-firstX / pxPerFrame) - 1);
  const to = Math.min(numFrames - 1, Math.ceil((low.length - firstX) / pxPerFrame) + 1);
  for (let frame = from; frame < to; frame++) {
    const a = data[frame * numChannels + channel] ?? NaN;
    const b = data[(frame + 1) * numChannels + channel] ?? NaN;
    const x0 = firstX + frame * pxPerFrame;
    const slope = (b - a) / pxPerFrame;
    const last = Math.min(low.length - 1, Math.floor(x0 + pxPerFrame));
    for (let x = Math.max(0, Math.floor(x0)); x <= last; x++) {
      const left = a + slope * Math.max(0, x - x0);
      const right = a + slope * Math.min(pxPerFrame, x + 1 - x0);
      const [least, most] = left < right ? [left, right] : [right, left];
      if (least < (low[x] ?? 0)) low[x] = least;
      if (most > (high[x] ?? 0)) high[x] = most;
    }
  }
}

function drawRow(
  pixels: Pixels,
  { y, baseline, colour }: TraceRow,
  { low, high }: Columns,
  { pxPerUv, ratio }: { readonly pxPerUv: number; readonly ratio: number },
): void {
  const { width } = pixels;
  const word = wordOf(colour);
  const middle = y * ratio;
  let [topBefore, bottomBefore] = [-Infinity, Infinity];
  for (let x = 0; x < width; x++) {
    if (!((low[x] ?? NaN) <= (high[x] ?? NaN))) {
      [topBefore, bottomBefore] = [-Infinity, Infinity];
      continue;
    }
    const top = middle - ((high[x] ?? 0) - baseline) * pxPerUv;
    const bottom = middle - ((low[x] ?? 0) - baseline) * pxPerUv;
    // reaches the span before, so that steep flanks do not fall apart
    drawSpan(pixels, x, Math.min(top, bottomBefore), Math.max(bottom, topBefore), word, ratio);
    [topBefore, bottomBefore] = [top, bottom];
  }
}

/** A column from the middle of its upper end to that of its lower one, a line's width thick. */
function drawSpan(
  { width, height, words }: Pixels,
  x: number,
  top: number,
  bottom: number,
  word: number,
  thickness: number,
): void {
  const from = Math.max(0, (top < bottom ? top : bottom) - thickness / 2);
  const to = Math.min(height, (top < bottom ? bottom : top) + thickness / 2);
  if (!(to > from)) return;
  const first = Math.floor(from);
  const last = Math.ceil(to) - 1;
  if (first === last) {
    blend(words, first * width + x, word, to - from);
    return;
  }
  blend(words, first * width + x, word, first + 1 - from);
  for (let at = (first + 1) * width + x, end = last * width + x; at < end; at += width)
    words[at] = word;
  blend(words, last * width + x, word, to - last);
}

function blend(words: Uint32Array, at: number, word: number, coverage: number): void {
  const below = words[at] ?? 0;
  const a = Math.round(coverage * 256);
  const mix = (shift: number): number => {
    const old = (below >>> shift) & 255;
    return (old + ((((word >>> shift) & 255) - old) * a) / 256) & 255;
  };
  words[at] = ((255 << 24) | (mix(16) << 16) | (mix(8) << 8) | mix(0)) >>> 0;
}

/** Channels 0…1 as the word of a pixel. */
const wordOf = ([r, g, b]: Rgb): number =>
  ((255 << 24) | (byteOf(b) << 16) | (byteOf(g) << 8) | byteOf(r)) >>> 0;
const byteOf = (part: number): number => Math.round(Math.min(1, Math.max(0, part)) * 255);
