import { encodeFrame } from "#contract/index.ts";
import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import type { ServiceContext } from "#main/services/index.ts";
import type { ViewQuery } from "./query.ts";
import { spikeValues, type SpikeValueName } from "./spike-values.ts";
import { memoOf, unitSpikes } from "./unit-spikes.ts";

const MAX_ROWS = 2000;

const ROWS = memoOf<Uint32Array>();

/** A page of the spikes of some units in the order of time, with what is known of each. */
export async function spikeListFrame(
  ctx: ServiceContext,
  query: ViewQuery,
): Promise<Uint8Array<ArrayBuffer>> {
  const analyzer = await ctx.session().analyzers.get(query.count("analyzer", 1));
  const units = query.indices("units", analyzer.sorting.unitIds.length) ?? new Int32Array();
  const offset = query.count("offset", 0, 0);
  const rows = ROWS(analyzer, units.join(" "), () => rowsOf(analyzer, units));
  const page = rows.subarray(offset, offset + Math.min(MAX_ROWS, query.count("count", 1, 200)));
  const { spikes } = analyzer.sorting;
  const value = (name: SpikeValueName, extension: string, unit: string) => {
    const values = analyzer.extensions.has(extension)
      ? spikeValues(analyzer, name).values
      : undefined;
    return {
      name,
      shape: [values ? page.length : 0],
      unit,
      data: values ? Float32Array.from(page, (row) => values[row] ?? NaN) : new Float32Array(),
    };
  };
  const column = (name: string, of: ArrayLike<number>) => ({
    name,
    shape: [page.length],
    unit: null,
    data: Int32Array.from(page, (row) => of[row] ?? -1),
  });
  return encodeFrame(
    [
      {
        name: "sampleIndex",
        shape: [page.length],
        unit: "frames",
        data: Float64Array.from(page, (row) => spikes.sampleIndex[row] ?? NaN),
      },
      column("segmentIndex", spikes.segmentIndex),
      column("unitIndex", spikes.unitIndex),
      value("amplitude", "spike_amplitudes", "µV"),
      value("y", "spike_locations", "µm"),
    ],
    { total: rows.length, offset },
  );
}

/** Rows of the spike vector, ascending. */
function rowsOf(analyzer: SortingAnalyzer, units: Int32Array): Uint32Array {
  const parts = Array.from(units, (unit) => unitSpikes(analyzer, unit).rows);
  if (parts.length === 1) return parts[0] ?? new Uint32Array();
  const out = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out.sort();
}
