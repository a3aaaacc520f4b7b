import { EphysError } from "#core/model/index.ts";
import { defaultRng, numpyArgsort, type Seed } from "#core/array/index.ts";
import { firingRatesOf, type PerUnit } from "./numbers.ts";

/*
 * Spike trains from nothing: Poisson units with a refractory period (Deger et al. 2012 for the corrected rate),
 * uniform random firings, trains with known violations. Draws in the order of SpikeInterface 0.103.2.
 */

/** Spikes of one segment, ordered by frame. */
export interface SegmentSpikes {
  /** [spike] */
  readonly frames: Float64Array;
  /** [spike] */
  readonly units: Int32Array;
}

export interface PoissonParams {
  /** default 20 */
  readonly numUnits?: number;
  /** Hz, default 30000 */
  readonly samplingFrequency?: number;
  /** s, default 60 */
  readonly durationS?: number;
  /** default 4 */
  readonly refractoryPeriodMs?: number;
  /** Hz, default 3 */
  readonly firingRates?: PerUnit;
  /** default 0 */
  readonly seed?: Seed;
}

/**
 * Independent Poisson units: geometric intervals in frames plus the refractory period, the rate raised so that the
 * mean rate is the one asked for.
 * @throws InvalidParameter when the refractory period leaves no room for the rate
 */
export function poissonSpikeVector(params: PoissonParams = {}): SegmentSpikes {
  const { numUnits = 20, samplingFrequency = 30000, durationS = 60 } = params;
  const { refractoryPeriodMs = 4, firingRates = 3, seed = 0 } = params;
  const rng = defaultRng(seed);
  const rates = firingRatesOf(firingRates, numUnits, seed);
  const refractoryS = refractoryPeriodMs / 1000;
  const refractoryFrames = Math.trunc(refractoryS * samplingFrequency);
  if (numUnits === 0) throw new EphysError("InvalidParameter", "num_units is 0: no unit to fire");
  for (const rate of rates) checkRate(rate, refractoryS, samplingFrequency);

  const maxFrame = Math.trunc(durationS * samplingFrequency) - 1;
  const highest = rates.reduce((max, rate) => Math.max(max, rate / samplingFrequency), 0);
  const expected = Math.ceil(maxFrame * highest);
  if (expected < 0) {
    throw new EphysError("InvalidParameter", `a duration of ${String(durationS)} s is negative`);
  }
  const count = expected + 4 * Math.trunc(Math.sqrt(expected * (1 - highest)));

  // frame and unit in one number: sorting it is sorting by frame, ties by unit
  const keys = new Float64Array(numUnits * Math.max(0, count));
  let kept = 0;
  for (let unit = 0; unit < numUnits; unit++) {
    const corrected = rates[unit] / (1 - rates[unit] * refractoryS);
    const p = Math.min(corrected / samplingFrequency, 1);
    let frame = 0;
    for (let i = 0; i < count; i++) {
      frame += rng.geometric(p) + (i > 0 ? refractoryFrames : 0);
      if (frame <= maxFrame) keys[kept++] = frame * numUnits + unit;
    }
  }
  const sorted = keys.subarray(0, kept).sort();
  const frames = new Float64Array(kept);
  const units = new Int32Array(kept);
  for (let i = 0; i < kept; i++) {
    frames[i] = Math.floor(sorted[i] / numUnits);
    units[i] = sorted[i] - frames[i] * numUnits;
  }
  return { frames, units };
}

function checkRate(rateHz: number, refractoryS: number, samplingFrequency: number): void {
  const problem =
    refractoryS >= 1 / rateHz
      ? `a refractory period of ${String(refractoryS * 1000)} ms is too long for a firing rate of ${String(rateHz)} Hz`
      : rateHz > 0 && rateHz <= samplingFrequency
        ? undefined
        : `a firing rate of ${String(rateHz)} Hz is not between 0 and the sampling frequency of ` +
          `${String(samplingFrequency)} Hz: units without spikes are empty_units`;
  if (problem === undefined) return;
  throw new EphysError("InvalidParameter", problem, {
    refractory_period_ms: refractoryS * 1000,
    firing_rate: rateHz,
  });
}

