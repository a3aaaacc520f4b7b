import { isExtractorDict, type JsonObject, type JsonValue } from "#core/model/index.ts";
import { PREPROCESSORS } from "./catalog.ts";

/*
 * The steps that a stored recording went through, as a pipeline. Reference: SpikeInterface 0.103.2
 * preprocessing/pipeline.py: keyed by class, so that a step used twice appears once, in the place of the inner and with
 * the values of the outer one; slices and readers are left out.
 */

/** Function name of each preprocessing class of SpikeInterface 0.103.2. */
const FUNCTION_OF_CLASS: Readonly<Record<string, string>> = {
  FilterRecording: "filter",
  BandpassFilterRecording: "bandpass_filter",
  HighpassFilterRecording: "highpass_filter",
  NotchFilterRecording: "notch_filter",
  GaussianFilterRecording: "gaussian_filter",
  NormalizeByQuantileRecording: "normalize_by_quantile",
  ScaleRecording: "scale",
  CenterRecording: "center",
  ZScoreRecording: "zscore",
  ScaleToPhysicalUnits: "scale_to_physical_units",
  WhitenRecording: "whiten",
  CommonReferenceRecording: "common_reference",
  PhaseShiftRecording: "phase_shift",
  DetectAndRemoveBadChannelsRecording: "detect_and_remove_bad_channels",
  DetectAndInterpolateBadChannelsRecording: "detect_and_interpolate_bad_channels",
  RectifyRecording: "rectify",
  ClipRecording: "clip",
  BlankSaturationRecording: "blank_saturation",
  SilencedPeriodsRecording: "silence_periods",
  RemoveArtifactsRecording: "remove_artifacts",
  ZeroChannelPaddedRecording: "zero_channel_pad",
  DeepInterpolatedRecording: "deepinterpolate",
  ResampleRecording: "resample",
  DecimateRecording: "decimate",
  HighpassSpatialFilterRecording: "highpass_spatial_filter",
  InterpolateBadChannelsRecording: "interpolate_bad_channels",
  DepthOrderRecording: "depth_order",
  AverageAcrossDirectionRecording: "average_across_direction",
  DirectionalDerivativeRecording: "directional_derivative",
  AstypeRecording: "astype",
  UnsignedToSignedRecording: "unsigned_to_signed",
};

/** `{step: {parameters}}` in the order in which the steps were applied. */
export function pipelineOfDict(dict: JsonObject): JsonObject {
  const byClass = new Map<string, JsonObject>();
  collect(dict, byClass);
  const pipeline: Record<string, JsonValue> = {};
  for (const [className, kwargs] of byClass) {
    const name = FUNCTION_OF_CLASS[className.split(".").at(-1) ?? ""];
    if (name === undefined) continue;
    pipeline[name] = Object.fromEntries(
      Object.entries(kwargs).filter(([key]) => key !== "recording" && key !== "parent_recording"),
    );
  }
  return pipeline;
}

export interface StoredStepOptions {
  /** keep what a step once estimated (whitening matrix, bad channels); default true */
  readonly precomputed?: boolean;
}

/** Arguments that SpikeInterface counts as estimated. */
const PRECOMPUTED: Readonly<Record<string, readonly string[]>> = {
  whiten: ["W", "M"],
  detect_and_remove_bad_channels: ["bad_channel_ids", "channel_labels"],
  detect_and_interpolate_bad_channels: ["bad_channel_ids"],
};

/**
 * Every step of a stored recording, innermost first, with the parameters that the step takes; what follows from them
 * (weights, gains of the recording) is left out.
 */
export function stepsOfDict(
  dict: JsonObject,
  { precomputed = true }: StoredStepOptions = {},
): JsonValue[] {
  const steps: JsonValue[] = [];
  visit(dict, (className, kwargs) => {
    const name = stepNameOf(className);
    if (name === undefined) return;
    const known = PREPROCESSORS.find((step) => step.name === name)?.params.shape ?? kwargs;
    const dropped = precomputed ? [] : (PRECOMPUTED[name] ?? []);
    const params = Object.entries(kwargs).filter(([key]) => key in known && !dropped.includes(key));
    steps.push([name, Object.fromEntries(params)]);
  });
  return steps;
}

/** The step that builds a class: ours by its whole path, else SpikeInterface's function of that name. */
function stepNameOf(className: string): string | undefined {
  const own = PREPROCESSORS.find(({ siClass }) => siClass === className);
  return own?.name ?? FUNCTION_OF_CLASS[className.split(".").at(-1) ?? ""];
}

function collect(dict: JsonObject, byClass: Map<string, JsonObject>): void {
  visit(dict, (className, kwargs) => byClass.set(className, kwargs));
}

/** Parents first. */
function visit(dict: JsonObject, each: (className: string, kwargs: JsonObject) => void): void {
  const kwargs = dict["kwargs"];
  if (!isObject(kwargs)) return;
  for (const value of Object.values(kwargs)) {
    const nested = Array.isArray(value)
      ? (value as readonly JsonValue[])
      : isObject(value)
        ? parts(value)
        : [];
    for (const item of nested) if (isExtractorDict(item)) visit(item, each);
  }
  const className = dict["class"];
  if (typeof className === "string") each(className, kwargs);
}

/** A dictionary itself, or the values of a plain object. */
function parts(value: JsonObject): readonly (JsonValue | undefined)[] {
  return isExtractorDict(value) ? [value] : Object.values(value);
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
