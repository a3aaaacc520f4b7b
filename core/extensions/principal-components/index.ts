import { z } from "zod";
import { arrayData, defineExtension } from "../define.ts";
import { pickArrayRows, randomSpikeRows } from "../pick-rows.ts";
import { PCA_MODES, principalComponents } from "./project.ts";

/** Scores of the random spikes' waveforms on their principal components. */
export const principalComponentsExtension = defineExtension({
  name: "principal_components",
  label: "Principal components",
  summary: "Scores of the random spikes' waveforms on their principal components.",
  siClass: "spikeinterface.postprocessing.principal_component.ComputePrincipalComponents",
  siModule: "spikeinterface",
  dependsOn: ["random_spikes", "waveforms"],
  needsRecording: false,
  si: { useNodePipeline: false, needJobKwargs: true },
  params: z.strictObject({
    n_components: z.int().positive().default(5).describe("How many components are kept."),
    mode: z
      .enum(PCA_MODES)
      .default("by_channel_local")
      .describe("A model for each channel, one for all channels, or one of all channels in a row."),
    whiten: z.boolean().default(true).describe("Give every component the variance 1."),
    dtype: z
      .string()
      .default("float32")
      .describe("Kept with the result, which is float32 whatever it says, as in SpikeInterface."),
  }),
  start({ analyzer, params, ctx }) {
    const projection = principalComponents(analyzer, params, ctx);
    return { kind: "done", data: arrayData({ pca_projection: projection }) };
  },
  selectUnits(extension, analyzer, unitIndices) {
    const kept = new Set(unitIndices);
    const { unitIndex } = analyzer.sorting.spikes;
    const rows: number[] = [];
    for (const [i, row] of randomSpikeRows(analyzer).entries()) {
      if (kept.has(unitIndex[row])) rows.push(i);
    }
    return pickArrayRows(extension, rows);
  },
});
