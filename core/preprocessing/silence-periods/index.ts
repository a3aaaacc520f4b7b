/*
 * silence_periods: replaces given periods by zeros or by noise as strong as the recording's own.
 * Reference: SpikeInterface 0.103.2 preprocessing/silence_periods.py with its noise generator (one block a second, drawn
 * where it is read). The noise levels stand in the dictionary, which the reference forgets, so that a reload never
 * estimates again.
 */
import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import { NoiseGeneratorRecording } from "#core/generation/index.ts";
import { EphysError, type SampleArray } from "#core/model/index.ts";
import {
  noiseLevels,
  readTracesNew,
  type Recording,
  type TraceRange,
} from "#core/recording/index.ts";
import { definePreprocessor } from "../define.ts";
import { givenRandomChunkParams, randomChunkFields } from "../fields.ts";
import { derivedRecording } from "../node.ts";

const STEP = "silence_periods";
const SI_CLASS = "spikeinterface.preprocessing.silence_periods.SilencedPeriodsRecording";

const periodsField = z.array(z.array(z.number().int()).length(2));

const schema = z.strictObject({
  list_periods: z
    .union([z.array(periodsField), periodsField])
    .describe("For each segment the periods to silence, as first and end frame.")
    .meta({ unit: "frames", label: "Periods" }),
  mode: z
    .enum(["zeros", "noise"])
    .default("zeros")
    .describe("What stands in the periods afterwards.")
    .meta({ label: "Fill" }),
  noise_levels: z
    .array(z.number().nonnegative())
    .nullable()
    .default(null)
    .describe("Strength of the noise per channel; empty estimates it.")
    .meta({ unit: "raw", label: "Noise levels" }),
  ...randomChunkFields,
  seed: z
    .int()
    .nonnegative()
    .nullable()
    .default(null)
    .describe("Seed of the noise and of the random chunks; empty uses 0, so that results repeat.")
    .meta({ label: "Seed" }),
});

type Params = z.output<typeof schema>;
/** [first frame, end frame) */
type Period = readonly [start: number, end: number];

export const silencePeriods = definePreprocessor({
  name: STEP,
  label: "Silence periods",
  summary: "Replaces given periods by zeros or noise.",
  family: "artifacts",
  siClass: SI_CLASS,
  params: schema,
  chunkTolerance: 0,
  async apply(parent, params, ctx) {
    const periods = checkedPeriods(parent, params);
    const noise = params.mode === "noise" ? await noiseOf(parent, params, ctx) : undefined;
    const chunks = givenRandomChunkParams(params);
    return derivedRecording(parent, {
      siClass: SI_CLASS,
      kwargs: {
        list_periods: periods.map((segment) => segment.map(([start, end]) => [start, end])),
        mode: params.mode,
        ...(noise === undefined ? {} : { noise_levels: noise.levels }),
        ...chunks,
        seed: params.seed,
      },
      framewise: true,
      async read(range, out) {
        const { segmentIndex, startFrame, endFrame, channelIndices } = range;
        await parent.readTraces(segmentIndex, startFrame, endFrame, channelIndices, out);
        for (const [start, end] of periods[segmentIndex] ?? []) {
          const inside = {
            ...range,
            startFrame: Math.max(start, startFrame),
            endFrame: Math.min(end, endFrame),
          };
          if (inside.startFrame < inside.endFrame) await silence(range, inside, noise?.source, out);
        }
      },
    });
  },
});

async function silence(
  range: TraceRange,
  inside: TraceRange,
  noise: Recording | undefined,
  out: SampleArray,
): Promise<void> {
  const channels = out.length / (range.endFrame - range.startFrame);
  const from = (inside.startFrame - range.startFrame) * channels;
  const to = (inside.endFrame - range.startFrame) * channels;
  if (noise === undefined) {
    out.fill(0, from, to);
    return;
  }
  const { segmentIndex, startFrame, endFrame, channelIndices } = inside;
  out.set(await readTracesNew(noise, segmentIndex, startFrame, endFrame, channelIndices), from);
}

interface Noise {
  readonly levels: readonly number[];
  readonly source: Recording;
}

async function noiseOf(parent: Recording, params: Params, ctx: CoreContext): Promise<Noise> {
  const { dtype } = parent;
  if (dtype !== "float32" && dtype !== "float64") {
    throw new EphysError(
      "InvalidParameter",
      `${STEP}: noise needs float samples, not ${dtype}; apply astype with float32 first, or fill with zeros`,
      { step: STEP, parameter: "mode", dtype },
    );
  }
  const slices = { ...givenRandomChunkParams(params), seed: params.seed };
  const levels =
    params.noise_levels ??
    Array.from(
      await noiseLevels(parent, { return_in_uV: false, random_slices_kwargs: slices }, ctx),
    );
  if (levels.length !== parent.channelIds.length) {
    throw new EphysError(
      "InvalidParameter",
      `${STEP}: noise_levels has ${String(levels.length)} values for ${String(parent.channelIds.length)} channels`,
      { step: STEP, parameter: "noise_levels" },
    );
  }
  const fs = parent.samplingFrequency;
  const source = new NoiseGeneratorRecording({
    num_channels: parent.channelIds.length,
    sampling_frequency: fs,
    // half a sample more, so that rounding never loses the last one
    durations: parent.numSamples.map((n) => (n + 0.5) / fs),
    dtype,
    seed: params.seed ?? 0,
    noise_levels: levels,
    strategy: "on_the_fly",
    noise_block_size: Math.trunc(fs),
  });
  return { levels, source };
}

/** Periods of each segment, which may overlap; one list serves a recording of one segment. */
function checkedPeriods(parent: Recording, { list_periods }: Params): Period[][] {
  const numSegments = parent.numSamples.length;
  const isFlat = list_periods.every((item) => item.every((value) => typeof value === "number"));
  const flat = isFlat && numSegments === 1 && list_periods.length > 0;
  const lists = (flat ? [list_periods] : list_periods) as unknown as readonly Period[][]; // as the schema has it
  if (lists.length !== numSegments) {
    throw invalid(`has ${String(lists.length)} lists for ${String(numSegments)} segments`);
  }
  return lists.map((periods) => {
    const sorted = [...periods].sort(([a], [b]) => a - b);
    for (const [start, end] of sorted) {
      if (!(end > start))
        throw invalid(
          `has a period from ${String(start)} to ${String(end)}, which ends before it starts`,
        );
    }
    return sorted;
  });
}

function invalid(what: string): EphysError {
  return new EphysError("InvalidParameter", `${STEP}: list_periods ${what}`, {
    step: STEP,
    parameter: "list_periods",
  });
}
