import { encodeFrame } from "#contract/index.ts";
import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { ServiceContext } from "#main/services/index.ts";
import type { ViewQuery } from "./query.ts";
import { memoOf, segmentClock, spikeTimesS, unitSpikes } from "./unit-spikes.ts";

const MAX_BINS = 20_000;
const MAX_RATE_BINS = 2000;

const CORRELOGRAMS = memoOf<Int32Array>();

/** Auto- and cross-correlograms of some units with any bin and window, of every spike. */
export async function correlogramsFrame(
  ctx: ServiceContext,
  query: ViewQuery,
): Promise<Uint8Array<ArrayBuffer>> {
  const analyzer = await ctx.session().analyzers.early(query.count("analyzer", 1));
  const numUnits = analyzer.sorting.unitIds.length;
  const units =
    query.indices("units", numUnits) ?? Int32Array.from({ length: numUnits }, (_, i) => i);
  const fs = analyzer.attributes.samplingFrequency;
  const { binFrames, half } = binsOf(fs, query);
  const numBins = 2 * half;
  const ccgs = new Int32Array(units.length * units.length * numBins);
  for (let a = 0; a < units.length; a++) {
    for (let b = a; b < units.length; b++) {
      const key = `${String(units[a])} ${String(units[b])} ${String(binFrames)} ${String(half)}`;
      const counts = CORRELOGRAMS(analyzer, key, () =>
        pairCorrelogram(analyzer, units[a] ?? 0, units[b] ?? 0, { binFrames, half }),
      );
      ccgs.set(counts.subarray(0, numBins), (a * units.length + b) * numBins);
      ccgs.set(counts.subarray(numBins), (b * units.length + a) * numBins);
    }
  }
  const edges = Float64Array.from(
    { length: numBins + 1 },
    (_, i) => ((i - half) * binFrames * 1e3) / fs,
  );
  return encodeFrame(
    [
      { name: "ccgs", shape: [units.length, units.length, numBins], unit: null, data: ccgs },
      { name: "bins", shape: [edges.length], unit: "ms", data: edges },
      {
        name: "numSpikes",
        shape: [units.length],
        unit: null,
        data: Float64Array.from(units, (unit) => unitSpikes(analyzer, unit).rows.length),
      },
    ],
    { durationS: segmentClock(analyzer).totalS },
  );
}

interface Bins {
  readonly binFrames: number;
  /** bins on each side */
  readonly half: number;
}

/** `window_ms` is the whole window, as in SpikeInterface. */
function binsOf(fs: number, query: ViewQuery): Bins {
  const windowMs = query.has("window_ms") ? query.number("window_ms") : 50;
  const binMs = query.has("bin_ms") ? query.number("bin_ms") : 1;
  const binFrames = Math.round((fs * binMs) / 1000);
  const half = binFrames < 1 ? 0 : Math.floor((fs * windowMs) / 2000 / binFrames);
  if (half < 1 || 2 * half > MAX_BINS) {
    throw new EphysError(
      "InvalidParameter",
      `a window of ${String(windowMs)} ms in bins of ${String(binMs)} ms is ${String(2 * half)} bins; 2 to ${String(MAX_BINS)} can be shown`,
      { window_ms: windowMs, bin_ms: binMs },
    );
  }
  return { binFrames, half };
}

/**
 * Counts of t_a − t_b in [edge, next edge), a spike never with itself: as core's extension counts them, of one pair.
 * The first half is (a, b), the second (b, a).
 */
function pairCorrelogram(analyzer: SortingAnalyzer, a: number, b: number, bins: Bins): Int32Array {
  const { binFrames, half } = bins;
  const numBins = 2 * half;
  const window = half * binFrames;
  const out = new Int32Array(2 * numBins);
  const trainA = unitSpikes(analyzer, a);
  const trainB = unitSpikes(analyzer, b);
  for (let segment = 0; segment + 1 < trainA.starts.length; segment++) {
    const x = trainA.samples.subarray(trainA.starts[segment], trainA.starts[segment + 1]);
    const y = trainB.samples.subarray(trainB.starts[segment], trainB.starts[segment + 1]);
    let from = 0;
    for (let i = 0; i < x.length; i++) {
      const t = x[i] ?? 0;
      while (from < y.length && (y[from] ?? 0) < t - window) from++;
      for (let j = from; j < y.length; j++) {
        const d = t - (y[j] ?? 0);
        if (d < -window) break;
        if (a === b && i === j) continue;
        if (d < window) {
          const at = Math.floor(d / binFrames) + half;
          out[at] = (out[at] ?? 0) + 1;
        }
        if (-d < window) {
          const at = numBins + Math.floor(-d / binFrames) + half;
          out[at] = (out[at] ?? 0) + 1;
        }
      }
    }
  }
  return out;
}

