import { z } from "zod";
import { extensionArray, requireExtension } from "#core/analyzer/index.ts";
import { toFloat64 } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";
import { correlationSignificance, slidingViolation } from "../slay-scores.ts";
import { defineMergeStep, forEachPair } from "../search.ts";
import { similarityBy } from "./places.ts";

/**
 * SLAy's merge score (Koukuntla 2025; slay_score of SpikeInterface 0.104): similarity, plus how much the cross-correlogram is
 * unlike chance, less how surely the refractory period of both together is violated.
 */
export const slayScore = defineMergeStep({
  name: "slay_score",
  label: "SLAy score",
  summary: "Similar, correlated, and together without refractory violations.",
  measure: { label: "SLAy score", unit: "" },
  passes: "above",
  requires: ["correlograms", "templates"],
  params: z.strictObject({
    k1: z.number().default(0.25).describe("Weight of the correlation."),
    k2: z.number().default(1).describe("Weight of the refractory violation."),
    slay_threshold: z.number().default(0.5).describe("Least score."),
    similarity_method: z
      .enum(["l1", "l2", "cosine"])
      .default("l1")
      .describe("How templates are compared."),
  }),
  judge(search, { k1, k2, slay_threshold: limit, similarity_method }) {
    const { analyzer, numUnits } = search;
    const array = extensionArray(analyzer, "correlograms", "ccgs");
    const binMs = requireExtension(analyzer, "correlograms").params["bin_ms"];
    if (typeof binMs !== "number" || !(binMs > 0)) {
      throw new EphysError("CorruptFile", "the correlograms extension lacks bin_ms");
    }
    const counts = toFloat64(array);
    const numBins = array.shape[2] ?? 0;
    const similarity = similarityBy(analyzer, similarity_method);
    const found = new Map<number, readonly [number, number, number]>();
    forEachPair(search, (i, j) => {
      const at = (i * numUnits + j) * numBins;
      const cross = counts.subarray(at, at + numBins);
      found.set(i * numUnits + j, [
        // as the template step keeps it, in single precision
        1 - Math.fround(1 - similarity(i, j)),
        correlationSignificance(cross, binMs),
        slidingViolation(cross, binMs),
      ]);
    });
    return {
      limit,
      at(i, j) {
        const scores = found.get(i * numUnits + j) ?? [NaN, NaN, NaN];
        const [alike, correlation, violation] = scores;
        const value = alike + k1 * correlation - k2 * violation;
        const details = { similarity: alike, correlation, refractory_violation: violation };
        return { passed: value > limit, value, details };
      },
    };
  },
});
