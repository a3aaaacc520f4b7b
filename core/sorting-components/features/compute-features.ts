/* Features of peaks in one pass. Reference: SpikeInterface 0.103.2 waveforms/features_from_peaks.py. */
import {
  defineSweepNode,
  runSweep,
  sweepRequest,
  type ComputeContext,
} from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { channelLocations, type Recording } from "#core/recording/index.ts";
import { waveformSpan } from "../localization/locate.ts";
import { resolveMethod, type MethodChoice } from "../method-choice.ts";
import { channelsWithin } from "../neighbours.ts";
import { arePeaksOrdered, numPeaks, type Peaks } from "../peaks.ts";
import { peaksOfChunk, sharePeaks, type SharedPeaks } from "../shared-peaks.ts";
import type { WaveformChange } from "../waveforms/define.ts";
import { createWaveformSteps, cutWaveforms } from "../waveforms/steps.ts";
import { PEAK_FEATURES } from "./catalog.ts";
import type { FeatureContext, FeatureDefinition, FeatureMaker } from "./define.ts";

/** Peaks whose waveforms are held at once. */
const BATCH = 256;

export interface FeatureOptions {
  /** features by name with their parameters; default ptp */
  readonly features?: readonly MethodChoice[];
  /** changes of waveforms before */
  readonly steps?: readonly MethodChoice[];
  /** ms, default 1 */
  readonly msBefore?: number;
  /** ms, default 1 */
  readonly msAfter?: number;
  /** channels within this distance of a peak's channel, um; default: all */
  readonly radiusUm?: number;
  /** [channel], in the units of the traces; for steps that need them */
  readonly noiseLevels?: Float32Array;
}

/** A feature of all peaks. */
export interface FeatureColumns {
  readonly name: string;
  readonly numColumns: number;
  /** [peak × column] */
  readonly data: Float64Array;
}

interface FeatureArgs {
  readonly peaks: SharedPeaks;
  readonly features: readonly MethodChoice[];
  readonly steps: readonly MethodChoice[];
  readonly nbefore: number;
  readonly nafter: number;
  /** null: all channels */
  readonly radiusUm: number | null;
  readonly noiseLevels: Float32Array | undefined;
}

interface FeatureState {
  readonly args: FeatureArgs;
  readonly context: FeatureContext;
  readonly change: WaveformChange;
  readonly makers: readonly { readonly numColumns: number; readonly make: FeatureMaker }[];
}

/** Features of a chunk's peaks, one array each. */
export const peakFeaturesNode = defineSweepNode<FeatureArgs, FeatureState, Float64Array[]>({
  name: "peak_features",
  margin: ({ nbefore, nafter }) => Math.max(nbefore, nafter),
  prepare(args, recording) {
    const context = contextOf(args, recording);
    return {
      args,
      context,
      change: createWaveformSteps(args.steps, context),
      makers: makersOf(args.features, context),
    };
  },
  run({ args, context, change, makers }, window) {
    const all = peaksOfChunk(args.peaks, window.chunk);
    const total = numPeaks(all);
    const outs = makers.map(({ numColumns }) => new Float64Array(total * numColumns));
    const traces = window.float32();
    for (let from = 0; from < total; from += BATCH) {
      const some = part(all, from, Math.min(total, from + BATCH));
      const batch = change(cutWaveforms(window, traces, some, args, context.around));
      for (const [f, { numColumns, make }] of makers.entries()) {
        outs[f].set(make(batch, some, window), from * numColumns);
      }
    }
    return outs;
  },
});

/**
 * SpikeInterface's compute_features_from_peaks: one entry for each feature asked for.
 * @throws UnknownName, InvalidParameter, MissingProbe; InvalidValue for peaks that are not in order
 */
export async function computePeakFeatures(
  recording: Recording,
  peaks: Peaks,
  options: FeatureOptions,
  ctx: ComputeContext,
): Promise<FeatureColumns[]> {
  if (!arePeaksOrdered(peaks)) {
    throw new EphysError("InvalidValue", "peaks are not ordered by segment and sample; sort them");
  }
  const { features = [{ method: "ptp" }], steps = [], msBefore = 1, msAfter = 1 } = options;
  const args: FeatureArgs = {
    peaks: sharePeaks(peaks, recording.numSamples.length),
    features,
    steps,
    ...waveformSpan(msBefore, msAfter, recording.samplingFrequency),
    radiusUm: options.radiusUm ?? null,
    noiseLevels: options.noiseLevels,
  };
  const context = contextOf(args, recording);
  createWaveformSteps(steps, context); // what is wrong is said before anything is read
  const found = makersOf(features, context).map(({ numColumns }, f) => ({
    name: features[f].method,
    numColumns,
    data: new Float64Array(numPeaks(peaks) * numColumns),
  }));
  const at = found.map(() => 0);
  const request = sweepRequest(peakFeaturesNode, args, (outs) => {
    for (const [f, out] of outs.entries()) {
      found[f].data.set(out, at[f]);
      at[f] += out.length;
    }
  });
  await runSweep(recording, [request], ctx, { step: "features of peaks" });
  return found;
}

function makersOf(
  features: readonly MethodChoice[],
  context: FeatureContext,
): FeatureState["makers"] {
  const methods: readonly FeatureDefinition[] = PEAK_FEATURES;
  return features.map((choice) => {
    const { definition, params } = resolveMethod(methods, choice, "peak feature");
    return {
      numColumns: definition.numColumns(params, context),
      make: definition.create(params, context),
    };
  });
}

function contextOf(args: FeatureArgs, recording: Recording): FeatureContext {
  const locations = channelLocations(recording);
  return {
    samplingFrequency: recording.samplingFrequency,
    nbefore: args.nbefore,
    nafter: args.nafter,
    noiseLevels: args.noiseLevels,
    numChannels: recording.channelIds.length,
    locations,
    around: channelsWithin(locations, args.radiusUm ?? Infinity),
  };
}

function part(peaks: Peaks, from: number, to: number): Peaks {
  return {
    sampleIndex: peaks.sampleIndex.subarray(from, to),
    channelIndex: peaks.channelIndex.subarray(from, to),
    amplitude: peaks.amplitude.subarray(from, to),
    segmentIndex: peaks.segmentIndex.subarray(from, to),
  };
}
