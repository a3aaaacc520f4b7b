import type { CoreContext } from "#core/compute/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { encodeNpzSorting } from "../shared/encode-npz-sorting.ts";

/** Writes a sorting as one .npz file (SpikeInterface's NpzSortingExtractor); its properties are not part of it. */
export async function writeNpz(sorting: Sorting, path: string, ctx: CoreContext): Promise<void> {
  await ctx.fs.writeFile(path, encodeNpzSorting(sorting));
}
