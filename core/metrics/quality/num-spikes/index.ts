import { z } from "zod";
import { countSpikes } from "#core/sorting/index.ts";
import { defineMetric } from "../../define.ts";

/** How many spikes a unit has. */
export const numSpikes = defineMetric({
  name: "num_spikes",
  label: "Spikes",
  columns: [
    {
      name: "num_spikes",
      label: "Spikes",
      unit: "",
      description: "Spikes of the unit over all segments.",
      formula: "number of spikes over all segments",
      dtype: "int",
    },
  ],
  citation: "",
  requires: [],
  params: z.strictObject({}),
  compute: ({ analyzer }) => ({ num_spikes: countSpikes(analyzer.sorting) }),
});
