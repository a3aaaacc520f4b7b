import { z } from "zod";
import { isStructured, ndArray, type NdArray } from "#core/array/index.ts";
import { extensionArray, locationsOf, type SortingAnalyzer } from "#core/analyzer/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { encodeNpy } from "#core/array/index.ts";
import {
  computeExtensions,
  selectUnitsOfAnalyzer,
  writeAllComponents,
} from "#core/extensions/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { countSpikes } from "#core/sorting/index.ts";
import { defineExporter } from "../define.ts";
import { writeRecordingFile } from "./recording-file.ts";
import { writeTables } from "./tables.ts";

/** A folder that Phy opens (export_to_phy of SpikeInterface 0.103), file by file as the reference writes it. */
export const phy = defineExporter({
  name: "phy",
  label: "Phy",
  summary: "A folder for phy template-gui, with the filtered recording, templates, amplitudes, components and metrics.", // prettier-ignore
  params: z.strictObject({
    copy_binary: z.boolean().default(true).describe("Write the recording into the folder."),
    compute_pc_features: z.boolean().default(true).describe("Components of every spike."),
    compute_amplitudes: z.boolean().default(true).describe("The amplitude of every spike."),
    add_quality_metrics: z.boolean().default(true).describe("A table per quality metric."),
    add_template_metrics: z.boolean().default(true).describe("A table per template metric."),
    additional_properties: z
      .array(z.string())
      .nullable()
      .default(null)
      .describe("Properties of units that get a table too."),
    template_mode: z
      .enum(["average", "median"])
      .default("average")
      .describe("Which statistic of the waveforms the templates are."),
    use_relative_path: z
      .boolean()
      .default(false)
      .describe("Name the recording by its place beside params.py, so that the folder can move."),
    labels_as_groups: z
      .boolean()
      .default(true)
      .describe("Units labelled good, MUA or noise are so in Phy; false: all are unsorted, as in SpikeInterface."), // prettier-ignore
    pc_features_as_reference: z
      .boolean()
      .default(false)
      .describe("Project samples in the recording's unit, as SpikeInterface 0.103 does, not µV."),
  }),
  async write({ analyzer: given }, place, params, ctx) {
    const analyzer = await prepared(given, params, ctx);
    const write = (name: string, array: NdArray): Promise<void> =>
      ctx.fs.writeFile(ctx.fs.path.join(place.into, name), encodeNpy(array));
    const recordingFile = await writeRecordingFile(analyzer, place, params, ctx);
    const spikes = columnsOfSpikes(analyzer);
    await write("spike_times.npy", spikes.times);
    await write("spike_templates.npy", spikes.units);
    await write("spike_clusters.npy", spikes.units);
    await writeTemplates(analyzer, params.template_mode, write);
    await writeChannels(analyzer, write);
    if (params.compute_amplitudes) {
      const amplitudes = extensionArray(analyzer, "spike_amplitudes", "amplitudes");
      await write("amplitudes.npy", { ...amplitudes, shape: [amplitudes.data.length, 1] });
    }
    if (params.compute_pc_features) {
      const path = ctx.fs.path.join(place.into, "pc_features.npy");
      const asReference = params.pc_features_as_reference;
      await writeAllComponents(analyzer, path, { asReference }, ctx);
      await write("pc_feature_ind.npy", channelLists(analyzer));
    }
    const tables = await writeTables(analyzer, place.into, params, ctx);
    return ["params.py", ...(recordingFile === undefined ? [] : [recordingFile]), ...tables];
  },
});

type Params = z.output<typeof phy.params>;

