import { z } from "zod";
import { ndArray, toFloat64 } from "#core/array/index.ts";
import { framesOfMs, templatesOf } from "#core/analyzer/index.ts";
import { EphysError } from "#core/model/index.ts";
import { arrayData, defineExtension, done } from "../define.ts";
import { templateSimilarity as similarityOf } from "./similarity.ts";

/** How alike the templates of all pairs of units are. */
export const templateSimilarity = defineExtension({
  name: "template_similarity",
  label: "Template similarity",
  summary: "How alike the templates of all pairs of units are, 1 = equal.",
  siClass: "spikeinterface.postprocessing.template_similarity.ComputeTemplateSimilarity",
  siModule: "spikeinterface",
  dependsOn: ["templates"],
  needsRecording: false,
  si: { useNodePipeline: false, needJobKwargs: false },
  params: z.strictObject({
    method: z
      .preprocess(
        (value) => (value === "cosine_similarity" ? "cosine" : value),
        z.enum(["cosine", "l1", "l2"]),
      )
      .default("cosine")
      .describe("Cosine of the angle, or one minus the normed difference."),
    max_lag_ms: z
      .number()
      .nonnegative()
      .default(0)
      .describe("The best lag up to this counts.")
      .meta({ unit: "ms" }),
    support: z
      .enum(["union", "dense", "intersection"])
      .default("union")
      .describe("Channels that count for a pair of sparse units."),
  }),
  start({ analyzer, params }) {
    const templates = templatesOf(analyzer);
    const numShifts = framesOfMs(params.max_lag_ms, analyzer.attributes.samplingFrequency);
    if (2 * numShifts >= templates.numSamples) {
      throw new EphysError(
        "InvalidParameter",
        `max_lag_ms ${String(params.max_lag_ms)} leaves nothing of templates of ${String(templates.numSamples)} samples`,
        { max_lag_ms: params.max_lag_ms },
      );
    }
    const similarity = similarityOf(templates.data, templates, analyzer.sparsity?.mask, {
      method: params.method,
      support: params.support,
      numShifts,
    });
    const { numUnits } = templates;
    return done({ similarity: ndArray("float32", [numUnits, numUnits], similarity) });
  },
  selectUnits(extension, analyzer, unitIndices) {
    const value = extension.data.get("similarity");
    if (value?.kind !== "array" || "columns" in value.array) {
      throw new EphysError("CorruptFile", "template_similarity lacks its array");
    }
    const all = toFloat64(value.array);
    const numUnits = analyzer.sorting.unitIds.length;
    const n = unitIndices.length;
    const out = Float32Array.from(
      { length: n * n },
      (_, k) => all[unitIndices[Math.floor(k / n)] * numUnits + unitIndices[k % n]],
    );
    return arrayData({ similarity: ndArray("float32", [n, n], out) });
  },
});
