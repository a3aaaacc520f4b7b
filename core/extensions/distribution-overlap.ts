import { EphysError } from "#core/model/index.ts";

/** Waveforms of one unit: [spike × sample × channel]. */
export interface WaveformSet {
  readonly data: ArrayLike<number>;
  readonly numSpikes: number;
  readonly numSamples: number;
  readonly numChannels: number;
}

/**
 * Whether two sets of waveforms come from one distribution: projected on the line between both templates, their
 * quantiles overlap for some shift (check_equal_template_with_distribution_overlap of SpikeInterface 0.103).
 * @param template0 [sample × channel]; default the mean
 * @returns the first shift that overlaps, undefined when none does
 */
export function overlappingShift(
  set0: WaveformSet,
  set1: WaveformSet,
  template0: ArrayLike<number> = meanOf(set0),
  template1: ArrayLike<number> = meanOf(set1),
  numShift = 2,
  quantileLimit = 0.8,
): number | undefined {
  const { numSamples, numChannels } = set0;
  if (set1.numSamples !== numSamples || set1.numChannels !== numChannels) {
    throw new EphysError(
      "InvalidParameter",
      `waveforms of ${String(numSamples)} × ${String(numChannels)} and ` +
        `${String(set1.numSamples)} × ${String(set1.numChannels)} cannot be compared`,
    );
  }
  // without a shift the reference compares nothing and calls the sets equal
  if (numShift === 0) return 0;
  const width = Math.max(0, numSamples - 2 * numShift);
  const start0 = numShift * numChannels;
  const size = width * numChannels;
  for (let shift = 0; shift <= 2 * numShift; shift++) {
    const start1 = shift * numChannels;
    const direction = new Float64Array(size);
    let norm = 0;
    for (let k = 0; k < size; k++) {
      direction[k] = template1[start1 + k] - template0[start0 + k];
      norm += direction[k] ** 2;
    }
    for (let k = 0; k < size; k++) direction[k] /= norm;
    const project = (set: WaveformSet, start: number): Float64Array =>
      Float64Array.from({ length: set.numSpikes }, (_, spike) => {
        const at = spike * numSamples * numChannels + start;
        let sum = 0;
        for (let k = 0; k < size; k++) {
          sum += (set.data[at + k] - template0[start0 + k]) * direction[k];
        }
        return sum;
      });
    const high = quantile(project(set0, start0), quantileLimit);
    const low = quantile(project(set1, start1), 1 - quantileLimit);
    if (high >= low) return shift - numShift;
  }
  return undefined;
}

function meanOf({ data, numSpikes, numSamples, numChannels }: WaveformSet): Float64Array {
  const size = numSamples * numChannels;
  const mean = new Float64Array(size);
  for (let spike = 0; spike < numSpikes; spike++) {
    for (let k = 0; k < size; k++) mean[k] += data[spike * size + k];
  }
  return mean.map((sum) => sum / numSpikes);
}

function quantile(values: Float64Array, fraction: number): number {
  const sorted = values.sort();
  if (sorted.length === 0) return NaN;
  const position = fraction * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
}
