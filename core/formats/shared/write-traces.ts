import {
  planRecordingChunks,
  throwIfCancelled,
  type Chunk,
  type ChunkTask,
  type ComputeContext,
  type TaskContext,
} from "#core/compute/index.ts";
import type { ByteSink } from "#core/io/index.ts";
import { bytesPerSample, type ExtractorDict } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { holdsChunk, type ChunkSum } from "./checksums.ts";
import type { WriteJournal } from "./write-journal.ts";

interface WriteArgs {
  readonly recording: ExtractorDict;
  /** one file per segment, there already */
  readonly paths: readonly string[];
}

interface WriteState {
  readonly recording: Recording;
  readonly paths: readonly string[];
  readonly ctx: TaskContext;
}

/** Computes a chunk, writes it where it belongs and gives its checksum: what a worker does when a recording is written. */
export const writeTracesTask: ChunkTask<WriteArgs, WriteState, number> = {
  name: "write_traces",
  prepare: async ({ recording, paths }, ctx) => ({
    recording: await ctx.openRecording(recording),
    paths,
    ctx,
  }),
  async run({ recording, paths, ctx }, { segmentIndex, startFrame, endFrame }: Chunk) {
    const frameBytes = recording.channelIds.length * bytesPerSample(recording.dtype);
    const file = await ctx.fs.openToWrite(paths[segmentIndex]);
    let crc32 = 0;
    try {
      await recording.readTiles(segmentIndex, startFrame, endFrame, undefined, (tile, from) => {
        const bytes = new Uint8Array(tile.buffer, tile.byteOffset, tile.byteLength);
        crc32 = ctx.kernels.crc32(bytes, crc32);
        return file.writeAt((startFrame + from) * frameBytes, bytes);
      });
    } finally {
      await file.close();
    }
    return crc32;
  },
};

/**
 * Writes every segment raw ([sample × channel], little endian, no header), chunk by chunk on all workers. As when a
 * file is copied, the system decides when the samples reach the disk: waiting for it would double the time.
 * @param paths one file per segment
 */
export async function writeTraces(
  recording: Recording,
  paths: readonly string[],
  ctx: ComputeContext,
): Promise<void> {
  const sinks: ByteSink[] = [];
  try {
    for (const path of paths) sinks.push(await ctx.fs.createSink(path));
    await runChunks(
      recording,
      sinks.map((sink) => sink.temporaryPath),
      ctx,
    );
    for (const sink of sinks) await sink.commit(false);
  } catch (error) {
    for (const sink of sinks) await sink.abort().catch(() => undefined);
    throw error;
  }
}

/**
 * As `writeTraces`, into a folder that has a temporary name itself: files grow under their own names, `journal` says what
 * of them an earlier run wrote, and only what is missing or differs from its checksum is computed.
 * @param names files in the folder, one per segment
 * @returns the checksum of every chunk
 */
export async function writeTracesInto(
  recording: Recording,
  { folder, names, journal }: TracesPlace,
  ctx: ComputeContext,
): Promise<ChunkSum[]> {
  const paths = names.map((name) => ctx.fs.path.join(folder, name));
  for (const path of paths) {
    if ((await ctx.fs.stat(path)) === undefined)
      await (await ctx.fs.createSink(path)).commit(false);
  }
  const frameBytes = recording.channelIds.length * bytesPerSample(recording.dtype);
  const chunks = planRecordingChunks(recording);
  const sums: ChunkSum[] = [];
  const missing: number[] = [];
  for (const [i, { segmentIndex, startFrame, endFrame }] of chunks.entries()) {
    const place = {
      file: names[segmentIndex],
      offsetBytes: startFrame * frameBytes,
      sizeBytes: (endFrame - startFrame) * frameBytes,
    };
    const crc32 = journal.known(i);
    sums.push({ ...place, crc32: crc32 ?? 0 });
    const isThere =
      crc32 !== undefined && (await holdsChunk(paths[segmentIndex], { ...place, crc32 }, ctx));
    if (!isThere) missing.push(i);
  }
  await runChunks(recording, paths, ctx, missing, async (i, crc32) => {
    sums[i] = { ...sums[i], crc32 };
    await journal.add(i, crc32);
  });
  return sums;
}

/** Where traces go that may be gone on with. */
interface TracesPlace {
  readonly folder: string;
  readonly names: readonly string[];
  readonly journal: WriteJournal;
}

/** @param only positions of the chunks that are computed; default: all */
async function runChunks(
  recording: Recording,
  paths: readonly string[],
  ctx: ComputeContext,
  only?: readonly number[],
  onDone?: (position: number, crc32: number) => Promise<void>,
): Promise<void> {
  const all = planRecordingChunks(recording);
  const positions = only ?? all.map((_, i) => i);
  const chunks = positions.map((i) => all[i]);
  const numChannels = recording.channelIds.length;
  const skipped = all.length - chunks.length;
  let samplesDone = 0;
  const args = { recording: recording.dict, paths };
  ctx.report({ step: "write recording", fraction: skipped / Math.max(1, all.length), samplesDone });
  await ctx.executor.run(writeTracesTask, args, chunks, async (crc32, chunk, index) => {
    throwIfCancelled(ctx.cancel);
    await onDone?.(positions[index], crc32);
    samplesDone += (chunk.endFrame - chunk.startFrame) * numChannels;
    const fraction = (skipped + index + 1) / all.length;
    ctx.report({ step: "write recording", fraction, samplesDone });
  });
}
