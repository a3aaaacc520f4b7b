import { z } from "zod";
import { componentMetric } from "../../components/task.ts";
import { defineMetric } from "../../define.ts";

/** Whether the spikes most like a unit's are the unit's own. */
export const nearestNeighbor = defineMetric({
  name: "nearest_neighbor",
  label: "Nearest neighbours",
  columns: [
    {
      name: "nn_hit_rate",
      label: "NN hit rate",
      unit: "",
      description: "Share of the nearest neighbours of the unit's spikes that are the unit's too.",
      formula: "own spikes among the n_neighbors − 1 nearest of each own spike / all of those",
      dtype: "float",
    },
    {
      name: "nn_miss_rate",
      label: "NN miss rate",
      unit: "",
      description: "Share of the nearest neighbours of foreign spikes that are the unit's.",
      formula: "own spikes among the n_neighbors − 1 nearest of each foreign spike / all of those",
      dtype: "float",
    },
  ],
  citation: "Chung et al., Neuron 2017; Siegle et al., Nature 2021",
  requires: ["principal_components", "templates"],
  ofComponents: true,
  params: z.strictObject({
    max_spikes: z
      .number()
      .positive()
      .default(10_000)
      .describe("Most spikes of the unit and its neighbours together; more are thinned out."),
    n_neighbors: z
      .int()
      .positive()
      .default(5)
      .describe("Neighbours that are looked at, the spike itself among them."),
  }),
  compute: (input) =>
    componentMetric(input, {
      kind: "nearest_neighbor",
      maxSpikes: input.params.max_spikes,
      numNeighbors: input.params.n_neighbors,
    }),
});
