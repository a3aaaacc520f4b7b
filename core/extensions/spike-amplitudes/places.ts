import {
  extremumChannels,
  peakShifts,
  type PeakSign,
  type Templates,
} from "#core/analyzer/index.ts";
import type { PeakPlaces } from "./node.ts";

/** The place of each unit's peak: one per unit. */
export function peakPlaces(templates: Templates, peakSign: PeakSign): PeakPlaces {
  const shifts = peakShifts(templates, peakSign);
  return {
    starts: Int32Array.from({ length: templates.numUnits + 1 }, (_, unit) => unit),
    channels: extremumChannels(templates, peakSign),
    shifts,
    margin: shifts.reduce((most, shift) => Math.max(most, Math.abs(shift)), 0),
  };
}

/**
 * The places near each unit's peak, where it may turn out to be: [unit].
 * @param near positions [sample × channel], the likeliest first
 * @param anyWindow the margin may be as wide as it takes; otherwise it is that of the expected peaks, beyond which no
 *   place is kept
 */
export function likelyPlaces(
  near: readonly Int32Array[],
  { numChannels, nbefore }: Pick<Templates, "numChannels" | "nbefore">,
  anyWindow: boolean,
): PeakPlaces {
  const shiftOf = (at: number): number => Math.trunc(at / numChannels) - nbefore;
  let margin = 0;
  for (const list of near) {
    for (const at of anyWindow ? list : list.subarray(0, 1)) {
      margin = Math.max(margin, Math.abs(shiftOf(at)));
    }
  }
  const kept = near.map((list) => list.filter((at) => Math.abs(shiftOf(at)) <= margin));
  const starts = new Int32Array(near.length + 1);
  for (const [unit, list] of kept.entries()) starts[unit + 1] = starts[unit] + list.length;
  const all = kept.flatMap((list) => Array.from(list));
  return {
    starts,
    channels: Int32Array.from(all, (at) => at % numChannels),
    shifts: Int32Array.from(all, shiftOf),
    margin,
  };
}

/** Which of the likely places is each unit's peak, counted within the unit; -1 = none: [unit]. */
export function chosenPlaces(likely: PeakPlaces, peak: PeakPlaces): Int32Array {
  const { starts, channels, shifts } = likely;
  return peak.channels.map((channel, unit) => {
    for (let place = starts[unit]; place < starts[unit + 1]; place++) {
      if (channels[place] === channel && shifts[place] === peak.shifts[unit]) {
        return place - starts[unit];
      }
    }
    return -1;
  });
}
