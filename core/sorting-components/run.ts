import {
  runSweep,
  sweepRequest,
  type ComputeContext,
  type SweepRequest,
} from "#core/compute/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { findChannelLocations, noiseLevels, type Recording } from "#core/recording/index.ts";
import { DETECTION_METHODS } from "./detection/catalog.ts";
import type {
  DetectionDefinition,
  DetectionInput,
  DetectionPlan,
  FilterDetectionDefinition,
  RoundsDetectionDefinition,
  RoundsPlan,
} from "./detection/define.ts";
import { filterPeaksNode } from "./detection/filter-node.ts";
import { peaksByRoundsNode } from "./detection/rounds-node.ts";
import type { MatchedFilter } from "./matched-filter.ts";
import { LOCALIZATION_METHODS } from "./localization/catalog.ts";
import type { LocalizationDefinition, LocationColumn } from "./localization/define.ts";
import { resolveMethod, type MethodChoice } from "./method-choice.ts";
import { waveformSpan } from "./localization/locate.ts";
import { peakPrototype } from "./localization/prototype.ts";
import { detectPeaksNode, localizePeaksNode, type LocalizationArgs } from "./nodes.ts";
import {
  arePeaksOrdered,
  concatenatePeaks,
  numPeaks,
  type PeakLocations,
  type Peaks,
} from "./peaks.ts";
import { sharePeaks } from "./shared-peaks.ts";
import { createPeakShow } from "./show-peaks.ts";

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
  const parts: Peaks[] = [];
  const show = createPeakShow(recording, ctx);
  const rounds = await planRounds(recording, choice, ctx);
  if (rounds !== undefined) {
    const request = sweepRequest(peaksByRoundsNode, { plan: rounds }, (peaks) => {
      parts.push(peaks);
    });
    await runSweep(recording, [request], ctx, { step: "detect peaks" });
    return concatenatePeaks(parts);
  }
  const filter = await planFilter(recording, choice, ctx);
  const request =
    filter === undefined
      ? sweepRequest(
          detectPeaksNode,
          { plan: await planDetection(recording, choice, ctx) },
          ({ peaks }) => {
            parts.push(peaks);
            show(peaks);
          },
        )
      : sweepRequest(filterPeaksNode, { filter }, (peaks) => {
          parts.push(peaks);
          show(peaks);
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
  const { columns, args, usesPrototype } = planLocalization(localization);
  if (usesPrototype || !isScan(detection)) {
    // a filter has a sweep of its own; the prototype needs all peaks, so they come first
    const found = await detectPeaks(recording, detection, ctx);
    return { peaks: found, locations: await localizePeaks(recording, found, localization, ctx) };
  }
  const plan = await planDetection(recording, detection, ctx);
  const parts: Peaks[] = [];
  const located: Float64Array[] = [];
  const show = createPeakShow(recording, ctx);
  const request = sweepRequest(detectPeaksNode, { plan, localization: args }, (out) => {
    parts.push(out.peaks);
    show(out.peaks);
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
  const { request, finish } = await planPeakLocations(recording, peaks, choice, ctx);
  await runSweep(recording, [request], ctx, { step: "localize peaks" });
  return finish();
}

/**
 * What `localizePeaks` asks of a sweep, for one that serves others too. A method that works with a prototype reads the
 * recording for it here.
 */
export async function planPeakLocations(
  recording: Recording,
  peaks: Peaks,
  choice: LocalizationChoice,
  ctx: ComputeContext,
): Promise<{ readonly request: SweepRequest; readonly finish: () => PeakLocations }> {
  const { columns, args, usesPrototype } = planLocalization(choice);
  checkPeaks(peaks, recording);
  const localization = usesPrototype ? await withPrototype(recording, peaks, args, ctx) : args;
  const shared = sharePeaks(peaks, recording.numSamples.length);
  const located: Float64Array[] = [];
  const request = sweepRequest(localizePeaksNode, { peaks: shared, localization }, (out) => {
    located.push(out);
  });
  return { request, finish: () => locationColumns(located, columns) };
}

/** The method's parameters with the peaks' own prototype. */
async function withPrototype(
  recording: Recording,
  peaks: Peaks,
  args: LocalizationArgs,
  ctx: ComputeContext,
): Promise<LocalizationArgs> {
  const span = waveformSpan(args.msBefore, args.msAfter, recording.samplingFrequency);
  const prototype = await peakPrototype(recording, peaks, span, ctx);
  // without a single whole peak there is no median: the method's own waveform stands in
  if (prototype.some(Number.isNaN)) return args;
  return { ...args, params: { ...args.params, prototype } };
}

/** The scan that a method asks for on this recording. */
export async function planDetection(
  recording: Recording,
  choice: DetectionChoice,
  ctx: ComputeContext,
): Promise<DetectionPlan> {
  const { definition, params } = resolveMethod(methods, choice, "peak detection");
  if (!("plan" in definition)) {
    throw new EphysError(
      "InvalidParameter",
      `${choice.method} does not scan the traces themselves`,
    );
  }
  return definition.plan(params, await detectionInput(recording, choice, ctx));
}

const methods: readonly (
  DetectionDefinition | FilterDetectionDefinition | RoundsDetectionDefinition
)[] = DETECTION_METHODS;

/** What a method that works in rounds does with this recording; undefined for the others. */
async function planRounds(
  recording: Recording,
  choice: DetectionChoice,
  ctx: ComputeContext,
): Promise<RoundsPlan | undefined> {
  const { definition, params } = resolveMethod(methods, choice, "peak detection");
  if (!("planRounds" in definition)) return undefined;
  return definition.planRounds(params, await detectionInput(recording, choice, ctx));
}

function isFiltered({ method }: DetectionChoice): boolean {
  return methods.some((definition) => definition.name === method && "createFilter" in definition);
}

/** Methods that scan the traces as they are share their sweep with others. */
function isScan({ method }: DetectionChoice): boolean {
  return methods.every((definition) => definition.name !== method || "plan" in definition);
}

/** The filter that a method makes of this recording; undefined for methods that scan the traces themselves. */
async function planFilter(
  recording: Recording,
  choice: DetectionChoice,
  ctx: ComputeContext,
): Promise<MatchedFilter | undefined> {
  if (!isFiltered(choice)) return undefined;
  const { definition, params } = resolveMethod(methods, choice, "peak detection");
  if (!("createFilter" in definition)) return undefined;
  // the filter measures its own noise
  const noise = new Float32Array(recording.channelIds.length);
  const input = await detectionInput(recording, { ...choice, noiseLevels: noise }, ctx);
  return definition.createFilter(params, input, recording, ctx);
}

async function detectionInput(
  recording: Recording,
  choice: DetectionChoice,
  ctx: ComputeContext,
): Promise<DetectionInput> {
  const numChannels = recording.channelIds.length;
  const levels = choice.noiseLevels ?? (await noiseLevels(recording, { return_in_uV: false }, ctx));
  if (levels.length !== numChannels) {
    throw new EphysError(
      "InvalidParameter",
      `${String(levels.length)} noise levels for ${String(numChannels)} channels`,
    );
  }
  return {
    samplingFrequency: recording.samplingFrequency,
    numChannels,
    locations: findChannelLocations(recording),
    noiseLevels: levels,
  };
}

function planLocalization(choice: LocalizationChoice): {
  readonly columns: readonly LocationColumn[];
  readonly args: LocalizationArgs;
  /** a prototype is still to be made */
  readonly usesPrototype: boolean;
} {
  const methods: readonly LocalizationDefinition[] = LOCALIZATION_METHODS;
  const { definition, params } = resolveMethod(methods, choice, "peak localization");
  return {
    columns: definition.columns,
    usesPrototype: definition.usesPrototype === true && !params["prototype"],
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
