import { z } from "zod";
import { toFloat64, type NdArray } from "#core/array/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { array, ids } from "#core/functions/params.ts";
import { EphysError } from "#core/model/index.ts";
import { ldaDPrime } from "./components/discriminant.ts";
import { mahalanobisMetrics } from "./components/mahalanobis.ts";
import { nearestNeighborRates } from "./components/neighbours.ts";
import type { LabelledPoints } from "./components/points.ts";
import { referenceSilhouette, simplifiedSilhouette } from "./components/silhouette.ts";

/* SpikeInterface's qualitymetrics.pca_metrics by their dotted names. */

const PREFIX = "spikeinterface.qualitymetrics.pca_metrics";

const labelled = {
  all_pcs: array(),
  all_labels: ids(),
  this_unit_id: z.union([z.string(), z.number()]),
};

function pointsOf(pcs: NdArray, labels: readonly (string | number)[]): LabelledPoints {
  const [numPoints, numFeatures] = pcs.shape;
  if (numFeatures === undefined || pcs.shape.length !== 2 || numPoints !== labels.length) {
    throw new EphysError(
      "InvalidParameter",
      `all_pcs must be spikes × features with one label per spike; it is ${pcs.shape.join(" × ")} with ${String(labels.length)} labels`,
    );
  }
  return { values: toFloat64(pcs), numFeatures, labels };
}

const mahalanobis = defineFunction({
  name: `${PREFIX}.mahalanobis_metrics`,
  params: z.object(labelled),
  run({ all_pcs, all_labels, this_unit_id }, { kernels }) {
    const { isolationDistance, lRatio } = mahalanobisMetrics(
      pointsOf(all_pcs, all_labels),
      this_unit_id,
      kernels,
    );
    return [isolationDistance, lRatio];
  },
});

const lda = defineFunction({
  name: `${PREFIX}.lda_metrics`,
  params: z.object(labelled),
  run: ({ all_pcs, all_labels, this_unit_id }, { kernels }) =>
    ldaDPrime(pointsOf(all_pcs, all_labels), this_unit_id, kernels),
});

const neighbors = defineFunction({
  name: `${PREFIX}.nearest_neighbors_metrics`,
  params: z.object({
    ...labelled,
    max_spikes: z.number().positive(),
    n_neighbors: z.int().positive(),
  }),
  run({ all_pcs, all_labels, this_unit_id, max_spikes, n_neighbors }, ctx) {
    const { hitRate, missRate } = nearestNeighborRates(
      pointsOf(all_pcs, all_labels),
      this_unit_id,
      { maxSpikes: max_spikes, numNeighbors: n_neighbors },
      ctx.kernels,
    );
    return [hitRate, missRate];
  },
});

const simplified = defineFunction({
  name: `${PREFIX}.simplified_silhouette_score`,
  params: z.object(labelled),
  run: ({ all_pcs, all_labels, this_unit_id }) =>
    simplifiedSilhouette(pointsOf(all_pcs, all_labels), this_unit_id),
});

const full = defineFunction({
  name: `${PREFIX}.silhouette_score`,
  params: z.object(labelled),
  run: ({ all_pcs, all_labels, this_unit_id }) =>
    referenceSilhouette(pointsOf(all_pcs, all_labels), this_unit_id),
});

/** Functions of features by principal components. */
export const PCA_FUNCTIONS = [mahalanobis, lda, neighbors, simplified, full] as const;