export interface RandomFiringsParams extends PoissonParams {
  /** moves half of the spikes by up to 20 refractory periods, so that the autocorrelogram is less flat; default false */
  readonly addShiftShuffle?: boolean;
}

/** Uniformly spread spikes per unit, those closer than the refractory period dropped, thinned to the rate. */
export function randomFirings(params: RandomFiringsParams = {}): SegmentSpikes {
  const { numUnits = 20, samplingFrequency = 30000, durationS = 60 } = params;
  const { refractoryPeriodMs = 4, firingRates = 3, addShiftShuffle = false, seed = 0 } = params;
  const rng = defaultRng(seed);
  const rates = firingRatesOf(firingRates, numUnits, seed);
  const refractory = Math.trunc((refractoryPeriodMs / 1000) * samplingFrequency);
  const numFrames = Math.trunc(samplingFrequency * durationS);
  if (numUnits === 0) throw new EphysError("InvalidParameter", "num_units is 0: no unit to fire");
  const allFrames: number[] = [];
  const allUnits: number[] = [];
  for (let unit = 0; unit < numUnits; unit++) {
    const target = Math.trunc(rates[unit] * durationS);
    let times = rng.integers(0, numFrames, Math.trunc(target + 10 * Math.sqrt(target))).sort();
    if (addShiftShuffle) {
      const some = rng.choice(times.length, Math.floor(times.length / 2), { replace: false });
      for (const i of some) {
        const x = rng.random();
        times[i] += Math.trunc(refractory + (refractory * 20 - refractory) * (x * x));
      }
      times = times.filter((t) => t >= 0 && t < numFrames);
    }
    times = times.filter((t, i) => !(i + 1 < times.length && times[i + 1] - t < refractory));
    if (times.length > target) {
      const all = times;
      times = rng.choice(all.length, target, { replace: false }).map((i) => all[i]);
    }
    for (const t of times) {
      allFrames.push(t);
      allUnits.push(unit);
    }
  }
  const order = numpyArgsort(allFrames); // units that fire in one frame: in NumPy's order
  return {
    frames: Float64Array.from(order, (i) => allFrames[i]),
    units: Int32Array.from(order, (i) => allUnits[i]),
  };
}

/**
 * Spike times without violations: after every gap of at most `refractoryPeriod` the later spike goes, until no such
 * gap is left (a burst loses all but its first). Times and period in the same unit.
 */
export function cleanRefractoryPeriod(
  times: ArrayLike<number>,
  refractoryPeriod: number,
): Float64Array {
  let kept = Float64Array.from(times).sort();
  for (;;) {
    const before = kept;
    kept = before.filter((t, i) => i === 0 || !(t - before[i - 1] <= refractoryPeriod));
    if (kept.length === before.length) return kept;
  }
}

/** A regular train, s, of which the first `numViolations` spikes are followed by one `violationDeltaS` later. */
export function trainWithBadIsi(
  durationS: number,
  baselineRateHz: number,
  numViolations: number,
  violationDeltaS = 1e-5,
): Float64Array {
  const count = Math.trunc(durationS * baselineRateHz);
  if (!(count >= 0)) {
    throw new EphysError(
      "InvalidParameter",
      `a train of ${String(durationS)} s at ${String(baselineRateHz)} Hz has no length`,
    );
  }
  const train = new Float64Array(count);
  let t = 0;
  for (let i = 0; i < count; i++) train[i] = t += 1 / baselineRateHz;
  const whole = Math.trunc(numViolations);
  const last = whole < 0 ? Math.max(0, count + whole) : whole;
  const extra = train
    .slice(0, last)
    .map((x) => x + violationDeltaS)
    .filter((x) => x < durationS);
  const all = new Float64Array(count + extra.length);
  all.set(train);
  all.set(extra, count);
  return all.sort();
}
