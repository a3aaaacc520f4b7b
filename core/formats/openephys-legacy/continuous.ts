import type { CoreContext } from "#core/compute/index.ts";
import type { ByteSource } from "#core/io/index.ts";
import { EphysError, type SampleArray } from "#core/model/index.ts";
import type { TraceRange } from "#core/recording/index.ts";
import { requireFile } from "../shared/files.ts";
import {
  OpenFiles,
  readBlocks,
  windowChannels,
  type BlockLayout,
  type StreamTraces,
} from "../shared/session/index.ts";
import type { ContinuousName } from "./explore.ts";
import { HEADER_BYTES, legacyNumber, readLegacyHeader } from "./header.ts";

/** Samples in a block; a block also has 12 bytes before and 10 behind them. */
export const BLOCK_SAMPLES = 1024;
const BLOCK_BYTES = 12 + 2 * BLOCK_SAMPLES + 10;

const LAYOUT: BlockLayout = {
  dtype: "int16",
  bigEndian: true,
  offsetBytes: HEADER_BYTES,
  blockBytes: BLOCK_BYTES,
  blockSamples: BLOCK_SAMPLES,
  strideBytes: 2,
};

/** Files with at most this many blocks are looked through for gaps even if their ends say that there are none. */
const CHECKED_BLOCKS = 256;
/** Bytes read at a time when they are. */
const SCAN_BLOCKS = 512;

/** Blocks that follow each other without a gap. */
interface Run {
  /** timestamp of the first sample */
  readonly timestamp: number;
  readonly firstBlock: number;
  readonly numBlocks: number;
}

/** What is known of a .continuous file. */
export interface ContinuousFile {
  readonly name: ContinuousName;
  readonly bitVolts: number;
  /** Hz */
  readonly samplingFrequency: number;
  readonly runs: readonly Run[];
  /** timestamp after the last sample */
  readonly end: number;
}

/** @throws CorruptFile for timestamps that do not rise, TruncatedFile for a file without samples */
export async function readContinuous(
  name: ContinuousName,
  ctx: CoreContext,
): Promise<ContinuousFile> {
  const { path } = name;
  const header = await readLegacyHeader(path, ctx);
  const numBlocks = Math.floor(((await requireFile(path, ctx)) - HEADER_BYTES) / BLOCK_BYTES);
  if (numBlocks < 1) {
    throw new EphysError(
      "TruncatedFile",
      `${path} holds no whole block of samples; move it out of the folder`,
      { path },
    );
  }
  const source = await ctx.fs.openBytes(path);
  try {
    const runs = await findRuns(source, numBlocks, path);
    const last = runs[runs.length - 1];
    return {
      name,
      bitVolts: legacyNumber(header, "bitVolts", path),
      samplingFrequency: legacyNumber(header, "sampleRate", path),
      runs,
      end: last.timestamp + last.numBlocks * BLOCK_SAMPLES,
    };
  } finally {
    await source.close();
  }
}

async function findRuns(source: ByteSource, numBlocks: number, path: string): Promise<Run[]> {
  const [first] = await timestamps(source, 0, 1);
  const [last] = await timestamps(source, numBlocks - 1, 1);
  const isWhole = last - first === (numBlocks - 1) * BLOCK_SAMPLES;
  if (isWhole && numBlocks > CHECKED_BLOCKS)
    return [{ timestamp: first, firstBlock: 0, numBlocks }];
  const runs: Run[] = [];
  let start = { timestamp: first, block: 0 };
  let before = first - BLOCK_SAMPLES;
  for (let from = 0; from < numBlocks; from += SCAN_BLOCKS) {
    const part = await timestamps(source, from, Math.min(SCAN_BLOCKS, numBlocks - from));
    for (let i = 0; i < part.length; i++) {
      const step = part[i] - before;
      if (step <= 0) throw notRising(path, before, part[i]);
      if (step !== BLOCK_SAMPLES) {
        const block = from + i;
        runs.push({
          timestamp: start.timestamp,
          firstBlock: start.block,
          numBlocks: block - start.block,
        });
        start = { timestamp: part[i], block };
      }
      before = part[i];
    }
  }
  runs.push({
    timestamp: start.timestamp,
    firstBlock: start.block,
    numBlocks: numBlocks - start.block,
  });
  checkUsual(runs, numBlocks, path);
  return runs;
}

/** @throws CorruptFile when most blocks do not follow each other, as the reference */
function checkUsual(runs: readonly Run[], numBlocks: number, path: string): void {
  const numGaps = runs.length - 1;
  if (numGaps * 2 < numBlocks - 1 || numGaps === 0) return;
  throw new EphysError(
    "CorruptFile",
    `${path}: ${String(numGaps)} of ${String(numBlocks - 1)} steps between blocks are not of ${String(BLOCK_SAMPLES)} samples; move the file out of the folder`,
    { path, gaps: numGaps },
  );
}

function notRising(path: string, before: number, after: number): EphysError {
  return new EphysError(
    "CorruptFile",
    `${path}: after the timestamp ${String(before)} comes ${String(after)}; move the file out of the folder`,
    { path, before, after },
  );
}

async function timestamps(source: ByteSource, from: number, count: number): Promise<Float64Array> {
  const bytes = new Uint8Array((count - 1) * BLOCK_BYTES + 8);
  await source.readInto(HEADER_BYTES + from * BLOCK_BYTES, bytes);
  const view = new DataView(bytes.buffer);
  const found = new Float64Array(count);
  for (let i = 0; i < count; i++) found[i] = Number(view.getBigInt64(i * BLOCK_BYTES, true));
  return found;
}

/** The channels of one stream in one segment, from the timestamp of its first sample. */
export interface LegacySegment {
  readonly files: readonly ContinuousFile[];
  readonly firstTimestamp: number;
}

/** Traces placed by their timestamps; what was lost reads as 0, as in the reference. */
export function legacyTraces(segments: readonly LegacySegment[], ctx: CoreContext): StreamTraces {
  const open = new OpenFiles(ctx);
  return {
    async read(range, out) {
      const { files, firstTimestamp } = segments[range.segmentIndex];
      const channels = windowChannels(range.channelIndices, files.length);
      out.fill(0);
      for (let c = 0; c < channels.length; c++) {
        const file = files[channels[c]];
        const source = await open.open(file.name.path);
        for (const run of file.runs) {
          const place = { source, start: run.timestamp - firstTimestamp, run };
          await readRun(place, range, { width: channels.length, column: c }, out);
        }
      }
    },
  };
}

async function readRun(
  {
    source,
    start,
    run,
  }: { readonly source: ByteSource; readonly start: number; readonly run: Run },
  range: TraceRange,
  { width, column }: { readonly width: number; readonly column: number },
  out: SampleArray,
): Promise<void> {
  const from = Math.max(range.startFrame, start);
  const to = Math.min(range.endFrame, start + run.numBlocks * BLOCK_SAMPLES);
  if (to <= from) return;
  const inFile = run.firstBlock * BLOCK_SAMPLES - start;
  const window = { startFrame: from + inFile, endFrame: to + inFile, width, column };
  const part = out.subarray((from - range.startFrame) * width);
  await readBlocks(source, LAYOUT, { ...window, channelBytes: [12] }, part);
}
