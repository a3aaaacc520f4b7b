import type { MetricInput } from "../../define.ts";
import { mahalanobisMetrics, type MahalanobisMetrics } from "../../components/mahalanobis.ts";
import { neighbourhoodsOf } from "../../components/neighbourhood.ts";

/** Both Mahalanobis metrics of every wanted unit, computed once for the two metrics that show one each. */
export function mahalanobisOf(
  input: Pick<MetricInput<unknown>, "analyzer" | "shared" | "wants">,
): MahalanobisColumns {
  return input.shared.once("mahalanobis", () => {
    const neighbourhoods = neighbourhoodsOf(input);
    const results = input.analyzer.sorting.unitIds.map((_, unit) =>
      input.wants(unit)
        ? mahalanobisMetrics(neighbourhoods.points(unit), unit)
        : { isolationDistance: NaN, lRatio: NaN },
    );
    return { map: (pick) => Float64Array.from(results, pick) };
  });
}

interface MahalanobisColumns {
  /** [unit] */
  map(pick: (metrics: MahalanobisMetrics) => number): Float64Array;
}
