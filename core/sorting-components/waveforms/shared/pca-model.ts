import { z } from "zod";
import { EphysError } from "#core/model/index.ts";
import type { WaveformBatch, WaveformContext } from "../define.ts";

/** Temporal components that were learnt before; plain data, unlike the reference's pickle. */
export const pcaModelParam = z
  .strictObject({
    /** [sample] */
    mean: z.array(z.number()).describe("Mean waveform that is subtracted."),
    /** [component × sample], orthonormal */
    components: z.array(z.array(z.number())).min(1).describe("Orthonormal components."),
    /** [component] */
    explained_variance: z.array(z.number()).describe("Variance along each component."),
    whiten: z.boolean().default(false).describe("Scores are divided by the components' spread."),
  })
  .describe("Components as fit_temporal_pca gives them.")
  .meta({ label: "Model" });

export type TemporalPcaModel = z.output<typeof pcaModelParam>;

/** @throws InvalidParameter when the components are of waveforms of another length */
export function checkedModel(
  model: TemporalPcaModel,
  { nbefore, nafter }: WaveformContext,
): TemporalPcaModel {
  const size = nbefore + nafter;
  const fits =
    model.mean.length === size &&
    model.explained_variance.length === model.components.length &&
    model.components.every((component) => component.length === size);
  if (fits) return model;
  throw new EphysError(
    "InvalidParameter",
    `pca_model: components of ${String(model.mean.length)} samples for waveforms of ${String(size)}; learn them with the same ms_before and ms_after`,
    { parameter: "pca_model" },
  );
}

/** Scores of every column, [peak × component × column]; columns beyond a peak's channels are 0. */
export function projectBatch(batch: WaveformBatch, model: TemporalPcaModel): Float32Array {
  const { count, numSamples, width, data } = batch;
  const numComponents = model.components.length;
  const out = new Float32Array(count * numComponents * width);
  for (const [k, component] of model.components.entries()) {
    const scale = model.whiten ? 1 / Math.sqrt(model.explained_variance[k]) : 1;
    for (let i = 0; i < count; i++) {
      for (let c = 0; c < batch.channels[i].length; c++) {
        let sum = 0;
        for (let s = 0; s < numSamples; s++) {
          sum += (data[(i * numSamples + s) * width + c] - model.mean[s]) * component[s];
        }
        out[(i * numComponents + k) * width + c] = sum * scale;
      }
    }
  }
  return out;
}
