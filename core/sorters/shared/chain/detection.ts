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

export interface ChainDetection {
  readonly method: string;
  /** threshold, sign, radius and exclusion time, as every method takes them */
  readonly params: JsonObject;
  /** waveform window of the prototype, ms */
  readonly msBefore: number;
  readonly msAfter: number;
  readonly seed: number;
}

/**
 * How peaks are found. For matched filtering the prototype is the median of large peaks' waveforms; where there are none,
 * peaks are sought in the traces themselves.
 */
export async function detectionChoice(
  recording: Recording,
  noise: Float32Array,
  { method, params, msBefore, msAfter, seed }: ChainDetection,
  ctx: ComputeContext,
): Promise<DetectionChoice> {
  const scan = { method: "locally_exclusive", params, noiseLevels: noise };
  if (method !== "matched_filtering") return { ...scan, method };
  const peaks = await detectPeaks(recording, scan, ctx);
  if (numPeaks(peaks) === 0) return scan;
  const span = waveformSpan(msBefore, msAfter, recording.samplingFrequency);
  const prototype = await peakPrototype(recording, peaks, span, ctx);
  if (prototype.some(Number.isNaN)) return scan;
  return {
    method: "matched_filtering",
    params: { ...params, prototype, ms_before: msBefore, random_chunk_kwargs: { seed } },
  };
}
