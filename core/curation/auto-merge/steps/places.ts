import { z } from "zod";
import { extensionArray, requireExtension, templatesOf } from "#core/analyzer/index.ts";
import { toFloat64 } from "#core/array/index.ts";
import { pairSimilarity } from "#core/extensions/index.ts";
import { defineMergeStep, pairValues } from "../search.ts";

/* Steps that compare where two units lie and what they look like. */

/** Units near each other. */
export const unitLocations = defineMergeStep({
  name: "unit_locations",
  label: "Distance",
  summary: "The units lie near each other.",
  measure: { label: "distance", unit: "µm" },
  passes: "below",
  requires: ["templates", "unit_locations"],
  params: z.strictObject({
    max_distance_um: z
      .number()
      .nonnegative()
      .default(150)
      .describe("Largest distance of two units.")
      .meta({ unit: "µm" }),
  }),
  judge(search, { max_distance_um: most }) {
    const { numUnits } = search;
    const array = extensionArray(search.analyzer, "unit_locations", "unit_locations");
    const [, width = 0] = array.shape;
    const places = toFloat64(array);
    // depth beside the probe is not well known: x and y count
    const distances = pairValues(search, (i, j) =>
      Math.hypot(
        places[i * width] - places[j * width],
        places[i * width + 1] - places[j * width + 1],
      ),
    );
    return {
      limit: most,
      at(i, j) {
        const value = distances[i * numUnits + j];
        return { passed: value <= most, value, details: {} };
      },
    };
  },
});

/** Units that look alike. */
export const templateSimilarity = defineMergeStep({
  name: "template_similarity",
  label: "Template difference",
  summary: "The templates of the units are alike.",
  measure: { label: "template difference", unit: "" },
  passes: "below",
  requires: ["templates"],
  params: z.strictObject({
    similarity_method: z
      .enum(["l1", "l2", "cosine"])
      .default("l1")
      .describe("How templates are compared."),
    template_diff_thresh: z
      .number()
      .nonnegative()
      .default(0.25)
      .describe("Largest difference, 0 = equal templates."),
  }),
  judge(search, { similarity_method: method, template_diff_thresh: most }) {
    const { numUnits } = search;
    const similarity = similarityBy(search.analyzer, method);
    const differences = pairValues(search, (i, j) => Math.fround(1 - similarity(i, j)));
    return {
      limit: most,
      at(i, j) {
        const value = differences[i * numUnits + j];
        return { passed: value < most, value, details: { similarity: 1 - value } };
      },
    };
  },
});

/** Similarity of a pair: as stored where the extension used this method, else measured for the pairs asked for. */
export function similarityBy(
  analyzer: Parameters<typeof templatesOf>[0],
  method: "l1" | "l2" | "cosine",
): (i: number, j: number) => number {
  const stored = analyzer.extensions.get("template_similarity");
  if (stored?.params["method"] === method) {
    const values = toFloat64(extensionArray(analyzer, "template_similarity", "similarity"));
    const numUnits = analyzer.sorting.unitIds.length;
    return (i, j) => values[i * numUnits + j];
  }
  requireExtension(analyzer, "templates");
  const templates = templatesOf(analyzer);
  return pairSimilarity(templates, analyzer.sparsity?.mask, {
    method,
    support: "union",
    numShifts: 0,
  });
}
