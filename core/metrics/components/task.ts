import type { ChunkTask } from "#core/compute/index.ts";
import type { Kernels } from "#core/kernels/index.ts";
import { isEphysError, returnSamples } from "#core/model/index.ts";
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
  readonly metrics: readonly ComponentMetric[];
}

/**
 * Metrics of one unit on any worker, so that its neighbours' spikes are gathered once; a chunk's first frame is the unit.
 * Answers, per metric, a value per column.
 */
export const componentMetricTask: ChunkTask<
  ComponentArgs,
  ComponentArgs & { readonly kernels: Kernels },
  readonly (readonly number[])[]
> = {
  name: "component_metric",
  prepare: (args, { kernels }) => Promise.resolve({ ...args, kernels }),
  run({ scores, metrics, kernels }, { startFrame: unit }) {
    const points = neighbourhoodOf(scores, unit);
    try {
      return Promise.resolve(metrics.map((metric) => valuesOrNaN(metric, points, unit, kernels)));
    } finally {
      returnSamples(points.values);
    }
  },
};

/** What a metric refuses of a unit's spikes is a missing value. */
function valuesOrNaN(
  metric: ComponentMetric,
  points: LabelledPoints,
  unit: number,
  kernels: Kernels,
): readonly number[] {
  try {
    return valuesOf(metric, points, unit, kernels);
  } catch (error) {
    if (!isEphysError(error, "InvalidValue") && !isEphysError(error, "InvalidParameter")) {
      throw error;
    }
    return COLUMNS[metric.kind].map(() => NaN);
  }
}

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

/** Metrics that are asked for at the same time, before any of them is waited for. */
interface Batch {
  readonly metrics: ComponentMetric[];
  readonly values: Promise<readonly MetricValues[]>;
}

/**
 * The columns of a metric for all wanted units, spread over the workers; NaN for other units. Metrics asked for in one turn
 * of the event loop are computed together.
 */
export function componentMetric(
  input: MetricInput<unknown>,
  metric: ComponentMetric,
): Promise<MetricValues> {
  return input.shared.once(`component metric ${JSON.stringify(metric)}`, async () => {
    const open = input.shared.once<{ batch: Batch | undefined }>("component batch", () => ({
      batch: undefined,
    }));
    open.batch ??= newBatch(input, () => {
      open.batch = undefined;
    });
    const { metrics, values } = open.batch;
    const at = metrics.push(metric) - 1;
    return (await values)[at];
  });
}

function newBatch(input: MetricInput<unknown>, onStart: () => void): Batch {
  const metrics: ComponentMetric[] = [];
  const values = Promise.resolve().then(() => {
    onStart();
    return computeBatch(input, metrics);
  });
  return { metrics, values };
}

async function computeBatch(
  { analyzer, ctx, shared, wants }: MetricInput<unknown>,
  metrics: readonly ComponentMetric[],
): Promise<readonly MetricValues[]> {
  const scores = shared.once("component scores", () => componentScores(analyzer));
  const { unitIds } = analyzer.sorting;
  const columns = metrics.map(({ kind }) =>
    COLUMNS[kind].map(() => new Float64Array(unitIds.length).fill(NaN)),
  );
  const chunks = unitIds
    .map((_, unit) => ({ segmentIndex: 0, startFrame: unit, endFrame: unit + 1 }))
    .filter(({ startFrame }) => wants(startFrame));
  const args = { scores, metrics };
  await ctx.executor.run(componentMetricTask, args, chunks, (values, { startFrame: unit }, i) => {
    for (const [m, own] of values.entries()) {
      for (const [k, value] of own.entries()) columns[m][k][unit] = value;
    }
    ctx.report({ step: "metrics of components", fraction: (i + 1) / chunks.length });
  });
  return metrics.map(({ kind }, m) =>
    Object.fromEntries(COLUMNS[kind].map((name, k) => [name, columns[m][k]])),
  );
}
