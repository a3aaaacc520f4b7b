import { sortingFromSpikes, type Sorting, type SpikeVector } from "#core/sorting/index.ts";

/* Big sortings made in a second, the same on every run: a 32-bit multiplicative generator, spikes one after the other. */

const SAMPLING_FREQUENCY = 30_000;
const FRAMES = SAMPLING_FREQUENCY * 3600;
/** share of spikes that a sorting has in common with the one that it is like */
const SHARED = 0.8;
/** largest time between two finds of one spike, frames */
const JITTER = 5;

/** A sorting of one hour at 30 kHz; with `like`, another sorter's idea of the same spikes. */
export function memorySorting(size: {
  readonly numUnits: number;
  readonly numSpikes: number;
  readonly seed: number;
  readonly like?: Sorting;
}): Sorting {
  const { numUnits, numSpikes, like } = size;
  let state = size.seed;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  const sampleIndex = new Float64Array(numSpikes);
  const unitIndex = new Int32Array(numSpikes);
  const meanGap = FRAMES / numSpikes;
  let frame = 0;
  for (let i = 0; i < numSpikes; i++) {
    frame += -meanGap * Math.log(1 - random());
    const isShared = like !== undefined && random() < SHARED;
    sampleIndex[i] = isShared
      ? Math.max(0, like.spikes.sampleIndex[i] + Math.round((2 * random() - 1) * JITTER))
      : Math.floor(frame);
    unitIndex[i] = isShared ? like.spikes.unitIndex[i] : Math.floor(random() * numUnits);
  }
  return sortingFromSpikes({
    unitIds: Array.from({ length: numUnits }, (_, unit) => unit),
    samplingFrequency: SAMPLING_FREQUENCY,
    spikes: byTime({ sampleIndex, unitIndex, segmentIndex: new Int32Array(numSpikes) }),
    numSegments: 1,
  });
}

/** Times and units packed into one exact number and sorted as numbers: much faster than by a comparison. */
function byTime({ sampleIndex, unitIndex, segmentIndex }: SpikeVector): SpikeVector {
  const UNITS = 65_536;
  const packed = sampleIndex.map((frame, i) => frame * UNITS + unitIndex[i]).sort();
  for (let i = 0; i < packed.length; i++) {
    unitIndex[i] = packed[i] % UNITS;
    sampleIndex[i] = Math.floor(packed[i] / UNITS);
  }
  return { sampleIndex, unitIndex, segmentIndex };
}
