import type { Frame, WireError } from "#contract/index.ts";
import type { Client } from "../../app/index.ts";
import { wireErrorOf } from "../../app/index.ts";
import { LruCache, RequestQueue } from "../../data/index.ts";
import type { Tile } from "./tiles.ts";
import { BLOCK_CHANNELS, TILE_BINS, tileKey } from "./tiles.ts";

/** The samples of a tile as they came. */
export interface LoadedTile {
  readonly tile: Tile;
  /** minmax: [bin × channel × 2]; samples: [frame × channel]; µV when `scaled` */
  readonly kind: "minmax" | "samples";
  readonly data: Float32Array;
  readonly numChannels: number;
  readonly firstFrame: number;
  readonly numFrames: number;
  readonly scaled: boolean;
  /** [channel] mean of the tile */
  readonly means: Float32Array;
}

export interface TileSource {
  readonly recordingId: number;
  readonly segment: number;
  readonly source: "raw" | "preprocessed" | "difference";
  /** changes when the pipeline does, so that old tiles are not shown for it */
  readonly version: string;
  /** channel indices in display order */
  readonly order: readonly number[];
}

const CACHE_BYTES = 256e6;

const prefixOf = (s: TileSource): string =>
  `${s.recordingId}|${s.segment}|${s.source}|${s.version}|${s.order.length > BLOCK_CHANNELS ? `blocks from ${s.order[0] ?? 0}` : "all"}`;

/** Tiles that are there, and the way to those that are not. */
export class TileStore {
  readonly #client: Client;
  readonly #cache = new LruCache<LoadedTile>(CACHE_BYTES, (tile) => tile.data.byteLength);
  readonly #queue: RequestQueue<LoadedTile>;
  readonly #wanted = new Map<string, Tile>();
  readonly #changed: () => void;
  readonly #waitingChanged: () => void;
  #source: TileSource | undefined;
  error: WireError | undefined;

  constructor(client: Client, changed: () => void, waitingChanged: () => void) {
    this.#client = client;
    this.#changed = changed;
    this.#waitingChanged = waitingChanged;
    this.#queue = new RequestQueue(
      3,
      (key, signal) => this.#load(key, signal),
      (key, result) => {
        if ("value" in result) {
          this.error = undefined;
          this.#cache.set(key, result.value);
        } else this.error = wireErrorOf(result.error);
        this.#changed();
      },
    );
  }

  get waiting(): number {
    return this.#queue.running;
  }

  setSource(source: TileSource): void {
    if (this.#source && prefixOf(this.#source) === prefixOf(source)) return;
    this.#source = source;
    this.error = undefined;
    this.#queue.want([]);
  }

  /** Asks for what is missing; what is not in the list is no longer waited for. */
  want(visible: readonly Tile[], near: readonly Tile[]): void {
    if (!this.#source || this.error) return;
    this.#wanted.clear();
    for (const tile of [...visible, ...near]) {
      const key = tileKey(prefixOf(this.#source), tile);
      if (!this.#cache.has(key)) this.#wanted.set(key, tile);
    }
    this.#queue.want([...this.#wanted.keys()]);
    this.#waitingChanged();
  }

  get(tile: Tile): LoadedTile | undefined {
    return this.#source && this.#cache.get(tileKey(prefixOf(this.#source), tile));
  }

  retry(): void {
    this.error = undefined;
    this.#changed();
  }

  clear(): void {
    this.#queue.want([]);
    this.#cache.clear();
  }

  async #load(key: string, signal: AbortSignal): Promise<LoadedTile> {
    const tile = this.#wanted.get(key);
    const source = this.#source;
    if (!tile || !source) throw new Error(`tile ${key} is not wanted`);
    const frame = await this.#client.frame("traces", queryOf(source, tile), signal);
    return tileFromFrame(tile, frame);
  }
}

function queryOf(source: TileSource, tile: Tile): Record<string, string | number> {
  const first = tile.block * BLOCK_CHANNELS;
  const channels =
    source.order.length > BLOCK_CHANNELS
      ? source.order
          .slice(first, first + BLOCK_CHANNELS)
          .filter((channel) => channel >= 0)
          .join(",")
      : "all";
  return {
    recording: source.recordingId,
    segment: source.segment,
    start: tile.start,
    // frames drawn one by one reach to the first of the next tile, so that the line does not break
    stop: tile.level === 0 ? tile.stop + 1 : tile.stop,
    bins: Math.max(1, Math.min(TILE_BINS, Math.ceil((tile.stop - tile.start) / 2 ** tile.level))),
    channels,
    source: source.source,
  };
}

function tileFromFrame(tile: Tile, frame: Frame): LoadedTile {
  const minmax = frame.arrays["minmax"];
  const array = minmax ?? frame.arrays["samples"];
  if (!(array?.data instanceof Float32Array))
    throw new Error("the traces frame holds neither minmax nor samples");
  const meta = frame.meta as { firstFrame?: number; numFrames?: number; scaled?: boolean };
  const numChannels = array.shape[1] ?? 0;
  return {
    tile,
    kind: minmax ? "minmax" : "samples",
    data: array.data,
    numChannels,
    means: meansOf(array.data, numChannels, minmax ? 2 : 1),
    firstFrame: meta.firstFrame ?? tile.start,
    numFrames: meta.numFrames ?? tile.stop - tile.start,
    scaled: meta.scaled ?? true,
  };
}

/** Mean of each channel over at most 256 bins. */
function meansOf(data: Float32Array, numChannels: number, perBin: 1 | 2): Float32Array {
  const means = new Float32Array(numChannels);
  const numBins = Math.floor(data.length / Math.max(1, numChannels * perBin));
  const step = Math.max(1, Math.floor(numBins / 256));
  let count = 0;
  for (let bin = 0; bin < numBins; bin += step, count++)
    for (let i = 0; i < numChannels * perBin; i++) {
      const channel = perBin === 2 ? i >> 1 : i;
      means[channel] = (means[channel] ?? 0) + (data[bin * numChannels * perBin + i] ?? 0) / perBin;
    }
  for (let i = 0; i < numChannels; i++) means[i] = (means[i] ?? 0) / Math.max(1, count);
  return means;
}

/** A gain at which noise fills a fifth of a row: from the spread of the tile's values. */
export function autoGainUv({ data, numChannels, means, kind }: LoadedTile): number {
  const deviations: number[] = [];
  const stride = Math.max(1, Math.floor(data.length / 20_000));
  for (let i = 0; i < data.length; i += stride) {
    const channel = (kind === "minmax" ? i >> 1 : i) % numChannels;
    deviations.push(Math.abs((data[i] ?? 0) - (means[channel] ?? 0)));
  }
  deviations.sort((a, b) => a - b);
  const spread = deviations[Math.floor(deviations.length / 2)] ?? 0;
  return spread > 0 ? spread * 12 : 200;
}
