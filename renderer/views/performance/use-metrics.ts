import type { UnitTable } from "#contract/index.ts";
import { useClient } from "../../app/index.ts";
import type { AsyncValue } from "../../data/index.ts";
import { useAsync } from "../../data/index.ts";
import { useComparison } from "../../stores/index.ts";
import { analyzerOfSorting } from "../shared/analyzer-of.ts";

/** Metrics of the units of both sortings, where analyzers with metrics exist. */
export function usePairMetrics(): AsyncValue<{
  readonly first: UnitTable | null;
  readonly second: UnitTable | null;
}> {
  const { api } = useClient();
  const comparison = useComparison();
  const tableOf = async (analyzerId: number | null): Promise<UnitTable | null> =>
    analyzerId === null ? null : api.analyzers.units({ analyzerId });
  return useAsync(
    () =>
      comparison.id1 === null || comparison.id2 === null
        ? undefined
        : JSON.stringify([analyzerOfSorting(comparison.id1), analyzerOfSorting(comparison.id2)]),
    async (key) => {
      const [one, two] = JSON.parse(key) as [number | null, number | null]; // our own key
      const [first, second] = await Promise.all([tableOf(one), tableOf(two)]);
      return { first, second };
    },
  );
}
