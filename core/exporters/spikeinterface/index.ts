import { z } from "zod";
import { saveAnalyzer, saveZarrAnalyzer, type SortingAnalyzer } from "#core/analyzer/index.ts";
import { EXTENSIONS } from "#core/extensions/index.ts";
import { writeNumpyFolder } from "#core/formats/index.ts";
import { formatJson } from "#core/model/index.ts";
import { defineExporter } from "../define.ts";

/** The curated sorting and analyzer as folders that SpikeInterface loads. */
export const spikeinterface = defineExporter({
  name: "spikeinterface",
  label: "SpikeInterface folders",
  summary: "The curated analyzer and its sorting as SpikeInterface's own folders, with what was decided.", // prettier-ignore
  params: z.strictObject({
    format: z.enum(["binary_folder", "zarr"]).default("binary_folder").describe("Of the analyzer."),
  }),
  async write({ analyzer, curations = [] }, { into }, { format }, ctx) {
    const at = (name: string): string => ctx.fs.path.join(into, name);
    const known = new Set<string>(EXTENSIONS.map(({ name }) => name));
    const own: SortingAnalyzer = {
      ...analyzer,
      format: "memory",
      folder: undefined,
      // what only this program knows of (a sorter's templates) is no extension of SpikeInterface
      extensions: new Map([...analyzer.extensions].filter(([name]) => known.has(name))),
    };
    const name = format === "zarr" ? "analyzer.zarr" : "analyzer";
    if (format === "zarr") await saveZarrAnalyzer(own, at(name), ctx);
    else await saveAnalyzer(own, at(name), ctx);
    await writeNumpyFolder(analyzer.sorting, at("sorting"), ctx);
    const documents = curations.map((_, i) =>
      curations.length === 1 ? "curation.json" : `curation_${String(i + 1)}.json`,
    );
    for (const [i, document] of curations.entries()) {
      await ctx.fs.writeFile(at(documents[i]), formatJson(document));
    }
    return [name, "sorting", ...documents];
  },
});
