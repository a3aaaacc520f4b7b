import type { ComputeContext } from "#core/compute/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import {
  detectPeaks,
  numPeaks,
  peakPrototype,
  waveformSpan,
  type DetectionChoice,
} from "#core/sorting-components/index.ts";
import type { Spykingcircus2Params } from "./params.ts";

/**
 * How peaks are found. For matched filtering the prototype is the median of large peaks' waveforms; where there are none,
 * peaks are sought in the traces themselves.
 */
export async function detectionChoice(
  recording: Recording,
  noise: Float32Array,
  { general, detection, seed }: Spykingcircus2Params,
  ctx: ComputeContext,
): Promise<DetectionChoice> {
  const common: JsonObject = {
    ...(detection.method_kwargs as JsonObject),
    radius_um: general.radius_um / 2,
    exclude_sweep_ms: Math.max(general.ms_before, general.ms_after),
  };
  const scan = { method: "locally_exclusive", params: common, noiseLevels: noise };
  if (detection.method !== "matched_filtering") return { ...scan, method: detection.method };
  const peaks = await detectPeaks(recording, scan, ctx);
  if (numPeaks(peaks) === 0) return scan;
  const span = waveformSpan(general.ms_before, general.ms_after, recording.samplingFrequency);
  const prototype = await peakPrototype(recording, peaks, span, ctx);
  if (prototype.some(Number.isNaN)) return scan;
  return {
    method: "matched_filtering",
    params: { ...common, prototype, ms_before: general.ms_before, random_chunk_kwargs: { seed } },
  };
}
