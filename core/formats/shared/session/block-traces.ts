import { bytesPerSample, type SampleArray, type SampleDType } from "#core/model/index.ts";
import type { ByteSource } from "#core/io/index.ts";
import { copySamples } from "./copy-samples.ts";

/** Blocks of one size, one after the other in a file, each with as many samples of every channel. */
export interface BlockLayout {
  readonly dtype: SampleDType;
  readonly bigEndian: boolean;
  /** byte of the first block */
  readonly offsetBytes: number;
  readonly blockBytes: number;
  /** samples of a channel in a block */
  readonly blockSamples: number;
  /** bytes from a sample of a channel to its next in the block */
  readonly strideBytes: number;
}

/** What is wanted of the blocks. */
export interface BlockWindow {
  readonly startFrame: number;
  readonly endFrame: number;
  /** per channel: the byte of its first sample in a block */
  readonly channelBytes: readonly number[];
  /** channels of the output and the first of them that is filled */
  readonly width: number;
  readonly column: number;
}

/** Bytes read at a time. */
const BATCH_BYTES = 4 * 1024 * 1024;
/** Blocks are read whole unless this many times more would be read than is wanted … */
const SPARSE = 8;
/** … and a block is at least this large. */
const LARGE_BLOCK_BYTES = 16 * 1024;

/** Fills columns of `out` ([frame × width]) with a window of blocks. */
export async function readBlocks(
  source: ByteSource,
  layout: BlockLayout,
  window: BlockWindow,
  out: SampleArray,
): Promise<void> {
  const { channelBytes, startFrame, endFrame } = window;
  const { blockBytes, blockSamples, strideBytes, offsetBytes } = layout;
  const itemBytes = bytesPerSample(layout.dtype);
  const first = channelBytes.reduce((least, byte) => Math.min(least, byte), blockBytes);
  const last = channelBytes.reduce((most, byte) => Math.max(most, byte), 0);
  const span = last - first + (blockSamples - 1) * strideBytes + itemBytes;
  const isSparse = blockBytes >= LARGE_BLOCK_BYTES && span * SPARSE <= blockBytes;
  const perBatch = isSparse ? 1 : Math.max(1, Math.floor(BATCH_BYTES / blockBytes));
  const endBlock = Math.ceil(endFrame / blockSamples);
  let block = Math.floor(startFrame / blockSamples);
  const count = Math.min(perBatch, endBlock - block);
  const bytes = new Uint8Array((count - 1) * blockBytes + span);
  const view = new DataView(bytes.buffer);
  while (block < endBlock) {
    const numBlocks = Math.min(perBatch, endBlock - block);
    const part = bytes.subarray(0, (numBlocks - 1) * blockBytes + span);
    await source.readInto(offsetBytes + block * blockBytes + first, part);
    for (let b = 0; b < numBlocks; b++) {
      copyBlock(view, layout, window, { index: block + b, at: b * blockBytes - first }, out);
    }
    block += numBlocks;
  }
}

/** Copies the part of one block that lies in the window; `at` is the block's byte 0 in `view`. */
function copyBlock(
  view: DataView,
  layout: BlockLayout,
  { startFrame, endFrame, channelBytes, width, column }: BlockWindow,
  block: { readonly index: number; readonly at: number },
  out: SampleArray,
): void {
  const { blockSamples, strideBytes } = layout;
  const blockStart = block.index * blockSamples;
  const from = Math.max(startFrame, blockStart);
  const to = Math.min(endFrame, blockStart + blockSamples);
  for (let c = 0; c < channelBytes.length; c++) {
    const copy = {
      at: block.at + channelBytes[c] + (from - blockStart) * strideBytes,
      strideBytes,
      count: to - from,
      to: (from - startFrame) * width + column + c,
      outStride: width,
    };
    copySamples(view, layout, copy, out);
  }
}

/** Positions in a recording that a window asks for, all of them when it names none. */
export function windowChannels(
  channelIndices: Int32Array | undefined,
  numChannels: number,
): Int32Array {
  return channelIndices ?? Int32Array.from({ length: numChannels }, (_, i) => i);
}
