import { z } from "zod";
import { componentMetric } from "../../components/task.ts";
import { defineMetric } from "../../define.ts";

/** How far foreign spikes are from a unit's cluster. */
export const isolationDistance = defineMetric({
  name: "isolation_distance",
  label: "Isolation distance",
  columns: [
    {
      name: "isolation_distance",
      label: "Isolation distance",
      unit: "",
      description:
        "Squared Mahalanobis distance from the unit's centre within which as many foreign spikes lie as the unit has.",
      formula: "D²(n) of foreign spikes in ascending order; n = the smaller of both counts",
      dtype: "float",
    },
  ],
  citation: "Harris et al., Neuron 2001; Schmitzer-Torbert & Redish, J. Neurophysiol. 2004",
  requires: ["principal_components", "templates"],
  ofComponents: true,
  params: z.strictObject({}),
  async compute(input) {
    const { isolation_distance } = await componentMetric(input, { kind: "mahalanobis" });
    return { isolation_distance };
  },
});
