import { dtypeOfSamples, isIntegerDType, type SampleArray } from "#core/model/index.ts";
import { createFrequencyShifter, type FrequencyShifter } from "#core/signal/index.ts";
import type { ChannelShift } from "../kernels.ts";
import { convert } from "./cast.ts";

/** Its tables serve the next window, which most often is as long. */
let latest: FrequencyShifter | undefined;

/** `Kernels.shiftChannels`. O(channels · frames log frames). */
export function shiftChannels(
  input: SampleArray,
  numChannels: number,
  { shifts, taper, firstFrame, lastFrame }: ChannelShift,
  out: SampleArray,
): void {
  if (out.length === 0) return;
  const frames = input.length / numChannels;
  const traces = Float64Array.from(input);
  applyTaper(traces, numChannels, taper);
  latest = latest?.length === frames ? latest : createFrequencyShifter(frames);
  latest.apply(traces, numChannels, shifts);
  const kept = traces.subarray(firstFrame * numChannels, lastFrame * numChannels);
  convert(kept, out, isIntegerDType(dtypeOfSamples(out)));
}

/** Fades both ends of [frame × channel] in place. */
function applyTaper(traces: Float64Array, numChannels: number, taper: Float64Array): void {
  const frames = traces.length / numChannels;
  for (let i = 0; i < taper.length; i++) {
    const left = i * numChannels;
    const right = (frames - 1 - i) * numChannels;
    for (let c = 0; c < numChannels; c++) {
      traces[left + c] *= taper[i];
      traces[right + c] *= taper[i];
    }
  }
}
