import { encodeFrame } from "#contract/index.ts";
import { toFloat64 } from "#core/array/index.ts";
import { extensionArray } from "#core/analyzer/index.ts";
import type { ServiceContext } from "#main/services/index.ts";
import type { ViewQuery } from "./query.ts";

/** Auto- and cross-correlograms of some units. */
export async function correlogramsFrame(
  ctx: ServiceContext,
  query: ViewQuery,
): Promise<Uint8Array<ArrayBuffer>> {
  const analyzer = await ctx.session().analyzers.get(query.count("analyzer", 1));
  const numUnits = analyzer.sorting.unitIds.length;
  const units =
    query.indices("units", numUnits) ?? Int32Array.from({ length: numUnits }, (_, i) => i);
  const { shape, data } = extensionArray(analyzer, "correlograms", "ccgs");
  const bins = toFloat64(extensionArray(analyzer, "correlograms", "bins"));
  const numBins = shape[2] ?? 0;
  const counts = data as ArrayLike<number>; // counts are numbers
  const ccgs = new Int32Array(units.length * units.length * numBins);
  let at = 0;
  for (const a of units) {
    for (const b of units) {
      const from = (a * numUnits + b) * numBins;
      for (let i = 0; i < numBins; i++) ccgs[at++] = counts[from + i] ?? 0;
    }
  }
  return encodeFrame(
    [
      { name: "ccgs", shape: [units.length, units.length, numBins], unit: null, data: ccgs },
      { name: "bins", shape: [bins.length], unit: "ms", data: bins },
    ],
    {},
  );
}

export async function similarityFrame(
  ctx: ServiceContext,
  query: ViewQuery,
): Promise<Uint8Array<ArrayBuffer>> {
  const analyzer = await ctx.session().analyzers.get(query.count("analyzer", 1));
  const { shape, data } = extensionArray(analyzer, "template_similarity", "similarity");
  const similarity = Float32Array.from(data as ArrayLike<number>); // a matrix of numbers
  return encodeFrame([{ name: "similarity", shape, unit: null, data: similarity }], {});
}
