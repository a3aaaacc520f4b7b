import { encodeFrame } from "#contract/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { ServiceContext } from "#main/services/index.ts";
import type { ViewQuery } from "./query.ts";
import { SPIKE_VALUES, spikeValues } from "./spike-values.ts";
import { spikeTimesS, unitSpikes } from "./unit-spikes.ts";

/** Which of all spikes of a unit lie inside a polygon drawn over time and a value, whatever was thinned for drawing. */
export async function lassoFrame(
  ctx: ServiceContext,
  query: ViewQuery,
): Promise<Uint8Array<ArrayBuffer>> {
  const analyzer = await ctx.session().analyzers.get(query.count("analyzer", 1));
  const unit = query.indices("unit", analyzer.sorting.unitIds.length)?.[0] ?? 0;
  const polygon = query.numbers("polygon");
  if (polygon.length < 6 || polygon.length % 2 !== 0) {
    throw new EphysError("InvalidParameter", "a polygon has at least three corners, each x and y", {
      parameter: "polygon",
    });
  }
  const { values } = spikeValues(analyzer, query.oneOf("value", SPIKE_VALUES, "amplitude"));
  const { rows } = unitSpikes(analyzer, unit);
  const times = spikeTimesS(analyzer, unit);
  const inside: number[] = [];
  for (let i = 0; i < rows.length; i++) {
    if (isInside(polygon, times[i] ?? NaN, values[rows[i] ?? -1] ?? NaN)) inside.push(i);
  }
  return encodeFrame(
    [{ name: "positions", shape: [inside.length], unit: null, data: Int32Array.from(inside) }],
    { total: rows.length },
  );
}

/** Even-odd rule; corners x0 y0 x1 y1 … */
function isInside(polygon: Float64Array, x: number, y: number): boolean {
  let inside = false;
  let [x2 = 0, y2 = 0] = polygon.subarray(-2);
  for (let i = 0; i + 1 < polygon.length; i += 2) {
    const x1 = polygon[i] ?? 0;
    const y1 = polygon[i + 1] ?? 0;
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
    [x2, y2] = [x1, y1];
  }
  return inside;
}
