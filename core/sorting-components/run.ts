import { runSweep, sweepRequest, type ComputeContext } from "#core/compute/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { findChannelLocations, noiseLevels, type Recording } from "#core/recording/index.ts";
import { DETECTION_METHODS } from "./detection/catalog.ts";
import type { DetectionDefinition, DetectionPlan } from "./detection/define.ts";
import { LOCALIZATION_METHODS } from "./localization/catalog.ts";
import type { LocalizationDefinition, LocationColumn } from "./localization/define.ts";
import { resolveMethod, type MethodChoice } from "./method-choice.ts";
import { detectPeaksNode, localizePeaksNode, type LocalizationArgs } from "./nodes.ts";
import {
  arePeaksOrdered,
  concatenatePeaks,
  numPeaks,
  type PeakLocations,
  type Peaks,
} from "./peaks.ts";

/** A detection method; `noiseLevels` [channel] in the traces' units, measured on random chunks when absent. */
export interface DetectionChoice extends MethodChoice {
  readonly noiseLevels?: Float32Array;
}

/** A localisation method and its waveform window. */
export interface LocalizationChoice extends MethodChoice {
  /** ms, default 0.5 */
  readonly msBefore?: number;
  /** ms, default 0.5 */
  readonly msAfter?: number;
}

/** Finds peaks in one pass; ordered by (segment, sample, channel). */
export async function detectPeaks(
  recording: Recording,
  choice: DetectionChoice,
  ctx: ComputeContext,
): Promise<Peaks> {
  const plan = await planDetection(recording, choice, ctx);
  const parts: Peaks[] = [];
  const request = sweepRequest(detectPeaksNode, { plan }, ({ peaks }) => {
    parts.push(peaks);
  });
  await runSweep(recording, [request], ctx, { step: "detect peaks" });
  return concatenatePeaks(parts);
}

/** Finds peaks and locates them in the same pass. */
export async function detectAndLocalizePeaks(
  recording: Recording,
  detection: DetectionChoice,
  localization: LocalizationChoice,
  ctx: ComputeContext,
): Promise<{ readonly peaks: Peaks; readonly locations: PeakLocations }> {
  const { columns, args } = planLocalization(localization);
  const plan = await planDetection(recording, detection, ctx);
  const parts: Peaks[] = [];
  const located: Float64Array[] = [];
  const request = sweepRequest(detectPeaksNode, { plan, localization: args }, (out) => {
    parts.push(out.peaks);
    located.push(out.locations);
  });
  await runSweep(recording, [request], ctx, { step: "detect and localize peaks" });
  return { peaks: concatenatePeaks(parts), locations: locationColumns(located, columns) };
}

/**
 * Locates given peaks in one pass; one location per peak, in the order of `peaks`.
 * @throws InvalidValue when the peaks are not ordered by (segment, sample) or leave the recording
 */
export async function localizePeaks(
  recording: Recording,
  peaks: Peaks,
  choice: LocalizationChoice,
  ctx: ComputeContext,
): Promise<PeakLocations> {
  const { columns, args } = planLocalization(choice);
  checkPeaks(peaks, recording);
  const shared: Peaks = {
    sampleIndex: sharedFloat64(peaks.sampleIndex),
    channelIndex: sharedInt32(peaks.channelIndex),
    amplitude: sharedFloat64(peaks.amplitude),
    segmentIndex: sharedInt32(peaks.segmentIndex),
  };
  const segmentStarts = startsOfSegments(peaks, recording.numSamples.length);
  const located: Float64Array[] = [];
  const request = sweepRequest(
    localizePeaksNode,
    { peaks: shared, segmentStarts, localization: args },
    (out) => {
      located.push(out);
    },
  );
  await runSweep(recording, [request], ctx, { step: "localize peaks" });
  return locationColumns(located, columns);
}

/** The scan that a method asks for on this recording. */
export async function planDetection(
  recording: Recording,
  choice: DetectionChoice,
  ctx: ComputeContext,
): Promise<DetectionPlan> {
  const methods: readonly DetectionDefinition[] = DETECTION_METHODS;
  const { definition, params } = resolveMethod(methods, choice, "peak detection");
  const numChannels = recording.channelIds.length;
  const levels = choice.noiseLevels ?? (await noiseLevels(recording, { return_in_uV: false }, ctx));
  if (levels.length !== numChannels) {
    throw new EphysError(
      "InvalidParameter",
      `${String(levels.length)} noise levels for ${String(numChannels)} channels`,
    );
  }
  return definition.plan(params, {
    samplingFrequency: recording.samplingFrequency,
    numChannels,
    locations: findChannelLocations(recording),
    noiseLevels: levels,
  });
}

function planLocalization(choice: LocalizationChoice): {
  readonly columns: readonly LocationColumn[];
  readonly args: LocalizationArgs;
} {
  const methods: readonly LocalizationDefinition[] = LOCALIZATION_METHODS;
  const { definition, params } = resolveMethod(methods, choice, "peak localization");
  return {
    columns: definition.columns,
    args: {
      method: choice.method,
      params: params as JsonObject, // the schema's output is what it takes as JSON
      msBefore: choice.msBefore ?? 0.5,
      msAfter: choice.msAfter ?? 0.5,
    },
  };
}

/** [column] arrays from parts of [peak × column]. */
function locationColumns(
  parts: readonly Float64Array[],
  columns: readonly LocationColumn[],
): PeakLocations {
  const width = columns.length;
  const total = parts.reduce((sum, part) => sum + part.length, 0) / width;
  const out: { -readonly [K in LocationColumn]?: Float64Array } = {};
  for (const [k, name] of columns.entries()) {
    const column = new Float64Array(total);
    let at = 0;
    for (const part of parts) {
      for (let i = k; i < part.length; i += width) column[at++] = part[i] ?? NaN;
    }
    out[name] = column;
  }
  return { ...out, x: out.x ?? new Float64Array(0), y: out.y ?? new Float64Array(0) };
}

function checkPeaks(peaks: Peaks, recording: Recording): void {
  if (!arePeaksOrdered(peaks)) {
    throw new EphysError("InvalidValue", "peaks are not ordered by segment and sample; sort them");
  }
  for (let i = 0; i < numPeaks(peaks); i++) {
    const segment = peaks.segmentIndex[i] ?? -1;
    const sample = peaks.sampleIndex[i] ?? -1;
    const channel = peaks.channelIndex[i] ?? -1;
    const inside = sample >= 0 && sample < (recording.numSamples[segment] ?? 0);
    if (inside && channel >= 0 && channel < recording.channelIds.length) continue;
    throw new EphysError(
      "InvalidValue",
      `peak ${String(i)} (segment ${String(segment)}, sample ${String(sample)}, channel ` +
        `${String(channel)}) lies outside the recording`,
    );
  }
}

function startsOfSegments(peaks: Peaks, numSegments: number): Int32Array {
  const starts = new Int32Array(numSegments + 1);
  for (const segment of peaks.segmentIndex) starts[segment + 1] = (starts[segment + 1] ?? 0) + 1;
  for (let s = 0; s < numSegments; s++) starts[s + 1] = (starts[s + 1] ?? 0) + (starts[s] ?? 0);
  return starts;
}

function sharedFloat64(values: Float64Array): Float64Array {
  const out = new Float64Array(new SharedArrayBuffer(values.byteLength));
  out.set(values);
  return out;
}

function sharedInt32(values: Int32Array): Int32Array {
  const out = new Int32Array(new SharedArrayBuffer(values.byteLength));
  out.set(values);
  return out;
}
