import { z } from "zod";
import { toFloat64, type NdArray } from "#core/array/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { array, numbers } from "#core/functions/params.ts";
import { EphysError, type UnitId } from "#core/model/index.ts";
import { contamination } from "./contamination.ts";
import {
  adaptiveWindow,
  normalizedCorrelogram,
  smoothedCorrelograms,
} from "./correlogram-shape.ts";
import { LABELLING_FUNCTIONS } from "./labelling/functions.ts";
import { interpolatedBinomialSurvival } from "./spline.ts";

/* SpikeInterface's helpers behind automatic merging and training of curation models. */

const PREFIX = "spikeinterface.curation.auto_merge";

const binomSf = defineFunction({
  name: `${PREFIX}.binom_sf`,
  params: z.object({ x: z.number(), n: z.number(), p: z.number() }),
  // no probability: no answer, as SciPy says
  run: ({ x, n, p }) => (p >= 0 && p <= 1 ? interpolatedBinomialSurvival(x, n, p) : NaN),
});

const pair = z.union([
  z.array(z.number()).length(2),
  z.object({ $tuple: z.array(z.number()).length(2) }).transform((value) => value.$tuple),
]);

const estimateContamination = defineFunction({
  name: `${PREFIX}.estimate_contamination`,
  params: z.object({
    spike_train: numbers(),
    sf: z.number().positive(),
    T: z.number(),
    refractory_period: pair,
  }),
  run({ spike_train, sf, T, refractory_period: [censoredMs, refractoryMs] }) {
    const samples = (ms: number): number => ms * 1e-3 * sf;
    return contamination(spike_train, T, samples(censoredMs), samples(refractoryMs));
  },
});

const unitAdaptiveWindow = defineFunction({
  name: `${PREFIX}.get_unit_adaptive_window`,
  params: z.object({ auto_corr: numbers(), threshold: z.number() }),
  run: ({ auto_corr, threshold }) => adaptiveWindow(auto_corr, threshold),
});

const normalize = defineFunction({
  name: `${PREFIX}.normalize_correlogram`,
  params: z.object({ correlogram: array() }),
  run({ correlogram }): NdArray {
    const values = toFloat64(correlogram);
    const data = normalizedCorrelogram(values);
    if (data === values) return correlogram;
    const { shape, dtype } = correlogram;
    // single precision stays single
    if (dtype === "float32") return { dtype, shape, data: Float32Array.from(data) };
    return { dtype: "float64", shape, data };
  },
});

const smooth = defineFunction({
  name: `${PREFIX}.smooth_correlogram`,
  params: z.object({
    correlograms: array(),
    bins: numbers(),
    sigma_smooth_ms: z.number().default(0.6),
  }),
  run({ correlograms, bins, sigma_smooth_ms }): NdArray {
    const { shape } = correlograms;
    if (shape.length > 0 && shape[0] === 0) {
      return { dtype: "float64", shape, data: new Float64Array(0) };
    }
    if (shape.length !== 3) {
      throw new EphysError(
        "InvalidParameter",
        `correlograms must be units × units × bins, not of ${String(shape.length)} dimensions`,
        { parameter: "correlograms" },
      );
    }
    const [, , numBins = 0] = shape;
    if (correlograms.data.length === 0 || bins.length === 0) {
      return { dtype: "float64", shape: [0], data: new Float64Array(0) };
    }
    const data = smoothedCorrelograms(toFloat64(correlograms), numBins, bins, sigma_smooth_ms);
    return { dtype: "float64", shape, data };
  },
});

const unitId = z.union([z.string(), z.number()]);
const merges = z.union([
  z.map(unitId, z.array(unitId)),
  z
    .record(z.string(), z.array(unitId))
    .transform((value) => new Map<UnitId, UnitId[]>(Object.entries(value))),
]);

const resolvePairs = defineFunction({
  name: `${PREFIX}.resolve_pairs`,
  params: z.object({ existing_merges: merges.nullish(), new_merges: merges }),
  run({ existing_merges, new_merges }) {
    const resolved = existing_merges ? withoutNesting(existing_merges, new_merges) : new_merges;
    const text = [...resolved.keys()].every((key) => typeof key === "string");
    return text ? Object.fromEntries(resolved) : resolved;
  },
});

/** Merges of two rounds as one: a merged unit of the first round is replaced by what it was made of. */
function withoutNesting(
  existing: ReadonlyMap<UnitId, readonly UnitId[]>,
  added: ReadonlyMap<UnitId, readonly UnitId[]>,
): Map<UnitId, readonly UnitId[]> {
  const out = new Map(existing);
  for (const [key, members] of added) {
    let resolved = members;
    for (const old of existing.keys()) {
      if (!members.includes(old)) continue;
      const parents = out.get(old);
      if (parents === undefined) {
        throw new EphysError("InvalidParameter", `unit ${String(old)} is merged a second time`);
      }
      out.delete(old);
      const at = resolved.indexOf(old);
      resolved = [...resolved.filter((_, i) => i !== at), ...parents];
    }
    out.set(key, resolved);
  }
  return out;
}

const frame = z.object({
  $frame: z.object({ columns: z.array(z.union([z.string(), z.number()])) }),
});

const checkMetricNames = defineFunction({
  name: "spikeinterface.curation.train_manual_curation.check_metric_names_are_the_same",
  params: z.object({ metrics_for_each_analyzer: z.array(frame) }),
  run({ metrics_for_each_analyzer }) {
    const names = metrics_for_each_analyzer.map(
      ({ $frame }) => new Set($frame.columns.map(String)),
    );
    for (const [i, later] of names.entries()) {
      for (const [j, earlier] of names.slice(0, i).entries()) {
        const missing = [...later, ...earlier].filter(
          (name) => !(later.has(name) && earlier.has(name)),
        );
        if (missing.length === 0) continue;
        throw new EphysError(
          "InvalidParameter",
          `analyzers ${String(j)} and ${String(i)} do not have the same metrics: only one has ${missing.join(", ")}`,
          { metrics: missing },
        );
      }
    }
    return null;
  },
});

/** This family's functions for `call`. */
export const FUNCTIONS = [
  binomSf,
  estimateContamination,
  unitAdaptiveWindow,
  normalize,
  smooth,
  resolvePairs,
  checkMetricNames,
  ...LABELLING_FUNCTIONS,
] as const;
