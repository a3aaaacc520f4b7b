import {
  planRecordingChunks,
  throwIfCancelled,
  type Chunk,
  borrowSamples,
  returnSamples,
  type ChunkTask,
  type ComputeContext,
  type TaskContext,
} from "#core/compute/index.ts";
import type { ByteSink } from "#core/io/index.ts";
import { bytesPerSample, type ExtractorDict } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";

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

/** Computes a chunk and writes it where it belongs: what a worker does when a recording is written. */
export const writeTracesTask: ChunkTask<WriteArgs, WriteState, null> = {
  name: "write_traces",
  prepare: async ({ recording, paths }, ctx) => ({
    recording: await ctx.openRecording(recording),
    paths,
    ctx,
  }),
  async run({ recording, paths, ctx }, { segmentIndex, startFrame, endFrame }: Chunk) {
    const numChannels = recording.channelIds.length;
    const samples = borrowSamples(recording.dtype, (endFrame - startFrame) * numChannels);
    try {
      await recording.readTraces(segmentIndex, startFrame, endFrame, undefined, samples);
      const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
      const offset = startFrame * numChannels * bytesPerSample(recording.dtype);
      await ctx.fs.writeInto(paths[segmentIndex], offset, bytes);
      return null;
    } finally {
      returnSamples(samples);
    }
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
    await runChunks(recording, sinks, ctx);
    for (const sink of sinks) await sink.commit(false);
  } catch (error) {
    for (const sink of sinks) await sink.abort().catch(() => undefined);
    throw error;
  }
}

async function runChunks(
  recording: Recording,
  sinks: readonly ByteSink[],
  ctx: ComputeContext,
): Promise<void> {
  const chunks = planRecordingChunks(recording);
  const numChannels = recording.channelIds.length;
  let samplesDone = 0;
  const args = { recording: recording.dict, paths: sinks.map((sink) => sink.temporaryPath) };
  ctx.report({ step: "write recording", fraction: 0, samplesDone });
  await ctx.executor.run(writeTracesTask, args, chunks, (_, chunk, index) => {
    throwIfCancelled(ctx.cancel);
    samplesDone += (chunk.endFrame - chunk.startFrame) * numChannels;
    ctx.report({ step: "write recording", fraction: (index + 1) / chunks.length, samplesDone });
  });
}
