import { defaultRng } from "#core/array/index.ts";
import { sortingFromSpikes, type Sorting } from "#core/sorting/index.ts";
import type { PerUnit } from "./numbers.ts";
import { poissonSpikeVector, type SegmentSpikes } from "./spike-trains.ts";

/** Parameters of SpikeInterface's generate_sorting. */
export interface GenerateSortingParams {
  /** default 5 */
  readonly num_units?: number;
  /** Hz, default 30000 */
  readonly sampling_frequency?: number;
  /** s per segment, default [10.325, 3.5] */
  readonly durations?: readonly number[];
  /** Hz, default 3 */
  readonly firing_rates?: PerUnit;
  /** indices of units that stay without spikes */
  readonly empty_units?: readonly number[] | null;
  /** default 4 */
  readonly refractory_period_ms?: number;
  /** spikes near both ends of each segment, default false */
  readonly add_spikes_on_borders?: boolean;
  /** default 3 */
  readonly num_spikes_per_border?: number;
  /** default 20 */
  readonly border_size_samples?: number;
  readonly seed: number;
}

/** Poisson units over segments; segment i is drawn with seed + i. Unit ids are "0", "1" … */
export function generateSorting(params: GenerateSortingParams): Sorting {
  const { num_units = 5, sampling_frequency = 30000, durations = [10.325, 3.5] } = params;
  return sortingFromSpikes({
    unitIds: Array.from({ length: num_units }, (_, i) => String(i)),
    samplingFrequency: sampling_frequency,
    numSegments: durations.length,
    spikes: generateSpikes(params),
    annotations: {},
  });
}

/** The spikes of `generateSorting`, ordered by segment and frame. */
export function generateSpikes(params: GenerateSortingParams): Sorting["spikes"] {
  const { num_units = 5, sampling_frequency = 30000, durations = [10.325, 3.5], seed } = params;
  const rng = defaultRng(seed);
  const silent = new Set(params.empty_units ?? []);
  const pieces: { segment: number; spikes: SegmentSpikes }[] = [];
  for (const [segment, durationS] of durations.entries()) {
    const all = poissonSpikeVector({
      numUnits: num_units,
      samplingFrequency: sampling_frequency,
      durationS,
      refractoryPeriodMs: params.refractory_period_ms ?? 4,
      firingRates: params.firing_rates ?? 3,
      seed: seed + segment,
    });
    pieces.push({ segment, spikes: silent.size > 0 ? withoutUnits(all, silent) : all });
    if (params.add_spikes_on_borders === true) {
      const count = params.num_spikes_per_border ?? 3;
      const width = params.border_size_samples ?? 20;
      const numFrames = Math.trunc(sampling_frequency * durationS);
      const units = Int32Array.from(rng.choice(num_units, 2 * count));
      const frames = new Float64Array(2 * count);
      frames.set(rng.integers(0, width, count));
      frames.set(rng.integers(numFrames - width, numFrames, count), count);
      pieces.push({ segment, spikes: { frames, units } });
    }
  }
  return joinSegments(pieces);
}

function withoutUnits(
  { frames, units }: SegmentSpikes,
  silent: ReadonlySet<number>,
): SegmentSpikes {
  const keep = [...units.keys()].filter((i) => !silent.has(units[i]));
  return {
    frames: Float64Array.from(keep, (i) => frames[i]),
    units: Int32Array.from(keep, (i) => units[i]),
  };
}

function joinSegments(
  pieces: readonly { readonly segment: number; readonly spikes: SegmentSpikes }[],
): Sorting["spikes"] {
  const total = pieces.reduce((sum, { spikes }) => sum + spikes.frames.length, 0);
  const sampleIndex = new Float64Array(total);
  const unitIndex = new Int32Array(total);
  const segmentIndex = new Int32Array(total);
  let at = 0;
  for (const { segment, spikes } of pieces) {
    sampleIndex.set(spikes.frames, at);
    unitIndex.set(spikes.units, at);
    segmentIndex.fill(segment, at, at + spikes.frames.length);
    at += spikes.frames.length;
  }
  return { sampleIndex, unitIndex, segmentIndex };
}
