import type { CoreContext } from "#core/compute/index.ts";
import type { FileSystemPort } from "#core/io/index.ts";
import type { SampleArray } from "#core/model/index.ts";
import type { TraceRange } from "#core/recording/index.ts";
import { OpenFiles, windowChannels } from "../shared/session/index.ts";
import { readMtscompChunk, type MtscompHeader } from "./mtscomp.ts";

/** Samples of decoded chunks that are kept. */
const KEPT_SAMPLES = 64 * 1024 * 1024;
/** Windows with margins touch the chunk before and the one behind. */
const LEAST_KEPT = 3;

/** Windows of a compressed file; the chunks used last stay decoded. */
export class MtscompTraces {
  readonly #files: OpenFiles;
  readonly #header: MtscompHeader;
  readonly #path: string;
  readonly #fs: FileSystemPort;
  readonly #kept = new Map<number, Promise<SampleArray>>();

  constructor(header: MtscompHeader, path: string, ctx: CoreContext) {
    this.#files = new OpenFiles(ctx);
    this.#header = header;
    this.#path = path;
    this.#fs = ctx.fs;
  }

  /** Fills `out` with [frame × channel]; the window lies within the file. */
  async read(
    { startFrame, endFrame, channelIndices }: TraceRange,
    out: SampleArray,
  ): Promise<void> {
    const { bounds, numChannels } = this.#header;
    const channels = windowChannels(channelIndices, numChannels);
    const width = channels.length;
    const inOrder = channels.every((channel, i) => channel === i);
    const first = this.#chunkOf(startFrame);
    const last = this.#chunkOf(endFrame - 1);
    const chunks = Array.from({ length: last - first + 1 }, (_, i) => this.#chunk(first + i));
    for (const [i, chunk] of chunks.entries()) {
      const samples = await chunk;
      const begin = bounds[first + i];
      const to = Math.min(endFrame, bounds[first + i + 1]);
      for (let frame = Math.max(startFrame, begin); frame < to; frame++) {
        const from = (frame - begin) * numChannels;
        const o = (frame - startFrame) * width;
        if (inOrder) out.set(samples.subarray(from, from + width), o);
        else for (let c = 0; c < width; c++) out[o + c] = samples[from + channels[c]];
      }
    }
  }

  #chunkOf(frame: number): number {
    const { bounds } = this.#header;
    let low = 0;
    let high = bounds.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (bounds[middle] <= frame) low = middle;
      else high = middle;
    }
    return low;
  }

  #chunk(index: number): Promise<SampleArray> {
    const known = this.#kept.get(index);
    if (known) {
      // the one used last goes last
      this.#kept.delete(index);
      this.#kept.set(index, known);
      return known;
    }
    const reading = this.#files
      .open(this.#path)
      .then((source) =>
        readMtscompChunk(source, this.#header, index, { path: this.#path, fs: this.#fs }),
      );
    this.#kept.set(index, reading);
    reading.catch(() => this.#kept.delete(index));
    const { bounds, numChannels } = this.#header;
    const perChunk = (bounds[index + 1] - bounds[index]) * numChannels;
    const most = Math.max(LEAST_KEPT, Math.floor(KEPT_SAMPLES / perChunk));
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= most) break;
      this.#kept.delete(oldest);
    }
    return reading;
  }
}
