import { writeExtension, type AnalyzerExtension } from "#core/analyzer/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";

/** Extensions on their way to the disk, one after the other, while others are computed. */
export interface Saving {
  /** Has an extension stored in its turn; the analyzer holds it, so waiting costs no memory. @throws what an earlier one failed with */
  add(extension: AnalyzerExtension): void;
  /** All that were added are stored. @throws what one of them failed with */
  settled(): Promise<void>;
}

/** @param folder of the analyzer; undefined where it is only in memory */
export function createSaving(folder: string | undefined, ctx: ComputeContext): Saving {
  let last = Promise.resolve();
  let failed: { readonly with: unknown } | undefined;
  return {
    add(extension) {
      if (folder === undefined) return;
      if (failed !== undefined) throw failed.with;
      last = last.then(() => writeExtension(folder, extension, ctx));
      last.catch((error: unknown) => {
        failed ??= { with: error }; // told by `add` and `settled`
      });
    },
    settled: () => last,
  };
}
