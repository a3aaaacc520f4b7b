import type { ChunkTask } from "#core/compute/index.ts";
import type { Kernels } from "#core/kernels/index.ts";
import { isEphysError } from "#core/model/index.ts";
import type { MetricInput, MetricValues } from "../define.ts";
import { ldaDPrime } from "./discriminant.ts";
import { mahalanobisMetrics } from "./mahalanobis.ts";
import { nearestNeighborRates } from "./neighbours.ts";
import { componentScores, neighbourhoodOf, type ComponentScores } from "./neighbourhood.ts";
import type { LabelledPoints } from "./points.ts";
import { fullSilhouette, simplifiedSilhouette } from "./silhouette.ts";

/** What to compute of a unit's spikes and its neighbours'. */
export type ComponentMetric =
  | { readonly kind: "mahalanobis" }
  | { readonly kind: "d_prime" }
  | { readonly kind: "silhouette" }
  | { readonly kind: "silhouette_full" }
  | {
      readonly kind: "nearest_neighbor";
      readonly maxSpikes: number;
      readonly numNeighbors: number;
    };

/** Columns by metric. */
const COLUMNS: Readonly<Record<ComponentMetric["kind"], readonly string[]>> = {
  mahalanobis: ["isolation_distance", "l_ratio"],
  d_prime: ["d_prime"],
  silhouette: ["silhouette"],
  silhouette_full: ["silhouette_full"],
  nearest_neighbor: ["nn_hit_rate", "nn_miss_rate"],
};

interface ComponentArgs {
  readonly scores: ComponentScores;
  readonly metric: ComponentMetric;
}

/** A metric of one unit on any worker; a chunk's first frame is the unit. Answers a value per column. */
export const componentMetricTask: ChunkTask<
  ComponentArgs,
  ComponentArgs & { readonly kernels: Kernels },
  readonly number[]
> = {
  name: "component_metric",
  prepare: (args, { kernels }) => Promise.resolve({ ...args, kernels }),
  run({ scores, metric, kernels }, { startFrame: unit }) {
    const points = neighbourhoodOf(scores, unit);
    try {
      return Promise.resolve(valuesOf(metric, points, unit, kernels));
    } catch (error) {
      // what a metric refuses of a unit's spikes is a missing value
      if (!isEphysError(error, "InvalidValue") && !isEphysError(error, "InvalidParameter")) {
        throw error;
      }
      return Promise.resolve(COLUMNS[metric.kind].map(() => NaN));
    }
  },
};

function valuesOf(
  metric: ComponentMetric,
  points: LabelledPoints,
  unit: number,
  kernels: Kernels,
): readonly number[] {
  switch (metric.kind) {
    case "mahalanobis": {
      const { isolationDistance, lRatio } = mahalanobisMetrics(points, unit, kernels);
      return [isolationDistance, lRatio];
    }
    case "d_prime":
      return [ldaDPrime(points, unit, kernels)];
    case "silhouette":
      return [simplifiedSilhouette(points, unit)];
    case "silhouette_full":
      return [fullSilhouette(points, unit)];
    case "nearest_neighbor": {
      const { hitRate, missRate } = nearestNeighborRates(points, unit, metric, kernels);
      return [hitRate, missRate];
    }
  }
}

/** The columns of a metric for all wanted units, spread over the workers; NaN for other units. */
export function componentMetric(
  { analyzer, ctx, shared, wants }: MetricInput<unknown>,
  metric: ComponentMetric,
): Promise<MetricValues> {
  return shared.once(`component metric ${JSON.stringify(metric)}`, async () => {
    const scores = shared.once("component scores", () => componentScores(analyzer));
    const { unitIds } = analyzer.sorting;
    const columns = COLUMNS[metric.kind].map(() => new Float64Array(unitIds.length).fill(NaN));
    const chunks = unitIds
      .map((_, unit) => ({ segmentIndex: 0, startFrame: unit, endFrame: unit + 1 }))
      .filter(({ startFrame }) => wants(startFrame));
    await ctx.executor.run(
      componentMetricTask,
      { scores, metric },
      chunks,
      (values, { startFrame: unit }) => {
        for (const [k, value] of values.entries()) columns[k][unit] = value;
      },
    );
    return Object.fromEntries(COLUMNS[metric.kind].map((name, k) => [name, columns[k]]));
  });
}
