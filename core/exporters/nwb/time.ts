import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import { sampleIndexToTime, sampleTimes } from "#core/recording/index.ts";

/** Where the segments of a recording lie on the one time line of a file, s. */
export interface TimeLine {
  /** start per segment */
  readonly starts: readonly number[];
  /** true where every sample of a segment has a stored time */
  readonly hasTimes: readonly boolean[];
  timeOf(segment: number, sample: number): number;
  /** every sample's time */
  timesOf(segment: number): Float64Array;
}

/** Segments keep their own start; one that would begin before the last has ended follows it. */
export function timeLineOf({ recording, attributes }: SortingAnalyzer): TimeLine {
  const { samplingFrequency, numSamples } = attributes;
  const starts: number[] = [];
  const shifts: number[] = [];
  let end = -Infinity;
  for (const [segment, count] of numSamples.entries()) {
    const own = recording && count > 0 ? sampleIndexToTime(recording, segment, 0) : 0;
    const start = Math.max(own, end);
    starts.push(start);
    shifts.push(start - own);
    const last =
      recording && count > 0
        ? sampleIndexToTime(recording, segment, count - 1)
        : (count - 1) / samplingFrequency;
    end = last + (start - own) + 1 / samplingFrequency;
  }
  return {
    starts,
    hasTimes: numSamples.map((_, i) => recording?.times[i]?.timeVectorS !== undefined),
    timeOf(segment, sample) {
      const own = recording
        ? sampleIndexToTime(recording, segment, sample)
        : sample / samplingFrequency;
      return own + shifts[segment];
    },
    timesOf: (segment) =>
      recording
        ? sampleTimes(recording, segment).map((time) => time + shifts[segment])
        : new Float64Array(0),
  };
}
