import {
  readExtension,
  savedExtensionNames,
  type AnalyzerExtension,
  type SortingAnalyzer,
} from "#core/analyzer/index.ts";
import { loadDeskAnalyzer } from "#core/curation/index.ts";
import { LATE_EXTENSIONS } from "./late-extensions.ts";
import { shareExtension } from "./shared-analyzer.ts";
import type { ArrayReader } from "./shared-arrays.ts";

/** An analyzer while it is read. */
export interface OpenedAnalyzer {
  readonly whole: Promise<SortingAnalyzer>;
  /** Without the late extensions that are not named; the same object for the same names, the whole one once that is there. */
  early(needed: readonly string[]): Promise<SortingAnalyzer>;
}

/** An analyzer that comes all at once. */
export const openedAtOnce = (whole: Promise<SortingAnalyzer>): OpenedAnalyzer => ({
  whole,
  early: () => whole,
});

/** Begins to open a folder, one of Phy's as it was at a time (`asOf`). Errors are those of the promises. */
export function openAnalyzer(path: string, reader: ArrayReader, asOf?: string): OpenedAnalyzer {
  const { tasks } = reader;
  const ctx = { ...tasks, log: () => undefined };
  const extensions = new Map<string, Promise<AnalyzerExtension>>();
  const load = async (): Promise<SortingAnalyzer> => {
    await reader.begin(path);
    const analyzer = await loadDeskAnalyzer(path, ctx, { loadExtensions: false, asOf });
    const { folder, sorting } = analyzer;
    const names = folder === undefined ? [] : await savedExtensionNames(folder, ctx);
    for (const name of names) {
      const extension = readExtension(path, name, sorting.unitIds, ctx).then(shareExtension);
      extension.catch(() => undefined); // met by who waits for it
      extensions.set(name, extension);
    }
    await reader.index(path, sorting);
    return analyzer;
  };
  const bare = load();
  const withThose = async (isWanted: (name: string) => boolean): Promise<SortingAnalyzer> => {
    const analyzer = await bare;
    const wanted = [...extensions].filter(([name]) => isWanted(name));
    const read = await Promise.all(wanted.map(async ([name, own]) => [name, await own] as const));
    return { ...analyzer, extensions: new Map([...analyzer.extensions, ...read]) };
  };
  const known = new Map<string, Promise<SortingAnalyzer>>();
  let isWhole = false;
  const whole = withThose(() => true).finally(() => {
    reader.end(path);
  });
  whole.then(
    () => {
      isWhole = true;
      known.clear();
    },
    () => undefined, // met by who waits for it
  );
  return {
    whole,
    early(needed) {
      if (isWhole) return whole;
      const key = needed.join(" ");
      const early =
        known.get(key) ?? withThose((name) => !LATE_EXTENSIONS.has(name) || needed.includes(name));
      known.set(key, early);
      return early;
    },
  };
}
