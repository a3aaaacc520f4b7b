import { encodeFrame } from "#contract/index.ts";
import { extensionArray } from "#core/analyzer/index.ts";
import type { ServiceContext } from "#main/services/index.ts";
import type { ViewQuery } from "./query.ts";

const MAX_POINTS = 200_000;

/** Amplitude of every spike of some units over time; segments one after the other; thinned evenly per unit. */
export async function amplitudesFrame(
  ctx: ServiceContext,
  query: ViewQuery,
): Promise<Uint8Array<ArrayBuffer>> {
  const analyzer = await ctx.session().analyzers.get(query.count("analyzer", 1));
  const { spikes, unitIds } = analyzer.sorting;
  const units = query.indices("units", unitIds.length) ?? Int32Array.from(unitIds.keys());
  const max = Math.min(MAX_POINTS, query.count("max", 1, 5000));
  const amplitudes = extensionArray(analyzer, "spike_amplitudes", "amplitudes")
    .data as ArrayLike<number>; // one number per spike
  const position = new Int32Array(unitIds.length).fill(-1);
  for (const [i, unit] of units.entries()) position[unit] = i;
  const counts = new Int32Array(units.length);
  for (const unit of spikes.unitIndex) {
    const at = position[unit] ?? -1;
    if (at >= 0) counts[at] = (counts[at] ?? 0) + 1;
  }
  const every = counts.map((count) => Math.max(1, Math.ceil(count / max)));
  const startsS = segmentStarts(analyzer.attributes);
  const timesS: number[] = [];
  const shown: number[] = [];
  const unit: number[] = [];
  const seen = new Int32Array(units.length);
  for (let i = 0; i < spikes.unitIndex.length; i++) {
    const at = position[spikes.unitIndex[i] ?? -1] ?? -1;
    if (at < 0) continue;
    const nth = seen[at] ?? 0;
    seen[at] = nth + 1;
    if (nth % (every[at] ?? 1) !== 0) continue;
    const segmentStart = startsS[spikes.segmentIndex[i] ?? 0] ?? 0;
    timesS.push(
      segmentStart + (spikes.sampleIndex[i] ?? 0) / analyzer.attributes.samplingFrequency,
    );
    shown.push(amplitudes[i] ?? NaN);
    unit.push(at);
  }
  const shape = [shown.length];
  return encodeFrame(
    [
      { name: "timesS", shape, unit: "s", data: Float32Array.from(timesS) },
      { name: "amplitudes", shape, unit: "µV", data: Float32Array.from(shown) },
      { name: "unit", shape, unit: null, data: Int32Array.from(unit) },
    ],
    { total: counts.reduce((sum, n) => sum + n, 0), shown: shown.length },
  );
}

function segmentStarts({
  numSamples,
  samplingFrequency,
}: {
  readonly numSamples: readonly number[];
  readonly samplingFrequency: number;
}): number[] {
  let start = 0;
  return numSamples.map((n) => {
    const own = start;
    start += n / samplingFrequency;
    return own;
  });
}
