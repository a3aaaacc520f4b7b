import { defineSweepNode } from "#core/compute/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { channelLocations } from "#core/recording/index.ts";
import type { DetectionPlan } from "./detection/define.ts";
import { createPeakScanner, type PeakScanner } from "./detection/scan.ts";
import { LOCALIZATION_METHODS } from "./localization/catalog.ts";
import type { LocalizationDefinition } from "./localization/define.ts";
import {
  createChunkLocator,
  waveformSpan,
  type ChunkLocator,
  type WaveformSpan,
} from "./localization/locate.ts";
import { resolveMethod } from "./method-choice.ts";
import { numPeaks, type Peaks } from "./peaks.ts";
import { peaksOfChunk, type SharedPeaks } from "./shared-peaks.ts";
import type { Recording } from "#core/recording/index.ts";

/** How a worker locates peaks. */
export interface LocalizationArgs {
  readonly method: string;
  readonly params: JsonObject;
  readonly msBefore: number;
  readonly msAfter: number;
}

export interface DetectArgs {
  readonly plan: DetectionPlan;
  readonly localization?: LocalizationArgs;
}

export interface LocatedPeaks {
  readonly peaks: Peaks;
  /** [peak × column of the method]; empty where nothing is located */
  readonly locations: Float64Array;
}

interface DetectState {
  readonly scan: PeakScanner;
  readonly locate: ChunkLocator | undefined;
}

/** Peaks of a chunk and, when asked, where they are. */
export const detectPeaksNode = defineSweepNode<DetectArgs, DetectState, LocatedPeaks>({
  name: "detect_peaks",
  margin: ({ plan, localization }, samplingFrequency) =>
    Math.max(plan.sweep, localization ? spanMargin(localization, samplingFrequency) : 0),
  prepare({ plan, localization }, recording, ctx) {
    return {
      scan: createPeakScanner(plan, ctx.kernels),
      locate: localization && createLocator(localization, recording),
    };
  },
  run({ scan, locate }, window) {
    const peaks = scan(window);
    return { peaks, locations: locate ? locate(window, peaks) : new Float64Array(0) };
  },
});

export interface LocalizeArgs {
  readonly peaks: SharedPeaks;
  readonly localization: LocalizationArgs;
}

/** Where given peaks are, [peak × column]. */
export const localizePeaksNode = defineSweepNode<
  LocalizeArgs,
  { readonly peaks: SharedPeaks; readonly locate: ChunkLocator; readonly margin: number },
  Float64Array
>({
  name: "localize_peaks",
  margin: ({ localization }, samplingFrequency) => spanMargin(localization, samplingFrequency),
  prepare: ({ peaks, localization }, recording) => ({
    peaks,
    locate: createLocator(localization, recording),
    margin: spanMargin(localization, recording.samplingFrequency),
  }),
  run: ({ peaks, locate }, window) => locate(window, peaksOfChunk(peaks, window.chunk)),
  reads({ peaks, margin }, chunk, numSamples) {
    if (numPeaks(peaksOfChunk(peaks, chunk)) === 0) return undefined;
    return {
      startFrame: Math.max(0, chunk.startFrame - margin),
      endFrame: Math.min(numSamples, chunk.endFrame + margin),
    };
  },
});

function spanOf(args: LocalizationArgs, samplingFrequency: number): WaveformSpan {
  return waveformSpan(args.msBefore, args.msAfter, samplingFrequency);
}

function spanMargin(args: LocalizationArgs, samplingFrequency: number): number {
  const { nbefore, nafter } = spanOf(args, samplingFrequency);
  return Math.max(nbefore, nafter);
}

function createLocator(args: LocalizationArgs, recording: Recording): ChunkLocator {
  const methods: readonly LocalizationDefinition[] = LOCALIZATION_METHODS;
  const { definition, params } = resolveMethod(methods, args, "peak localization");
  const span = spanOf(args, recording.samplingFrequency);
  const locator = definition.createLocator(params, {
    samplingFrequency: recording.samplingFrequency,
    locations: channelLocations(recording),
    single: recording.dtype === "float32",
    ...span,
  });
  return createChunkLocator(locator, definition.columns.length, span);
}
