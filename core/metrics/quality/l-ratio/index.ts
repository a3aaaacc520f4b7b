import { z } from "zod";
import { componentMetric } from "../../components/task.ts";
import { defineMetric } from "../../define.ts";

/** How many foreign spikes could as well be the unit's. */
export const lRatio = defineMetric({
  name: "l_ratio",
  label: "L-ratio",
  columns: [
    {
      name: "l_ratio",
      label: "L-ratio",
      unit: "",
      description: "Foreign spikes that could as well be the unit's, over the unit's own spikes.",
      formula:
        "Σ over foreign spikes of (1 − χ²CDF(D²; number of features)) / number of own spikes",
      dtype: "float",
    },
  ],
  citation: "Schmitzer-Torbert & Redish, J. Neurophysiol. 2004",
  requires: ["principal_components", "templates"],
  ofComponents: true,
  params: z.strictObject({}),
  async compute(input) {
    const { l_ratio } = await componentMetric(input, { kind: "mahalanobis" });
    return { l_ratio };
  },
});
