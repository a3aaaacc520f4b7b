import type { CoreContext } from "#core/compute/index.ts";
import type { ByteSource } from "#core/io/index.ts";
import {
  allocateSamples,
  bytesPerSample,
  type SampleArray,
  type SampleDType,
} from "#core/model/index.ts";
import type { TraceRange } from "#core/recording/index.ts";

/** Samples of one segment as they lie in a file. */
export interface RawSegment {
  readonly path: string;
  /** byte of the first sample */
  readonly offsetBytes: number;
  readonly numSamples: number;
}

export interface RawLayout {
  readonly dtype: SampleDType;
  readonly bigEndian: boolean;
  /** channels that are interleaved in the file */
  readonly numFileChannels: number;
  /** 0: sample after sample; 1: channel after channel */
  readonly timeAxis: 0 | 1;
  readonly segments: readonly RawSegment[];
  /** positions in the file of the recording's channels; undefined = all */
  readonly fileChannels?: Int32Array;
}

/** Bytes read at a time when channels are picked: large enough for the disk, small enough for the cache. */
const BLOCK_BYTES = 4 * 1024 * 1024;

/** Reads windows of raw files. All channels: one read straight into `out`; some: blocks and `pickChannels`. */
export class RawTraces {
  readonly #layout: RawLayout;
  readonly #ctx: CoreContext;
  readonly #sources: (Promise<ByteSource> | undefined)[];

  constructor(layout: RawLayout, ctx: CoreContext) {
    this.#layout = layout;
    this.#ctx = ctx;
    this.#sources = layout.segments.map(() => undefined);
  }

  /** Fills `out` with [frame × channel]; the window lies within the segment. */
  async read(range: TraceRange, out: SampleArray): Promise<void> {
    const source = await this.#open(range.segmentIndex);
    if (this.#layout.timeAxis === 1) await this.#readRows(source, range, out);
    else await this.#readFrames(source, range, out);
  }

  #open(segmentIndex: number): Promise<ByteSource> {
    const known = this.#sources[segmentIndex];
    if (known) return known;
    const opening = this.#ctx.fs.openBytes(this.#layout.segments[segmentIndex].path);
    this.#sources[segmentIndex] = opening;
    opening.catch(() => (this.#sources[segmentIndex] = undefined));
    return opening;
  }

  async #readFrames(source: ByteSource, range: TraceRange, out: SampleArray): Promise<void> {
    const { dtype, numFileChannels } = this.#layout;
    const { offsetBytes } = this.#layout.segments[range.segmentIndex];
    const frameBytes = numFileChannels * bytesPerSample(dtype);
    const channels = this.#pickedChannels(range.channelIndices);
    if (!channels) {
      await this.#readInto(source, offsetBytes + range.startFrame * frameBytes, out);
      return;
    }
    const frames = range.endFrame - range.startFrame;
    const blockFrames = Math.min(frames, Math.max(1, Math.floor(BLOCK_BYTES / frameBytes)));
    const block = allocateSamples(dtype, blockFrames * numFileChannels);
    for (let done = 0; done < frames; done += blockFrames) {
      const count = Math.min(blockFrames, frames - done);
      const part = block.subarray(0, count * numFileChannels);
      await this.#readInto(source, offsetBytes + (range.startFrame + done) * frameBytes, part);
      this.#ctx.kernels.pickChannels(
        part,
        numFileChannels,
        channels,
        out.subarray(done * channels.length, (done + count) * channels.length),
      );
    }
  }

  async #readRows(source: ByteSource, range: TraceRange, out: SampleArray): Promise<void> {
    const { dtype, numFileChannels } = this.#layout;
    const { offsetBytes, numSamples } = this.#layout.segments[range.segmentIndex];
    const channels =
      this.#pickedChannels(range.channelIndices) ??
      Int32Array.from({ length: numFileChannels }, (_, i) => i);
    const frames = range.endFrame - range.startFrame;
    const row = allocateSamples(dtype, frames);
    for (let c = 0; c < channels.length; c++) {
      const first = channels[c] * numSamples + range.startFrame;
      await this.#readInto(source, offsetBytes + first * bytesPerSample(dtype), row);
      for (let i = 0; i < frames; i++) out[i * channels.length + c] = row[i];
    }
  }

  /** Positions in the file; undefined when the window takes all of them in order. */
  #pickedChannels(channelIndices: Int32Array | undefined): Int32Array | undefined {
    const { fileChannels } = this.#layout;
    if (!fileChannels || !channelIndices) return fileChannels ?? channelIndices;
    return channelIndices.map((i) => fileChannels[i]);
  }

  async #readInto(source: ByteSource, offsetBytes: number, out: SampleArray): Promise<void> {
    const bytes = new Uint8Array(out.buffer, out.byteOffset, out.byteLength);
    await source.readInto(offsetBytes, bytes);
    if (this.#layout.bigEndian) swapBytes(bytes, out.BYTES_PER_ELEMENT);
  }
}

function swapBytes(bytes: Uint8Array, itemBytes: number): void {
  for (let i = 0; i < bytes.length; i += itemBytes) {
    for (let low = i, high = i + itemBytes - 1; low < high; low++, high--) {
      const byte = bytes[low];
      bytes[low] = bytes[high];
      bytes[high] = byte;
    }
  }
}
