import { z } from "zod";
import { countSpikes } from "#core/sorting/index.ts";
import { defineMetric } from "../../define.ts";
import { totalDurationOf } from "../shared/inputs.ts";

/** Spikes per second over the whole recording. */
export const firingRate = defineMetric({
  name: "firing_rate",
  label: "Firing rate",
  columns: [
    {
      name: "firing_rate",
      label: "Firing rate",
      unit: "Hz",
      description: "Spikes per second over the whole recording.",
      formula: "num_spikes / duration",
      dtype: "float",
    },
  ],
  citation: "",
  requires: [],
  params: z.strictObject({}),
  compute({ analyzer }) {
    const duration = totalDurationOf(analyzer);
    return { firing_rate: countSpikes(analyzer.sorting).map((n) => n / duration) };
  },
});