/** Units with spikes, with everything that is asked for; the analyzer given keeps what it has. */
async function prepared(
  given: SortingAnalyzer,
  params: Params,
  ctx: ComputeContext,
): Promise<SortingAnalyzer> {
  if (given.sorting.numSegments !== 1) {
    throw new EphysError(
      "Unsupported",
      `Phy knows one segment, this analyzer has ${String(given.sorting.numSegments)}: export them one by one`,
    );
  }
  const counts = countSpikes(given.sorting);
  const filled = given.sorting.unitIds.filter((_, u) => counts[u] > 0);
  if (filled.length === 0) {
    throw new EphysError("InvalidValue", "there are no units with spikes to export");
  }
  if (filled.length < counts.length) {
    ctx.log(`${String(counts.length - filled.length)} units without spikes are left out`);
  }
  const chosen = filled.length < counts.length ? selectUnitsOfAnalyzer(given, filled) : given;
  const analyzer: SortingAnalyzer = {
    ...chosen,
    format: "memory",
    folder: undefined,
    extensions: new Map(chosen.extensions),
  };
  extensionArray(analyzer, "templates", params.template_mode); // needed, and nothing makes up for it
  const requests = new Map<string, JsonObject>();
  const add = (name: string, own: JsonObject): void => {
    if (!analyzer.extensions.has(name)) requests.set(name, own);
  };
  add("template_similarity", {});
  if (params.compute_amplitudes) add("spike_amplitudes", { true_offset: true });
  if (params.compute_pc_features) {
    add("principal_components", { n_components: 5, mode: "by_channel_local" });
  }
  if (requests.size > 0) await computeExtensions(analyzer, requests, ctx, { addMissing: false });
  return analyzer;
}

function columnsOfSpikes({ sorting }: SortingAnalyzer): { times: NdArray; units: NdArray } {
  const { sampleIndex, unitIndex } = sorting.spikes;
  const shape = [sampleIndex.length, 1];
  return {
    times: ndArray("int64", shape, sampleIndex),
    units: ndArray("int64", shape, Float64Array.from(unitIndex)),
  };
}

type WriteNpy = (name: string, array: NdArray) => Promise<void>;

async function writeTemplates(
  analyzer: SortingAnalyzer,
  mode: Params["template_mode"],
  write: WriteNpy,
): Promise<void> {
  const dense = extensionArray(analyzer, "templates", mode);
  const [numUnits = 0, numSamples = 0, numChannels = 0] = dense.shape;
  const { sparsity } = analyzer;
  const width = sparsity?.maxChannels ?? numChannels;
  const from = dense.data as Float32Array; // templates are numbers
  const out = new Float64Array(numUnits * numSamples * width);
  for (let u = 0; u < numUnits; u++) {
    for (let k = 0; k < (sparsity?.channels[u].length ?? numChannels); k++) {
      const c = sparsity?.channels[u][k] ?? k;
      for (let s = 0; s < numSamples; s++) {
        out[(u * numSamples + s) * width + k] = from[(u * numSamples + s) * numChannels + c];
      }
    }
  }
  await write("templates.npy", ndArray("float64", [numUnits, numSamples, width], out));
  if (sparsity !== undefined) await write("template_ind.npy", channelLists(analyzer));
  await write("similar_templates.npy", extensionArray(analyzer, "template_similarity", "similarity")); // prettier-ignore
}

/** [unit × most channels], −1 where a unit has fewer. */
function channelLists({ sparsity, attributes, sorting }: SortingAnalyzer): NdArray {
  const all = Int32Array.from(attributes.channelIds, (_, c) => c);
  const width = sparsity?.maxChannels ?? all.length;
  const out = new Float64Array(sorting.unitIds.length * width).fill(-1);
  for (let u = 0; u < sorting.unitIds.length; u++) {
    out.set(sparsity?.channels[u] ?? all, u * width);
  }
  return ndArray("int64", [sorting.unitIds.length, width], out);
}

async function writeChannels(analyzer: SortingAnalyzer, write: WriteNpy): Promise<void> {
  const { channelIds, properties } = analyzer.attributes;
  const count = channelIds.length;
  await write("channel_map.npy", ndArray("int32", [count], Int32Array.from(channelIds, (_, c) => c))); // prettier-ignore
  const isNumber = channelIds.every((id) => typeof id === "number");
  await write(
    "channel_map_si.npy",
    isNumber
      ? ndArray("int64", [count], Float64Array.from(channelIds, Number))
      : { dtype: "str", shape: [count], data: channelIds.map(String) },
  );
  const positions = Float32Array.from(locationsOf(analyzer));
  await write("channel_positions.npy", ndArray("float32", [count, 2], positions));
  const group = (analyzer.recording?.properties ?? properties).get("group");
  await write(
    "channel_groups.npy",
    group === undefined || isStructured(group)
      ? ndArray("int32", [count], new Int32Array(count))
      : group,
  );
}
