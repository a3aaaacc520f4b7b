import { numSamplesOf } from "./base.ts";
import type { Recording, SegmentTimes } from "./recording.ts";

function timesOf(recording: Recording, segmentIndex: number): SegmentTimes {
  numSamplesOf(recording, segmentIndex);
  return recording.times[segmentIndex] ?? {};
}

/** Time of every sample of a segment, s: [sample]. */
export function sampleTimes(recording: Recording, segmentIndex: number): Float64Array {
  const { timeVectorS, tStartS = 0 } = timesOf(recording, segmentIndex);
  if (timeVectorS) return timeVectorS;
  const times = new Float64Array(numSamplesOf(recording, segmentIndex));
  for (let i = 0; i < times.length; i++) times[i] = i / recording.samplingFrequency + tStartS;
  return times;
}

/** Time of a sample, s. A sample beyond a time vector's end continues at the sampling rate. */
export function sampleIndexToTime(
  recording: Recording,
  segmentIndex: number,
  sampleIndex: number,
): number {
  const { timeVectorS, tStartS = 0 } = timesOf(recording, segmentIndex);
  if (!timeVectorS) return sampleIndex / recording.samplingFrequency + tStartS;
  return timeVectorS[sampleIndex] ?? NaN;
}

/** The sample at (or, with a time vector, last before or at) a time; rounded half to even without a vector. */
export function timeToSampleIndex(
  recording: Recording,
  segmentIndex: number,
  timeS: number,
): number {
  const { timeVectorS, tStartS = 0 } = timesOf(recording, segmentIndex);
  if (!timeVectorS) return roundHalfEven((timeS - tStartS) * recording.samplingFrequency);
  let low = 0;
  let high = timeVectorS.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (timeVectorS[middle] <= timeS) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Time of a segment's first sample, s. */
export function startTimeS(recording: Recording, segmentIndex: number): number {
  return sampleIndexToTime(recording, segmentIndex, 0);
}

/** Duration of a segment, s: end − start + one sample. */
export function segmentDurationS(recording: Recording, segmentIndex: number): number {
  const total = numSamplesOf(recording, segmentIndex);
  if (total === 0) return 0;
  const last = sampleIndexToTime(recording, segmentIndex, total - 1);
  return last - startTimeS(recording, segmentIndex) + 1 / recording.samplingFrequency;
}

/** Duration of all segments, s. */
export function totalDurationS(recording: Recording): number {
  return recording.numSamples.reduce((sum, _, i) => sum + segmentDurationS(recording, i), 0);
}

function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
