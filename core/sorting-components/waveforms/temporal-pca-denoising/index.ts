import { z } from "zod";
import { defineWaveformStep } from "../define.ts";
import { checkedModel, pcaModelParam, projectBatch } from "../shared/pca-model.ts";

/** Waveforms keep what components explain. Reference: SpikeInterface 0.103.2 waveforms/temporal_pca.py. */
export const temporalPcaDenoising = defineWaveformStep({
  name: "temporal_pca_denoising",
  label: "Temporal PCA denoising",
  summary: "Every channel's waveform keeps only what temporal components explain.",
  params: z.strictObject({ pca_model: pcaModelParam }),
  create({ pca_model }, context) {
    const model = { ...checkedModel(pca_model, context), whiten: false };
    return (batch) => {
      const { count, numSamples, width, data } = batch;
      const scores = projectBatch(batch, model);
      const numComponents = model.components.length;
      for (let i = 0; i < count; i++) {
        for (let c = 0; c < batch.channels[i].length; c++) {
          for (let s = 0; s < numSamples; s++) {
            let sum = model.mean[s];
            for (let k = 0; k < numComponents; k++) {
              sum += scores[(i * numComponents + k) * width + c] * model.components[k][s];
            }
            data[(i * numSamples + s) * width + c] = sum;
          }
        }
      }
      return batch;
    };
  },
});
