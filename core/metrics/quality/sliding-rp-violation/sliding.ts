import { poissonTail } from "../shared/poisson.ts";

export interface SlidingOptions {
  readonly samplingFrequency: number;
  readonly durationS: number;
  readonly binSizeMs: number;
  readonly windowSizeS: number;
  readonly excludeBelowMs: number;
  readonly maxPeriodMs: number;
  /** default 0.005 to 0.345 in steps of 0.005 */
  readonly contaminations?: ArrayLike<number> | undefined;
}

export interface SlidingViolations {
  /** NaN when none reaches the confidence */
  readonly contamination: number;
  /** [contamination × period] */
  readonly confidence: Float64Array;
  readonly numPeriods: number;
}

const CONFIDENCE = 0.9;

/**
 * The sliding refractory period metric (IBL, Steinmetz lab), as slidingRP_violations of SpikeInterface 0.103.
 * @param trains per segment, frames, ascending
 */
export function slidingRpViolations(
  trains: readonly Float64Array[],
  options: SlidingOptions,
): SlidingViolations {
  const { samplingFrequency, durationS, binSizeMs, excludeBelowMs, maxPeriodMs } = options;
  const contaminations = Float64Array.from(
    options.contaminations ?? Array.from({ length: 69 }, (_, i) => (0.5 + i * 0.5) / 100),
  );
  const binS = binSizeMs / 1000;
  const edges = Array.from({ length: Math.ceil(maxPeriodMs / 1000 / binS) }, (_, i) => i * binS);
  const centres = edges.map((edge) => edge + (edges[1] - edges[0]) / 2);
  const numSpikes = trains.reduce((n, train) => n + train.length, 0);
  const rate = numSpikes / durationS;
  const observed = cumulated(countDelays(trains, centres.length, samplingFrequency, options));
  const confidence = new Float64Array(contaminations.length * centres.length);
  let contamination = NaN;
  for (const [c, share] of contaminations.entries()) {
    for (const [p, centre] of centres.entries()) {
      // beyond the correlogram's window the last count stays
      const seen = observed[Math.min(p, observed.length - 1)];
      const expected = rate * share * (centre + binS / 2) * 2 * numSpikes;
      const sure = poissonTail(seen, expected);
      confidence[c * centres.length + p] = sure;
      if (centre > excludeBelowMs / 1000 && sure > CONFIDENCE && Number.isNaN(contamination)) {
        contamination = share;
      }
    }
  }
  return { contamination, confidence, numPeriods: centres.length };
}

/** Pairs per delay bin, over segments. */
function countDelays(
  trains: readonly Float64Array[],
  numBins: number,
  samplingFrequency: number,
  { binSizeMs, windowSizeS }: SlidingOptions,
): Float64Array {
  const binFrames = Math.max(Math.trunc((binSizeMs / 1000) * samplingFrequency), 1);
  const windowBins = Math.floor(Math.trunc(windowSizeS * samplingFrequency) / binFrames);
  const counts = new Float64Array(Math.min(numBins, windowBins));
  const longest = counts.length * binFrames;
  for (const train of trains) {
    for (let i = 0; i < train.length; i++) {
      for (let j = i + 1; j < train.length; j++) {
        const delay = train[j] - train[i];
        if (delay >= longest) break;
        counts[Math.floor(delay / binFrames)]++;
        // two spikes of one frame see each other in both directions
        if (delay === 0) counts[0]++;
      }
    }
  }
  return counts;
}

function cumulated(counts: Float64Array): Float64Array {
  let sum = 0;
  return counts.map((count) => (sum += count));
}
