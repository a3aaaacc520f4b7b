import { writeExtension, type AnalyzerExtension } from "#core/analyzer/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";

/** Extensions on their way to the disk while others are computed. */
export interface Saving {
  /** Begins to store an extension, once the one before is there. @throws what an earlier one failed with */
  add(extension: AnalyzerExtension): Promise<void>;
  /** All that were added are stored. @throws what one of them failed with */
  settled(): Promise<void>;
}

/** How many extensions may wait: they hold memory. */
const MOST_WAITING = 2;

/** @param folder of the analyzer; undefined where it is only in memory */
export function createSaving(folder: string | undefined, ctx: ComputeContext): Saving {
  const waiting: Promise<void>[] = [];
  let last = Promise.resolve();
  return {
    async add(extension) {
      if (folder === undefined) return;
      while (waiting.length >= MOST_WAITING) await waiting.shift();
      last = last.then(() => writeExtension(folder, extension, ctx));
      last.catch(() => undefined); // told by `add` and `settled`
      waiting.push(last);
    },
    settled: () => last,
  };
}
