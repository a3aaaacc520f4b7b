import { arrayData, defineExtension } from "../define.ts";
import { pickArrayRows, randomSpikeRows } from "../pick-rows.ts";
import { pcaParams } from "./params.ts";
import { principalComponents } from "./project.ts";

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
  params: pcaParams,
  async start({ analyzer, params, ctx }) {
    const projection = await principalComponents(analyzer, params, ctx);
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
