import { z } from "zod";
import { componentMetric } from "../../components/task.ts";
import { defineMetric } from "../../define.ts";

/** How well a straight cut tells a unit from all others. */
export const dPrime = defineMetric({
  name: "d_prime",
  label: "d-prime",
  columns: [
    {
      name: "d_prime",
      label: "d′",
      unit: "SD",
      description:
        "Distance of the unit's spikes from foreign ones along the axis that tells them apart best.",
      formula: "(mean_own − mean_other) / √((var_own + var_other) / 2) along the LDA axis",
      dtype: "float",
    },
  ],
  citation: "Hill, Mehta & Kleinfeld, J. Neurosci. 2011",
  requires: ["principal_components", "templates"],
  ofComponents: true,
  params: z.strictObject({}),
  compute: (input) => componentMetric(input, { kind: "d_prime" }),
});
