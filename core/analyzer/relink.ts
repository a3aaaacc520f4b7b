import type { CoreContext } from "#core/compute/index.ts";
import { formatJson, isExtractorDict } from "#core/model/index.ts";
import { absolutePaths, relativePaths } from "./dict-paths.ts";
import { readObject } from "./extension-files.ts";
import { relinkZarrAnalyzer } from "./zarr-analyzer.ts";
import { zarrStoreOf } from "./zarr-extension.ts";

/**
 * Makes a copied or moved analyzer folder lead to its recording and sorting again: their paths are relative to the
 * folder where it was written.
 * @param folder where the analyzer is now
 * @param writtenIn where it was when its paths were written
 */
export async function relinkAnalyzer(
  folder: string,
  writtenIn: string,
  ctx: CoreContext,
): Promise<void> {
  const store = await zarrStoreOf(folder, ctx);
  if (store) {
    await relinkZarrAnalyzer(store, writtenIn);
    return;
  }
  const { fs } = ctx;
  for (const name of ["recording.json", "sorting_provenance.json"]) {
    const path = fs.path.join(folder, name);
    if ((await fs.stat(path)) === undefined) continue;
    const dict = await readObject(path, ctx);
    if (!isExtractorDict(dict)) continue;
    const absolute = absolutePaths(dict, writtenIn, fs.path);
    await fs.writeFile(path, formatJson(relativePaths(absolute, folder, fs.path)));
  }
}
