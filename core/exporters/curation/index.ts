import { z } from "zod";
import { EphysError, formatJson } from "#core/model/index.ts";
import { defineExporter } from "../define.ts";

/** What was decided, for SpikeInterface to apply. */
export const curation = defineExporter({
  name: "curation",
  label: "Curation JSON",
  summary: "What was decided as SpikeInterface's curation format, version 2: one file, or two that are applied one after the other.", // prettier-ignore
  params: z.strictObject({}),
  async write({ curations = [] }, { into }, _params, ctx) {
    if (curations.length === 0) {
      throw new EphysError("InvalidValue", "nothing is curated yet: there is no curation to write");
    }
    const names = curations.map((_, i) =>
      curations.length === 1 ? "curation.json" : `curation_${String(i + 1)}.json`,
    );
    for (const [i, document] of curations.entries()) {
      await ctx.fs.writeFile(ctx.fs.path.join(into, names[i]), formatJson(document));
    }
    if (curations.length === 1) return names;
    // SpikeInterface 0.104 takes the row of them as one
    const sequence = { curation_steps: [...curations] };
    await ctx.fs.writeFile(ctx.fs.path.join(into, "curation_sequence.json"), formatJson(sequence));
    return [...names, "curation_sequence.json"];
  },
});
