import { useProject } from "../../stores/index.ts";

/** The newest analyzer of a sorting. */
export function analyzerOfSorting(sortingId: number | null): number | null {
  const { tree } = useProject();
  const own = (tree?.analyzers ?? []).filter((analyzer) => analyzer.sortingId === sortingId);
  return own.reduce<number | null>((best, { id }) => Math.max(best ?? id, id), null);
}
