import { encodeFrame } from "#contract/index.ts";
import { extensionArray, requireExtension } from "#core/analyzer/index.ts";
import type { ServiceContext } from "#main/services/index.ts";
import type { ViewQuery } from "./query.ts";

/** The autocorrelogram of a unit by the rate at which it fires (acgs_3d). */
export async function rateCorrelogramFrame(
  ctx: ServiceContext,
  query: ViewQuery,
): Promise<Uint8Array<ArrayBuffer>> {
  const analyzer = await ctx.session().analyzers.early(query.count("analyzer", 1), "acgs_3d");
  const unit = query.indices("unit", analyzer.sorting.unitIds.length)?.[0] ?? 0;
  const { shape, data } = extensionArray(analyzer, "acgs_3d", "acgs_3d");
  const [, numRates = 0, numBins = 0] = shape;
  const rates = extensionArray(analyzer, "acgs_3d", "firing_quantiles");
  const bins = extensionArray(analyzer, "acgs_3d", "bins");
  const { params } = requireExtension(analyzer, "acgs_3d");
  const values = data as ArrayLike<number>; // all three hold numbers
  const from = unit * numRates * numBins;
  const copy = (source: ArrayLike<number>, start: number, length: number): Float64Array =>
    Float64Array.from({ length }, (_, i) => source[start + i] ?? NaN);
  const binMs = typeof params["bin_ms"] === "number" ? params["bin_ms"] : 1;
  return encodeFrame(
    [
      {
        name: "acg",
        shape: [numRates, numBins],
        unit: null,
        data: Float32Array.from(copy(values, from, numRates * numBins)),
      },
      {
        name: "rates",
        shape: [numRates],
        unit: "Hz",
        data: copy(rates.data as ArrayLike<number>, unit * numRates, numRates),
      },
      {
        name: "lags",
        shape: [numBins],
        unit: "ms",
        data: lagsOf(bins.data as ArrayLike<number>, numBins, binMs),
      },
    ],
    {},
  );
}

/** Middle of each bin, ms: stored, or counted from the middle bin where the stored ones are of another length. */
function lagsOf(bins: ArrayLike<number>, numBins: number, binMs: number): Float64Array {
  return Float64Array.from({ length: numBins }, (_, i) =>
    bins.length === numBins ? (bins[i] ?? NaN) : (i - (numBins - 1) / 2) * binMs,
  );
}
