import { z } from "zod";
import { defineMetric } from "../../define.ts";
import { totalDurationOf, trainsOf } from "../shared/inputs.ts";
import { isiViolations } from "./violations.ts";

/** Intervals too short for one neuron. */
export const isiViolation = defineMetric({
  name: "isi_violation",
  label: "ISI violations",
  columns: [
    {
      name: "isi_violations_ratio",
      label: "ISI violation ratio",
      unit: "",
      description:
        "Rate of too short intervals over the unit's rate: about the share of foreign spikes.",
      formula: "violations · duration / (2 · num_spikes² · (isi_threshold − min_isi))",
      dtype: "float",
    },
    {
      name: "isi_violations_count",
      label: "ISI violations",
      unit: "",
      description: "Intervals shorter than the threshold.",
      formula: "number of intervals < isi_threshold",
      dtype: "float",
    },
  ],
  citation: "Hill, Mehta & Kleinfeld, J. Neurosci. 2011 (UltraMegaSort2000)",
  requires: [],
  params: z.strictObject({
    isi_threshold_ms: z
      .number()
      .positive()
      .default(1.5)
      .describe("Intervals below this are violations.")
      .meta({ unit: "ms" }),
    min_isi_ms: z
      .number()
      .nonnegative()
      .default(0)
      .describe(
        "Shortest interval that the sorter can see; only lowers the time in which violations count.",
      )
      .meta({ unit: "ms" }),
  }),
  compute({ analyzer, params }) {
    const { samplingFrequency } = analyzer.attributes;
    const duration = totalDurationOf(analyzer);
    const results = analyzer.sorting.unitIds.map((_, unit) =>
      isiViolations(
        trainsOf(analyzer, unit).map((train) => train.map((frame) => frame / samplingFrequency)),
        duration,
        params.isi_threshold_ms / 1000,
        params.min_isi_ms / 1000,
      ),
    );
    return {
      isi_violations_ratio: Float64Array.from(results, ({ ratio }) => ratio),
      isi_violations_count: Float64Array.from(results, ({ count }) => count),
    };
  },
});
