import { z } from "zod";
import { defineWaveformStep } from "../define.ts";
import { checkedModel, pcaModelParam, projectBatch } from "../shared/pca-model.ts";

/** Waveforms become their scores. Reference: SpikeInterface 0.103.2 waveforms/temporal_pca.py. */
export const temporalPcaProjection = defineWaveformStep({
  name: "temporal_pca_projection",
  label: "Temporal PCA",
  summary: "Every channel's waveform becomes its scores along temporal components.",
  params: z.strictObject({ pca_model: pcaModelParam }),
  create({ pca_model }, context) {
    const model = checkedModel(pca_model, context);
    return (batch) => ({
      ...batch,
      numSamples: model.components.length,
      data: projectBatch(batch, model),
    });
  },
});
