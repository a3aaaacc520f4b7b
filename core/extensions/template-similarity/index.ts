import { z } from "zod";
import { ndArray, toFloat64 } from "#core/array/index.ts";
import { framesOfMs, templatesOf } from "#core/analyzer/index.ts";
import { EphysError } from "#core/model/index.ts";
import { arrayData, defineExtension, done } from "../define.ts";
import { pairSimilarity, templateSimilarity as similarityOf } from "./similarity.ts";

const similarityParams = z.strictObject({
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
});

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
  params: similarityParams,
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
    const similarity = similarityOf(templates, analyzer.sparsity?.mask, {
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
  regroupUnits({ extension, after, before, sources, madeUnits }) {
    const value = extension.data.get("similarity");
    const params = similarityParams.safeParse(extension.params);
    if (value?.kind !== "array" || "columns" in value.array || !params.success) return undefined;
    const templates = templatesOf(after);
    const { method, support, max_lag_ms } = params.data;
    const numShifts = framesOfMs(max_lag_ms, after.attributes.samplingFrequency);
    const n = sources.length;
    const numBefore = before.sorting.unitIds.length;
    const old = value.array.data as Float32Array; // float32 by definition of the extension
    const out = new Float32Array(n * n);
    const made = new Set(madeUnits);
    const pair = pairSimilarity(templates, after.sparsity?.mask, {
      method,
      support,
      numShifts,
      bothDirections: true,
    });
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        out[i * n + j] = made.has(i)
          ? pair(i, j)
          : made.has(j)
            ? pair(j, i)
            : old[sources[i][0] * numBefore + sources[j][0]];
      }
    }
    return arrayData({ similarity: ndArray("float32", [n, n], out) });
  },
});
