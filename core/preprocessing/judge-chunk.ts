import type { Chunk, ChunkTask, ComputeContext, CoreContext } from "#core/compute/index.ts";
import type { Kernels } from "#core/kernels/index.ts";
import { EphysError, type ExtractorDict } from "#core/model/index.ts";
import { gainsOf, offsetsOf, readTracesNew, type Recording } from "#core/recording/index.ts";
import { channelFeatures, type ChannelFeatures, type IblOptions } from "./bad-channels-ibl.ts";

/** What every chunk is judged with. */
export interface ChunkJudgement {
  readonly options: IblOptions;
  /** channels by depth, tip first */
  readonly order: Int32Array;
}

type Args = ChunkJudgement & { readonly recording: ExtractorDict };
type State = ChunkJudgement & { readonly recording: Recording; readonly kernels: Kernels };

/** What the channels of one chunk are judged by, by depth, on any worker. */
export const channelFeaturesTask: ChunkTask<Args, State, ChannelFeatures> = {
  name: "channel_features",
  async prepare({ recording, ...judgement }, ctx) {
    return {
      ...judgement,
      recording: await ctx.openRecording(recording),
      kernels: ctx.kernels,
    };
  },
  run(state, chunk) {
    return chunkFeatures(state, chunk);
  },
};

/**
 * Features of every chunk, in order; on all workers where there are any.
 * @param onChunk called when a chunk is done; what it throws ends the work
 * @throws MissingGain without gains and offsets
 */
export async function featuresOfChunks(
  recording: Recording,
  chunks: readonly Chunk[],
  judgement: ChunkJudgement,
  ctx: CoreContext | ComputeContext,
  onChunk: (features: ChannelFeatures, index: number) => void,
): Promise<void> {
  if (gainsOf(recording) === undefined) {
    throw new EphysError(
      "MissingGain",
      "detect_bad_channels: coherence+psd needs samples in µV; set gains and offsets (1 and 0 where they already are)",
      { parameter: "method" },
    );
  }
  if ("executor" in ctx) {
    const args = { ...judgement, recording: recording.dict };
    await ctx.executor.run(channelFeaturesTask, args, chunks, (features, _, index) => {
      onChunk(features, index);
    });
    return;
  }
  const state = { ...judgement, recording, kernels: ctx.kernels };
  for (const [index, chunk] of chunks.entries()) {
    onChunk(await chunkFeatures(state, chunk), index);
  }
}

async function chunkFeatures(
  { recording, options, order, kernels }: State,
  { segmentIndex, startFrame, endFrame }: Chunk,
): Promise<ChannelFeatures> {
  const n = recording.channelIds.length;
  const raw = await readTracesNew(recording, segmentIndex, startFrame, endFrame);
  const scaled = new Float32Array(raw.length);
  kernels.decode(raw, n, undefined, gainsOf(recording), offsetsOf(recording), scaled);
  const sorted = new Float32Array(raw.length);
  kernels.pickChannels(scaled, n, order, sorted);
  return channelFeatures(sorted, n, recording.samplingFrequency, options);
}