/** Counts of the times from one spike to the next, per unit. */
export async function isiFrame(
  ctx: ServiceContext,
  query: ViewQuery,
): Promise<Uint8Array<ArrayBuffer>> {
  const analyzer = await ctx.session().analyzers.early(query.count("analyzer", 1));
  const units = query.indices("units", analyzer.sorting.unitIds.length) ?? new Int32Array();
  const maxMs = query.number("max_ms");
  const binMs = query.number("bin_ms");
  const refractoryMs = query.has("refractory_ms") ? query.number("refractory_ms") : 1.5;
  const fs = analyzer.attributes.samplingFrequency;
  const numBins = Math.round(maxMs / binMs);
  if (!(binMs > 0) || numBins < 1 || numBins > MAX_BINS) {
    throw new EphysError(
      "InvalidParameter",
      `${String(maxMs)} ms in bins of ${String(binMs)} ms are ${String(numBins)} bins; 1 to ${String(MAX_BINS)} can be shown`,
      { max_ms: maxMs, bin_ms: binMs },
    );
  }
  const counts = new Int32Array(units.length * numBins);
  const violations = new Int32Array(units.length);
  const beyond = new Int32Array(units.length);
  const binFrames = (binMs * fs) / 1000;
  const refractory = (refractoryMs * fs) / 1000;
  for (const [at, unit] of units.entries()) {
    const { samples, starts } = unitSpikes(analyzer, unit);
    for (let segment = 0; segment + 1 < starts.length; segment++) {
      for (let i = (starts[segment] ?? 0) + 1; i < (starts[segment + 1] ?? 0); i++) {
        const gap = (samples[i] ?? 0) - (samples[i - 1] ?? 0);
        if (gap < refractory) violations[at] = (violations[at] ?? 0) + 1;
        const bin = Math.floor(gap / binFrames);
        if (bin < numBins) counts[at * numBins + bin] = (counts[at * numBins + bin] ?? 0) + 1;
        else beyond[at] = (beyond[at] ?? 0) + 1;
      }
    }
  }
  return encodeFrame(
    [
      { name: "counts", shape: [units.length, numBins], unit: null, data: counts },
      {
        name: "bins",
        shape: [numBins + 1],
        unit: "ms",
        data: Float64Array.from({ length: numBins + 1 }, (_, i) => i * binMs),
      },
      { name: "violations", shape: [units.length], unit: null, data: violations },
      { name: "beyond", shape: [units.length], unit: null, data: beyond },
    ],
    { refractoryMs },
  );
}

/** Spikes a second over the whole recording, of every spike. */
export async function rateFrame(
  ctx: ServiceContext,
  query: ViewQuery,
): Promise<Uint8Array<ArrayBuffer>> {
  const analyzer = await ctx.session().analyzers.early(query.count("analyzer", 1));
  const units = query.indices("units", analyzer.sorting.unitIds.length) ?? new Int32Array();
  const numBins = Math.min(MAX_RATE_BINS, query.count("bins", 1, 200));
  const { totalS } = segmentClock(analyzer);
  const stepS = totalS / numBins || 1;
  const rates = new Float32Array(units.length * numBins);
  for (const [at, unit] of units.entries()) {
    for (const time of spikeTimesS(analyzer, unit)) {
      const bin = at * numBins + Math.min(numBins - 1, Math.floor(time / stepS));
      rates[bin] = (rates[bin] ?? 0) + 1 / stepS;
    }
  }
  return encodeFrame(
    [
      { name: "rates", shape: [units.length, numBins], unit: "Hz", data: rates },
      {
        name: "edges",
        shape: [numBins + 1],
        unit: "s",
        data: Float64Array.from({ length: numBins + 1 }, (_, i) => i * stepS),
      },
    ],
    { durationS: totalS },
  );
}
