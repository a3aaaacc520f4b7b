import { z } from "zod";
import { lowerBound, requireExtension, type SortingAnalyzer } from "#core/analyzer/index.ts";
import { isStructured, toFloat64 } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";
import { spikeRows } from "#core/sorting/index.ts";
import { defineMetric } from "../../define.ts";
import { totalDurationOf } from "../shared/inputs.ts";
import { driftOf, NO_DRIFT, type Drift } from "./drift-of.ts";
import { median } from "../shared/numeric.ts";

const column = (name: string, label: string, description: string, formula: string) =>
  ({ name, label, unit: "um", description, formula, dtype: "float" }) as const;

/** How far a unit moves along the probe. */
export const drift = defineMetric({
  name: "drift",
  label: "Drift",
  columns: [
    column(
      "drift_ptp",
      "Drift range",
      "Largest distance between a unit's positions over time.",
      "largest − smallest of d; d = median position in an interval − median of all",
    ),
    column(
      "drift_std",
      "Drift SD",
      "Standard deviation of a unit's positions over time.",
      "standard deviation of d over intervals",
    ),
    column(
      "drift_mad",
      "Drift MAD",
      "Median distance of a unit's positions from their mean.",
      "median of |d − mean(d)| over intervals",
    ),
  ],
  citation: "Siegle et al., Nature 2021",
  requires: ["spike_locations"],
  params: z.strictObject({
    interval_s: z
      .number()
      .positive()
      .default(60)
      .describe("Length of the intervals whose median positions are compared.")
      .meta({ unit: "s" }),
    min_spikes_per_interval: z
      .int()
      .positive()
      .default(100)
      .describe("Intervals with fewer spikes are left out."),
    direction: z.enum(["x", "y", "z"]).default("y").describe("Coordinate that is looked at."),
    min_fraction_valid_intervals: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe("Share of intervals that may be left out; 0.5 by default."),
    min_num_bins: z
      .int()
      .positive()
      .default(2)
      .describe("Recordings with fewer intervals get no values."),
  }),
  compute({ analyzer, params }) {
    const positions = coordinates(analyzer, params.direction);
    const tooShort = totalDurationOf(analyzer) < params.min_num_bins * params.interval_s;
    const binFrames = Math.trunc(params.interval_s * analyzer.attributes.samplingFrequency);
    const results = analyzer.sorting.unitIds.map((_, unit) =>
      tooShort
        ? NO_DRIFT
        : unitDrift(analyzer, positions, unit, {
            binFrames,
            minSpikes: params.min_spikes_per_interval,
            minValid: params.min_fraction_valid_intervals ?? 0.5,
          }),
    );
    return {
      drift_ptp: Float64Array.from(results, ({ ptp }) => ptp),
      drift_std: Float64Array.from(results, ({ std }) => std),
      drift_mad: Float64Array.from(results, ({ mad }) => mad),
    };
  },
});

/** One coordinate of every spike's location. */
function coordinates(analyzer: SortingAnalyzer, direction: string): Float64Array {
  const value = requireExtension(analyzer, "spike_locations").data.get("spike_locations");
  const field =
    value?.kind === "array" && isStructured(value.array)
      ? Object.entries(value.array.columns).find(([name]) => name === direction)?.[1]
      : undefined;
  if (field === undefined) {
    throw new EphysError("InvalidParameter", `spike locations have no direction "${direction}"`, {
      direction,
    });
  }
  return toFloat64(field);
}

function unitDrift(
  analyzer: SortingAnalyzer,
  positions: Float64Array,
  unit: number,
  options: { readonly binFrames: number; readonly minSpikes: number; readonly minValid: number },
): Drift {
  const { sorting, attributes } = analyzer;
  const perSegment = attributes.numSamples.map((_, segment) => spikeRows(sorting, unit, segment));
  const all = perSegment.flatMap((rows) => Array.from(rows, (row) => positions[row]));
  const reference = median(all);
  const differences = perSegment.flatMap((rows, segment) => {
    const frames = Float64Array.from(rows, (row) => sorting.spikes.sampleIndex[row]);
    const numBins = Math.floor(attributes.numSamples[segment] / options.binFrames);
    return Array.from({ length: numBins }, (_, bin) => {
      const first = lowerBound(frames, bin * options.binFrames);
      const last = lowerBound(frames, (bin + 1) * options.binFrames);
      if (last - first < options.minSpikes) return NaN;
      const inBin = Float64Array.from(rows.subarray(first, last), (row) => positions[row]);
      return median(inBin) - reference;
    });
  });
  return driftOf(differences, options.minValid);
}
