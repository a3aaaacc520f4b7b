import { z } from "zod";
import { componentMetric } from "../../components/task.ts";
import { defineMetric } from "../../define.ts";

const METHODS = ["simplified", "full"] as const;

/** Whether spikes are nearer to their own unit than to any other. */
export const silhouette = defineMetric({
  name: "silhouette",
  label: "Silhouette",
  columns: [
    {
      name: "silhouette",
      label: "Silhouette",
      unit: "",
      description:
        "Whether spikes are nearer to their own unit's centre (1) than to that of the nearest other unit (−1).",
      formula:
        "mean over spikes of (b − a) / max(a, b); a, b distances to the own and the nearest other centre",
      dtype: "float",
    },
    {
      name: "silhouette_full",
      label: "Full silhouette",
      unit: "",
      description:
        "The same with mean distances to all spikes of a unit in place of that to its centre.",
      formula:
        "mean over spikes of (b − a) / max(a, b); a, b mean distances to the spikes of the own and the nearest other unit",
      dtype: "float",
    },
  ],
  citation: "Rousseeuw, J. Comput. Appl. Math. 1987; Hruschka et al., 2004 (simplified)",
  requires: ["principal_components", "templates"],
  ofComponents: true,
  params: z.strictObject({
    method: z
      .union([z.enum(METHODS), z.array(z.enum(METHODS))])
      .default(["simplified"])
      .describe("Which of the two, or both; full grows with the square of the number of spikes."),
  }),
  async compute(input) {
    const { method } = input.params;
    return {
      ...(method.includes("simplified") && (await componentMetric(input, { kind: "silhouette" }))),
      ...(method.includes("full") && (await componentMetric(input, { kind: "silhouette_full" }))),
    };
  },
});
