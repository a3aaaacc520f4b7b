import type { ComputeContext } from "#core/compute/index.ts";
import { EphysError, isEphysError, type JsonObject } from "#core/model/index.ts";
import { motionFromDict, type Motion } from "#core/motion/index.ts";
import { applyPipeline, loadMotionInfo, saveMotionInfo } from "#core/preprocessing/index.ts";
import { findChannelLocations, noiseLevels, type Recording } from "#core/recording/index.ts";
import {
  applyMotion,
  computeMotion,
  motionInfoOf,
  type MotionOptions,
} from "#core/sorting-components/index.ts";
import { incredibleMotion } from "./credible-motion.ts";
import type { Stages } from "./stages.ts";

/** From so many channels on, a common reference is mostly noise and not signal; the reference's rule. */
const REFERENCE_FROM_CHANNELS = 32;
/** Highest share of the sampling frequency that a filter edge may have. */
const HIGHEST_EDGE = 0.45;

/**
 * Channel places, [channel × 2], um; a single channel needs none.
 * @throws MissingProbe; InvalidValue for several probes of which one lies on another
 */
export function sortingLocations(recording: Recording): Float64Array {
  checkProbesApart(recording);
  const locations = findChannelLocations(recording);
  if (locations !== undefined) return locations;
  if (recording.channelIds.length === 1) return new Float64Array(2);
  throw new EphysError(
    "MissingProbe",
    "the recording has no channel locations; attach a probe before sorting",
  );
}

/**
 * Contacts of one probe between those of another would be taken for neighbours.
 * Reference: SpikeInterface core/recording_tools.py (check_probe_do_not_overlap).
 */
function checkProbesApart({ probeGroup }: Recording): void {
  const probes = probeGroup?.probes ?? [];
  for (const [i, probe] of probes.entries()) {
    const box = [0, 1].map((axis) => {
      const values = probe.contactPositions.filter((_, at) => at % probe.ndim === axis);
      return [Math.min(...values), Math.max(...values)] as const;
    });
    const isInside = ({ contactPositions, ndim }: (typeof probes)[number]): boolean =>
      contactPositions.some(
        (_, at) =>
          at % ndim === 0 &&
          box.every(([low, high], axis) => {
            const value = contactPositions[at + axis];
            return value >= low && value <= high;
          }),
      );
    const j = probes.findIndex((other, at) => at > i && isInside(other));
    if (j < 0) continue;
    throw new EphysError(
      "InvalidValue",
      `probes ${String(i)} and ${String(j)} lie on each other: contacts of both would count as neighbours; place them apart, or sort each group of channels by itself`,
      { probes: [i, j] },
    );
  }
}

/**
 * Band-passed and, from 32 channels on, referenced. Edges beyond what the rate allows are lowered.
 * @throws InvalidParameter when no band is left
 */
export function bandPassed(
  recording: Recording,
  filtering: JsonObject & { readonly freq_min: number; readonly freq_max: number },
  ctx: ComputeContext,
): Promise<Recording> {
  const { freq_min } = filtering;
  const freq_max = Math.min(filtering.freq_max, HIGHEST_EDGE * recording.samplingFrequency);
  if (freq_min >= freq_max) {
    throw new EphysError(
      "InvalidParameter",
      `filtering: freq_min ${String(freq_min)} Hz is not below ${String(freq_max)} Hz`,
      { freq_min, freq_max },
    );
  }
  const steps: [string, JsonObject][] = [
    ["bandpass_filter", { ...filtering, freq_max, dtype: "float32" }],
  ];
  if (recording.dtype.startsWith("uint")) steps.unshift(["unsigned_to_signed", {}]);
  if (recording.channelIds.length >= REFERENCE_FROM_CHANNELS) steps.push(["common_reference", {}]);
  return applyPipeline(recording, steps, ctx);
}

/** The recording's motion, or undefined where there are no peaks to see it by or what was seen cannot be. */
export async function motionOf(
  recording: Recording,
  options: MotionOptions,
  stages: Stages,
  ctx: ComputeContext,
): Promise<Motion | undefined> {
  const motion = await estimatedMotion(recording, options, stages, ctx);
  if (motion === undefined) return undefined;
  const locations = findChannelLocations(recording) ?? new Float64Array();
  const doubt = incredibleMotion(motion, locations);
  if (doubt === undefined) return motion;
  ctx.log(`motion is not corrected: ${doubt}`);
  return undefined;
}

/** Kept in `motion` of the output folder and taken from there when a run goes on. */
async function estimatedMotion(
  recording: Recording,
  options: MotionOptions,
  stages: Stages,
  ctx: ComputeContext,
): Promise<Motion | undefined> {
  const folder = ctx.fs.path.join(stages.folder, "motion");
  if (stages.continues && (await ctx.fs.stat(folder)) !== undefined) {
    const { motion } = await loadMotionInfo(folder, ctx);
    if (motion !== null) return motionFromDict(motion);
  }
  try {
    const computed = await computeMotion(recording, options, ctx);
    await saveMotionInfo(motionInfoOf(computed), folder, true, ctx);
    return computed.motion;
  } catch (error) {
    if (!isEphysError(error, "InvalidValue") || error.details["peaks"] !== 0) throw error;
    ctx.log("motion is not corrected: there are no peaks to see it by");
    return undefined;
  }
}

/** Band in which motion is seen; the reference's. */
const MOTION_BAND = { freq_min: 300, freq_max: 6000, ftype: "bessel" } as const;
/** Moving the signal back: the reference's. */
const INTERPOLATION: JsonObject = {
  border_mode: "force_extrapolate",
  spatial_interpolation_method: "kriging",
  sigma_um: 20,
  p: 2,
};

/** The recording in the band in which motion is seen. */
export function inMotionBand(raw: Recording, ctx: ComputeContext): Promise<Recording> {
  return bandPassed(raw, MOTION_BAND, ctx);
}

/** The recording moved back by the motion that is seen in `visible`; as it is where there are no peaks to see it by. */
export async function heldStill(
  recording: Recording,
  visible: Recording,
  options: MotionOptions,
  stages: Stages,
  ctx: ComputeContext,
): Promise<Recording> {
  const motion = await motionOf(visible, options, stages, ctx);
  if (motion === undefined) return recording;
  return applyMotion(recording, motion, { interpolate_motion_kwargs: INTERPOLATION }, ctx);
}

/** Every channel divided by its noise level; channels without noise become silent. */
export async function inNoiseLevels(
  recording: Recording,
  seed: number,
  ctx: ComputeContext,
): Promise<Recording> {
  const params = { return_in_uV: false, force_recompute: true, random_slices_kwargs: { seed } };
  const noise = await noiseLevels(recording, params, ctx);
  const gain = Array.from(noise, (level) => (level > 0 ? 1 / level : 0));
  const offset = gain.map(() => 0);
  return applyPipeline(recording, [["zscore", { dtype: "float32", gain, offset }]], ctx);
}

/** Noise levels for detection: channels without noise never cross a threshold. */
export function hearable(noise: Float32Array): Float32Array {
  return noise.map((level) => (level > 0 ? level : Infinity));
}
