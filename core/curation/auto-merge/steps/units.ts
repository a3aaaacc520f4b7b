import { z } from "zod";
import { extensionTable, findColumn } from "#core/analyzer/index.ts";
import { unitSnr } from "#core/metrics/index.ts";
import { countSpikes } from "#core/sorting/index.ts";
import { refractoryFrames, unitContaminations } from "../refractory.ts";
import { defineMergeStep, judgeUnits } from "../search.ts";

/* Steps that leave out units rather than pairs. */

/** Enough spikes for what follows to mean anything. */
export const numSpikes = defineMergeStep({
  name: "num_spikes",
  label: "Spikes",
  summary: "Both units have enough spikes to be judged.",
  measure: { label: "fewest spikes", unit: "" },
  passes: "above",
  requires: [],
  params: z.strictObject({
    min_spikes: z.number().nonnegative().default(100).describe("Least spikes of a unit."),
  }),
  judge: ({ analyzer }, { min_spikes: least }) =>
    judgeUnits(countSpikes(analyzer.sorting), least, (n) => n >= least, Math.min),
});

/** Units that stand out of the noise. */
export const snr = defineMergeStep({
  name: "snr",
  label: "SNR",
  summary: "Both units stand out of the noise.",
  measure: { label: "lowest SNR", unit: "" },
  passes: "above",
  requires: ["templates", "noise_levels"],
  params: z.strictObject({
    min_snr: z.number().default(2).describe("Least signal-to-noise ratio of a unit."),
  }),
  judge({ analyzer }, { min_snr: least }) {
    const stored = analyzer.extensions.has("quality_metrics")
      ? findColumn(extensionTable(analyzer, "quality_metrics"), "snr")?.values
      : undefined;
    const values = stored instanceof Float64Array ? stored : unitSnr(analyzer);
    // a unit without a value is not left out, as in the reference
    return judgeUnits(values, least, (value) => !(value < least), Math.min);
  },
});

const refractory = {
  refractory_period_ms: z
    .number()
    .positive()
    .default(1)
    .describe("Refractory period.")
    .meta({ unit: "ms" }),
  censored_period_ms: z
    .number()
    .nonnegative()
    .default(0.3)
    .describe("Shortest interval that the sorter can see.")
    .meta({ unit: "ms" }),
};

/** Units that are mostly one neuron. */
export const removeContaminated = defineMergeStep({
  name: "remove_contaminated",
  label: "Contamination",
  summary: "Neither unit is contaminated by itself.",
  measure: { label: "highest contamination", unit: "" },
  passes: "below",
  requires: [],
  params: z.strictObject({
    contamination_thresh: z
      .number()
      .nonnegative()
      .default(0.2)
      .describe("Most contamination of a unit."),
    ...refractory,
  }),
  judge(search, params) {
    const { analyzer } = search;
    const frames = refractoryFrames(analyzer.attributes.samplingFrequency, params);
    const values = unitContaminations(analyzer, frames);
    search.contamination = values;
    const most = params.contamination_thresh;
    return judgeUnits(values, most, (value) => !(value > most), Math.max);
  },
});

/** Parameters of every step that counts refractory violations. */
export const REFRACTORY_PARAMS = refractory;
