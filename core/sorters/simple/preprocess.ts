import type { ComputeContext } from "#core/compute/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { applyPipeline } from "#core/preprocessing/index.ts";
import { findChannelLocations, type Recording } from "#core/recording/index.ts";
import type { SimpleParams } from "./params.ts";

/** From so many channels on, a common reference is mostly noise and not signal; tridesclous2's rule. */
const REFERENCE_FROM_CHANNELS = 32;
/** Highest share of the sampling frequency that a filter edge may have. */
const HIGHEST_EDGE = 0.45;

/** The recording to sort: as it is, or band-passed and referenced. */
export async function prepareRecording(
  recording: Recording,
  { apply_preprocessing, filtering }: SimpleParams,
  ctx: ComputeContext,
): Promise<Recording> {
  if (!apply_preprocessing) {
    if (recording.annotations["is_filtered"] !== true) {
      ctx.log("the recording is not marked as filtered; spikes are sought in it as it is");
    }
    return recording;
  }
  const freq_max = Math.min(filtering.freq_max, HIGHEST_EDGE * recording.samplingFrequency);
  if (filtering.freq_min >= freq_max) {
    throw new EphysError(
      "InvalidParameter",
      `filtering: freq_min ${String(filtering.freq_min)} Hz is not below ${String(freq_max)} Hz`,
      { freq_min: filtering.freq_min, freq_max },
    );
  }
  const steps: [string, JsonObject][] = [
    ["bandpass_filter", { freq_min: filtering.freq_min, freq_max, dtype: "float32" }],
  ];
  if (recording.channelIds.length >= REFERENCE_FROM_CHANNELS) steps.push(["common_reference", {}]);
  return applyPipeline(recording, steps, ctx);
}

/** Channel places, [channel × 2], um; a single channel needs none. */
export function sortingLocations(recording: Recording): Float64Array {
  const locations = findChannelLocations(recording);
  if (locations !== undefined) return locations;
  if (recording.channelIds.length === 1) return new Float64Array(2);
  throw new EphysError(
    "MissingProbe",
    "the recording has no channel locations; attach a probe before sorting",
  );
}
