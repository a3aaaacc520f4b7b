import { bytesPerSample, type SampleArray, type SampleDType } from "#core/model/index.ts";
import { borrowSamples, returnSamples } from "#core/model/index.ts";
import type { Recording, TakeTile, TraceRange } from "#core/recording/index.ts";

/**
 * How a step makes each frame from the same frame of its parent. Steps of this kind that follow each other run together,
 * some hundred frames at a time, so that what one leaves is still in the cache when the next takes it.
 */
export interface FrameStep {
  /** "all": every channel of the parent; "same": a channel needs only itself */
  readonly needs: "all" | "same";
  /**
   * @param traces [frame × channel]: all channels of the parent, or (needs "same") the wanted ones; may be written over
   * @param wanted positions of the wanted channels; undefined = all
   * @param out [frame × wanted channel]
   */
  run(traces: SampleArray, wanted: Int32Array | undefined, out: SampleArray): void;
}

/** A step with what it makes. */
export interface FrameStage {
  readonly step: FrameStep;
  readonly dtype: SampleDType;
  /** of all channels */
  readonly numChannels: number;
}

/** What a tile may take: it, its successor and a step's tables fit the second cache. */
const TILE_BYTES = 128 * 1024;
/** Kernels work on blocks of frames; tiles hold whole ones. */
const BLOCK_FRAMES = 32;

/** Reads a window of `source` and runs the stages over it. */
export async function runStages(
  source: Recording,
  stages: readonly FrameStage[],
  range: TraceRange,
  out: SampleArray,
): Promise<void> {
  const width = out.length / (range.endFrame - range.startFrame);
  await runTiles(source, stages, range, {
    place: (from, to) => out.subarray(from * width, to * width),
  });
}

/** As `runStages`, but hands over some hundred frames at a time, which are still in the cache. */
export async function runStagesInTiles(
  source: Recording,
  stages: readonly FrameStage[],
  range: TraceRange,
  take: TakeTile,
): Promise<void> {
  const { dtype, numChannels } = stages[stages.length - 1];
  const width = range.channelIndices?.length ?? numChannels;
  let buffer: SampleArray | undefined;
  try {
    await runTiles(source, stages, range, {
      place(from, to, tileFrames) {
        buffer ??= borrowSamples(dtype, tileFrames * width);
        return buffer.subarray(0, (to - from) * width);
      },
      done: take,
    });
  } finally {
    if (buffer) returnSamples(buffer);
  }
}

/** Where the last stage leaves a tile, frames counted from the window's start, and what becomes of it. */
interface TileTarget {
  place(from: number, to: number, tileFrames: number): SampleArray;
  done?(tile: SampleArray, from: number): Promise<void>;
}

async function runTiles(
  source: Recording,
  stages: readonly FrameStage[],
  range: TraceRange,
  target: TileTarget,
): Promise<void> {
  const plan = planChannels(stages, range.channelIndices);
  const { segmentIndex, startFrame, endFrame } = range;
  const frames = endFrame - startFrame;
  const width = plan.picked?.length ?? source.channelIds.length;
  const traces = borrowSamples(source.dtype, frames * width);
  const between = stages.slice(0, -1).map(({ dtype, numChannels }, i) => {
    const channels = plan.wanted[i]?.length ?? numChannels;
    return { channels, dtype };
  });
  const widest = Math.max(
    width * bytesPerSample(source.dtype),
    ...between.map(({ channels, dtype }) => channels * bytesPerSample(dtype)),
  );
  const tileFrames = Math.max(
    BLOCK_FRAMES,
    BLOCK_FRAMES * Math.floor(TILE_BYTES / widest / BLOCK_FRAMES),
  );
  const tiles = between.map(({ channels, dtype }) => borrowSamples(dtype, channels * tileFrames));
  try {
    await source.readTraces(segmentIndex, startFrame, endFrame, plan.picked, traces);
    for (let from = 0; from < frames; from += tileFrames) {
      const to = Math.min(frames, from + tileFrames);
      let tile: SampleArray = traces.subarray(from * width, to * width);
      for (const [i, stage] of stages.entries()) {
        const next =
          i < between.length
            ? tiles[i].subarray(0, (to - from) * between[i].channels)
            : target.place(from, to, tileFrames);
        stage.step.run(tile, plan.wanted[i], next);
        tile = next;
      }
      await target.done?.(tile, from);
    }
  } finally {
    returnSamples(traces);
    tiles.forEach(returnSamples);
  }
}

interface ChannelPlan {
  /** channels read from the source; undefined = all */
  readonly picked: Int32Array | undefined;
  /** per stage, the channels that it writes; undefined = all */
  readonly wanted: readonly (Int32Array | undefined)[];
}

/** Only the last stages deal with the wanted channels alone: as far as the last one that needs all of its parent's. */
function planChannels(
  stages: readonly FrameStage[],
  channelIndices: Int32Array | undefined,
): ChannelPlan {
  let picked = channelIndices;
  const wanted = stages
    .toReversed()
    .map((stage) => {
      const own = picked;
      if (stage.step.needs === "all") picked = undefined;
      return own;
    })
    .reverse();
  return { picked, wanted };
}
