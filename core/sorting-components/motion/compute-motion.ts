/*
 * Motion of a recording by preset: peaks, their places, displacement over time and depth; and the recording moved back.
 * Reference: SpikeInterface 0.103.2 preprocessing/motion.py (compute_motion, correct_motion).
 */
import type { ComputeContext } from "#core/compute/index.ts";
import { EphysError, isIntegerDType, type JsonObject } from "#core/model/index.ts";
import { motionToDict, motionToJson, type Motion } from "#core/motion/index.ts";
import { applyPipeline, motionPreset, type MotionInfo } from "#core/preprocessing/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { resolveMethod, type MethodChoice } from "../method-choice.ts";
import {
  allocatePeaks,
  locationsToStructured,
  peaksToStructured,
  type PeakLocations,
  type Peaks,
} from "../peaks.ts";
import { detectAndLocalizePeaks } from "../run.ts";
import { estimateMotion, motionGround } from "./estimate-motion.ts";
import { RECORDING_MOTION_METHODS } from "./methods/catalog.ts";
import type { RecordingMotionDefinition } from "./methods/define.ts";

/** SpikeInterface's arguments; what is given goes before what the preset says. */
export interface MotionOptions {
  /** default "dredge_fast" */
  readonly preset?: string;
  readonly detect_kwargs?: JsonObject;
  readonly localize_peaks_kwargs?: JsonObject;
  readonly estimate_motion_kwargs?: JsonObject;
  readonly interpolate_motion_kwargs?: JsonObject;
}

export interface ComputedMotion {
  readonly motion: Motion;
  readonly peaks: Peaks;
  readonly locations: PeakLocations;
  /** what SpikeInterface keeps as parameters.json */
  readonly parameters: JsonObject;
}

/** Waveform window by which peaks are located; the reference's for motion, ms. */
const MS_BEFORE = 0.1;
const MS_AFTER = 0.3;

/**
 * @throws UnknownName for a preset or method that is not here, InvalidValue without peaks, Unsupported for several segments,
 * MissingProbe
 */
export async function computeMotion(
  recording: Recording,
  options: MotionOptions,
  ctx: ComputeContext,
): Promise<ComputedMotion> {
  const preset = options.preset ?? "dredge_fast";
  const steps = motionPreset(preset);
  const detect_kwargs = { ...steps.detect_kwargs, ...options.detect_kwargs };
  const localize_peaks_kwargs = {
    ...steps.localize_peaks_kwargs,
    ...options.localize_peaks_kwargs,
  };
  const estimate_motion_kwargs = {
    ...steps.estimate_motion_kwargs,
    ...options.estimate_motion_kwargs,
  };
  const given = options.estimate_motion_kwargs ?? {};
  if (RECORDING_MOTION_METHODS.some(({ name }) => name === given["method"])) {
    return motionOfTraces(recording, preset, given, ctx);
  }
  const ground = motionGround(recording);
  const { peaks, locations } = await detectAndLocalizePeaks(
    recording,
    choiceOf(detect_kwargs, "detect_kwargs"),
    {
      ...choiceOf(localize_peaks_kwargs, "localize_peaks_kwargs"),
      msBefore: MS_BEFORE,
      msAfter: MS_AFTER,
    },
    ctx,
  );
  ctx.report({ step: "estimate motion", fraction: 0 });
  const choice = choiceOf(estimate_motion_kwargs, "estimate_motion_kwargs");
  const motion = estimateMotion(ground, peaks, locations, choice);
  ctx.report({ step: "estimate motion", fraction: 1 });
  const parameters = {
    preset,
    detect_kwargs,
    select_kwargs: {},
    localize_peaks_kwargs,
    estimate_motion_kwargs,
    job_kwargs: {},
    sampling_frequency: recording.samplingFrequency,
  };
  return { motion, peaks, locations, parameters };
}

/** Motion by a method that looks at the traces: there are no peaks, and what the preset says of others does not count. */
async function motionOfTraces(
  recording: Recording,
  preset: string,
  kwargs: JsonObject,
  ctx: ComputeContext,
): Promise<ComputedMotion> {
  const methods: readonly RecordingMotionDefinition[] = RECORDING_MOTION_METHODS;
  const choice = choiceOf(kwargs, "estimate_motion_kwargs");
  const { definition, params } = resolveMethod(methods, choice, "motion estimation");
  ctx.report({ step: "estimate motion", fraction: 0 });
  const motion = await definition.estimate(params, recording);
  ctx.report({ step: "estimate motion", fraction: 1 });
  const none = new Float64Array(0);
  return {
    motion,
    peaks: allocatePeaks(0),
    locations: { x: none, y: none },
    parameters: {
      preset,
      detect_kwargs: {},
      select_kwargs: {},
      localize_peaks_kwargs: {},
      estimate_motion_kwargs: kwargs,
      job_kwargs: {},
      sampling_frequency: recording.samplingFrequency,
    },
  };
}

/** SpikeInterface's correct_motion: the recording moved back, in float32. */
export async function correctMotion(
  recording: Recording,
  options: MotionOptions,
  ctx: ComputeContext,
): Promise<{ readonly recording: Recording; readonly computed: ComputedMotion }> {
  const computed = await computeMotion(recording, options, ctx);
  return { recording: await applyMotion(recording, computed.motion, options, ctx), computed };
}

/** The recording moved back by a motion, in float32. */
export function applyMotion(
  recording: Recording,
  motion: Motion,
  options: MotionOptions,
  ctx: ComputeContext,
): Promise<Recording> {
  const preset = motionPreset(options.preset ?? "dredge_fast");
  const kwargs = { ...preset.interpolate_motion_kwargs, ...options.interpolate_motion_kwargs };
  const steps: [string, JsonObject][] = [
    ["interpolate_motion", { motion: motionToJson(motion), ...kwargs }],
  ];
  if (isIntegerDType(recording.dtype)) steps.unshift(["astype", { dtype: "float32" }]);
  return applyPipeline(recording, steps, ctx);
}

/** What SpikeInterface's motion folder holds; `save` it with the preprocessing's saveMotionInfo. */
export function motionInfoOf({ motion, peaks, locations, parameters }: ComputedMotion): MotionInfo {
  return {
    parameters,
    run_times: {},
    peaks: peaksToStructured(peaks),
    peak_locations: locationsToStructured(locations),
    motion: motionToDict(motion),
  };
}

function choiceOf(kwargs: JsonObject, step: string): MethodChoice {
  const { method, ...params } = kwargs;
  if (typeof method === "string") return { method, params };
  throw new EphysError("InvalidParameter", `${step} names no method`, { parameter: step });
}
