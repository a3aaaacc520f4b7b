import {
  planRecordingChunks,
  throwIfCancelled,
  type Chunk,
  type ChunkTask,
  type ComputeContext,
} from "#core/compute/index.ts";
import type { ByteSink } from "#core/io/index.ts";
import { bytesPerSample, type ExtractorDict } from "#core/model/index.ts";
import { readTracesNew, type Recording } from "#core/recording/index.ts";

/** Reads chunks as bytes: what a worker does when a recording is written. */
export const writeTracesTask: ChunkTask<{ recording: ExtractorDict }, Recording, Uint8Array> = {
  name: "write_traces",
  prepare: ({ recording }, ctx) => ctx.openRecording(recording),
  async run(recording, { segmentIndex, startFrame, endFrame }: Chunk) {
    const samples = await readTracesNew(recording, segmentIndex, startFrame, endFrame);
    return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  },
  transfer: ({ buffer }) => (buffer instanceof ArrayBuffer ? [buffer] : []),
};

/**
 * Writes every segment raw ([sample × channel], little endian, no header), chunk by chunk on all workers.
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
    for (const sink of sinks) await sink.commit();
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
  const frameBytes = numChannels * bytesPerSample(recording.dtype);
  let samplesDone = 0;
  const args = { recording: recording.dict };
  ctx.report({ step: "write recording", fraction: 0, samplesDone });
  await ctx.executor.run(writeTracesTask, args, chunks, async (bytes, chunk, index) => {
    throwIfCancelled(ctx.cancel);
    await sinks[chunk.segmentIndex].writeAt(chunk.startFrame * frameBytes, bytes);
    samplesDone += (chunk.endFrame - chunk.startFrame) * numChannels;
    ctx.report({ step: "write recording", fraction: (index + 1) / chunks.length, samplesDone });
  });
}
