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

/** How far below the peak, in standard errors of the expected template, a sample may still turn out to be the peak. */
const STANDARD_ERRORS = 4;
const MAD_PER_SD = 0.6744897501960817;

/**
 * The places where a unit's peak may turn out to be: those of the expected template that are as large as its peak up to
 * the noise; the more, the less a unit stands out.
 * @param maxPlaces of one unit
 * @param anyWindow the margin may be as wide as it takes; otherwise it is that of the expected peaks, beyond which no
 *   place is kept
 */
export function likelyPlaces(
  templates: Templates,
  peakSign: PeakSign,
  maxPlaces: number,
  anyWindow: boolean,
): PeakPlaces {
  const { numUnits, numChannels, nbefore } = templates;
  const starts = new Int32Array(numUnits + 1);
  const channels: number[] = [];
  const shifts: number[] = [];
  let margin = anyWindow ? 0 : peakPlaces(templates, peakSign).margin;
  for (let unit = 0; unit < numUnits; unit++) {
    const heights = heightsOf(templates, peakSign, unit);
    for (const at of largest(heights, errorOf(heights), maxPlaces)) {
      const shift = Math.trunc(at / numChannels) - nbefore;
      if (!anyWindow && Math.abs(shift) > margin) continue;
      channels.push(at % numChannels);
      shifts.push(shift);
      margin = Math.max(margin, Math.abs(shift));
    }
    starts[unit + 1] = channels.length;
  }
  return { starts, channels: Int32Array.from(channels), shifts: Int32Array.from(shifts), margin };
}

/** Samples of a unit's template [sample × channel], upright: the peak is the largest. */
function heightsOf(
  { data, numSamples, numChannels }: Templates,
  peakSign: PeakSign,
  unit: number,
): Float64Array {
  const size = numSamples * numChannels;
  const heights = new Float64Array(size);
  for (let at = 0; at < size; at++) {
    const value = data[unit * size + at];
    heights[at] = peakSign === "neg" ? -value : peakSign === "pos" ? value : Math.abs(value);
  }
  return heights;
}

/**
 * Standard error of a template's samples: most of them are noise, which the median of their sizes tells. Channels that
 * the unit does not have are 0.
 */
function errorOf(heights: Float64Array): number {
  const sizes = heights
    .filter((height) => height !== 0)
    .map(Math.abs)
    .sort();
  return sizes.length === 0 ? 0 : sizes[sizes.length >> 1] / MAD_PER_SD;
}

/** Positions of the samples that reach the largest but for some standard errors, largest first. */
function largest(heights: Float64Array, error: number, count: number): number[] {
  const floor = heights.reduce((a, b) => Math.max(a, b), -Infinity) - STANDARD_ERRORS * error;
  const near: number[] = [];
  for (let at = 0; at < heights.length; at++) if (heights[at] >= floor) near.push(at);
  return near.sort((a, b) => heights[b] - heights[a] || a - b).slice(0, count);
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
