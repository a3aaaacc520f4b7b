import {
  decodeNpy,
  isStructured,
  ndArray,
  toFloat64,
  type NdArray,
  type StructuredArray,
} from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { spikeRows } from "#core/sorting/index.ts";
import type { AnalyzerExtension, ExtensionValue, SortingAnalyzer } from "./analyzer.ts";
import { tableFromCsv } from "./data-table.ts";
import { readObject } from "./extension-files.ts";
import { framesOfMs } from "./template-access.ts";

/*
 * Results in folders of SpikeInterface before 0.101 (WaveformExtractor): a file per unit of waveforms and scores, templates
 * beside them, extensions in folders of their own (load_waveforms of 0.103.2 reads the same). Scores of a sparse extractor
 * are dense on disk and take the columns of sparse waveforms here.
 */

const CORE = "spikeinterface.core.analyzer_extension_core";
const POST = "spikeinterface.postprocessing";

/** Extensions that may be there: folder, name now, class now, files with the names of their arrays. */
const OLD_EXTENSIONS: readonly {
  readonly folder: string;
  readonly name?: string;
  readonly siClass: string;
  readonly arrays?: Readonly<Record<string, string>>;
}[] = [
  {
    folder: "spike_locations",
    siClass: `${POST}.spike_locations.ComputeSpikeLocations`,
    arrays: { spike_locations: "spike_locations" },
  },
  {
    folder: "amplitude_scalings",
    siClass: `${POST}.amplitude_scalings.ComputeAmplitudeScalings`,
    arrays: { amplitude_scalings: "amplitude_scalings" },
  },
  {
    folder: "similarity",
    name: "template_similarity",
    siClass: `${POST}.template_similarity.ComputeTemplateSimilarity`,
    arrays: { similarity: "similarity" },
  },
  {
    folder: "unit_locations",
    siClass: `${POST}.unit_locations.ComputeUnitLocations`,
    arrays: { unit_locations: "unit_locations" },
  },
  {
    folder: "correlograms",
    siClass: `${POST}.correlograms.ComputeCorrelograms`,
    arrays: { ccgs: "ccgs", bins: "bins" },
  },
  {
    folder: "isi_histograms",
    siClass: `${POST}.isi.ComputeISIHistograms`,
    arrays: { isi_histograms: "isi_histograms", bins: "bins" },
  },
  {
    folder: "noise_levels",
    siClass: `${CORE}.ComputeNoiseLevels`,
    arrays: { noise_levels: "noise_levels" },
  },
  { folder: "spike_amplitudes", siClass: `${POST}.spike_amplitudes.ComputeSpikeAmplitudes` },
  { folder: "template_metrics", siClass: `${POST}.template_metrics.ComputeTemplateMetrics` },
  {
    folder: "quality_metrics",
    siClass: "spikeinterface.qualitymetrics.quality_metric_calculator.ComputeQualityMetrics",
  },
  {
    folder: "principal_components",
    siClass: `${POST}.principal_component.ComputePrincipalComponents`,
  },
];

type Data = Map<string, ExtensionValue>;

/** What says how an old folder's waveforms were cut out. */
export interface ExtractorParams {
  readonly msBefore: number;
  readonly msAfter: number;
  readonly returnInUv: boolean;
  readonly json: JsonObject;
}

/** The parameters of an old folder; undefined when it is none. */
export async function extractorParams(
  folder: string,
  ctx: CoreContext,
): Promise<ExtractorParams | undefined> {
  const { fs } = ctx;
  const path = fs.path.join(folder, "params.json");
  const info = fs.path.join(folder, "recording_info", "recording_attributes.json");
  if ((await fs.stat(path)) === undefined || (await fs.stat(info)) === undefined) return undefined;
  const json = await readObject(path, ctx);
  const { ms_before, ms_after, return_scaled } = json;
  if (typeof ms_before !== "number" || typeof ms_after !== "number") return undefined;
  return { msBefore: ms_before, msAfter: ms_after, returnInUv: return_scaled !== false, json };
}

/** Adds everything that an old folder holds to an analyzer made of its sorting. */
export async function loadOldExtensions(
  analyzer: SortingAnalyzer,
  folder: string,
  params: ExtractorParams,
  ctx: CoreContext,
): Promise<void> {
  const read = arrayReader(ctx);
  const { fs } = ctx;
  const window = { ms_before: params.msBefore, ms_after: params.msAfter };
  const give = (name: string, siClass: string, own: JsonObject, data: Data): void => {
    analyzer.extensions.set(name, extensionOf(name, siClass, own, data));
  };
  const chosen = await chosenRows(analyzer, fs.path.join(folder, "waveforms"), ctx);
  if (chosen !== undefined) {
    const indices = ndArray("int64", [chosen.all.length], chosen.all);
    give(
      "random_spikes",
      `${CORE}.ComputeRandomSpikes`,
      {},
      arrays({ random_spikes_indices: indices }),
    );
    const numSamples =
      framesOfMs(params.msBefore, analyzer.attributes.samplingFrequency) +
      framesOfMs(params.msAfter, analyzer.attributes.samplingFrequency);
    const waveforms = await gathered(analyzer, chosen, numSamples, false, (unit) =>
      read(fs.path.join(folder, "waveforms", `waveforms_${unit}.npy`)),
    );
    const dtype = params.json["dtype"] ?? "float32";
    give("waveforms", `${CORE}.ComputeWaveforms`, { ...window, dtype }, arrays({ waveforms }));
  }
  const templates: Record<string, NdArray> = {};
  for (const operator of ["average", "std", "median"]) {
    const path = fs.path.join(folder, `templates_${operator}.npy`);
    if ((await fs.stat(path)) !== undefined) templates[operator] = plain(await read(path), path);
  }
  if (Object.keys(templates).length > 0) {
    const own = { ...window, operators: Object.keys(templates) };
    give("templates", `${CORE}.ComputeTemplates`, own, arrays(templates));
  }
  for (const { folder: old, name = old, siClass, arrays: files } of OLD_EXTENSIONS) {
    const place = fs.path.join(folder, old);
    const paramsPath = fs.path.join(place, "params.json");
    if ((await fs.stat(paramsPath)) === undefined) continue;
    const own = await readObject(paramsPath, ctx);
    const data: Data = new Map();
    for (const [key, file] of Object.entries(files ?? {})) {
      data.set(key, { kind: "array", array: await read(fs.path.join(place, `${file}.npy`)) });
    }
    if (name.endsWith("_metrics")) {
      const path = fs.path.join(place, "metrics.csv");
      const table = tableFromCsv(await fs.readText(path), analyzer.sorting.unitIds, path);
      data.set("metrics", { kind: "table", table });
    }
    if (name === "spike_amplitudes") {
      data.set("amplitudes", {
        kind: "array",
        array: await segmentAmplitudes(analyzer, place, read, ctx),
      });
    }
    if (name === "principal_components") {
      // scores of channels in a row were of dense extractors only, and nothing here asks for old ones
      if (chosen === undefined || own["mode"] === "concatenated") continue;
      const count = Number(own["n_components"]);
      const scores = await gathered(analyzer, chosen, count, true, (unit) =>
        read(fs.path.join(place, `pca_${unit}.npy`)),
      );
      data.set("pca_projection", { kind: "array", array: scores });
    }
    const { qm_params, ...rest } = own;
    give(
      name,
      siClass,
      qm_params === undefined ? own : { ...rest, metric_params: qm_params },
      data,
    );
  }
}

function extensionOf(
  name: string,
  siClass: string,
  params: JsonObject,
  data: Data,
): AnalyzerExtension {
  return {
    name,
    params,
    data,
    siClass: { class: siClass, module: "spikeinterface" },
    runtimeS: 0,
    skipped: [],
  };
}

function arrays(values: Readonly<Record<string, NdArray>>): Data {
  return new Map(Object.entries(values).map(([name, array]) => [name, { kind: "array", array }]));
}

type ArrayReader = (path: string) => Promise<NdArray | StructuredArray>;

function arrayReader({ fs }: CoreContext): ArrayReader {
  return async (path) => decodeNpy(await fs.readBytes(path), path);
}

function plain(array: NdArray | StructuredArray, path: string): NdArray {
  if (!isStructured(array)) return array;
  throw new EphysError("CorruptFile", `${path} holds records instead of numbers`, { path });
}

interface ChosenRows {
  /** rows of the spike vector whose waveforms are there, ascending */
  readonly all: Float64Array;
  /** positions in `all`, [unit] */
  readonly byUnit: readonly number[][];
}

/** Which spikes the files sampled_index_<unit>.npy name. */
async function chosenRows(
  { sorting }: SortingAnalyzer,
  folder: string,
  ctx: CoreContext,
): Promise<ChosenRows | undefined> {
  if ((await ctx.fs.stat(folder))?.kind !== "folder") return undefined;
  const rows: number[] = [];
  for (const [unit, id] of sorting.unitIds.entries()) {
    const path = ctx.fs.path.join(folder, `sampled_index_${String(id)}.npy`);
    const table = await arrayReader(ctx)(path);
    const index = isStructured(table) ? table.columns["spike_index"] : undefined;
    const segment = isStructured(table) ? table.columns["segment_index"] : undefined;
    if (index === undefined || segment === undefined) {
      throw new EphysError("CorruptFile", `${path} lacks spike_index or segment_index`, { path });
    }
    const segments = toFloat64(segment);
    for (const [i, position] of toFloat64(index).entries()) {
      const row = spikeRows(sorting, unit, segments[i]).at(position);
      if (row === undefined || position < 0) {
        throw new EphysError(
          "CorruptFile",
          `${path} names spike ${String(position)} of segment ${String(segments[i])}, which unit ${String(id)} does not have`,
          { path },
        );
      }
      rows.push(row);
    }
  }
  const all = Float64Array.from(new Set(rows)).sort();
  const byUnit = sorting.unitIds.map((): number[] => []);
  for (const [i, row] of all.entries()) byUnit[sorting.spikes.unitIndex[row]].push(i);
  return { all, byUnit };
}

/** A file per unit, [spike × depth × column], as one array; `isDense`: the files have all channels as columns. */
async function gathered(
  { sorting, sparsity, attributes }: SortingAnalyzer,
  { all, byUnit }: ChosenRows,
  depth: number,
  isDense: boolean,
  read: (unit: string) => Promise<NdArray | StructuredArray>,
): Promise<NdArray> {
  const numChannels = attributes.channelIds.length;
  const width = sparsity?.maxChannels ?? numChannels;
  const out = new Float32Array(all.length * depth * width);
  for (const [unit, id] of sorting.unitIds.entries()) {
    const array = plain(await read(String(id)), `the file of unit ${String(id)}`);
    const columns = array.shape[2] ?? 1;
    const channels = sparsity?.channels[unit];
    const expected = isDense || channels === undefined ? numChannels : channels.length;
    checkShape(array.shape, [byUnit[unit].length, depth, expected], String(id));
    const values = toFloat64(array);
    const used = isDense && channels !== undefined ? channels : undefined;
    const kept = Math.min(used?.length ?? columns, width);
    for (const [i, row] of byUnit[unit].entries()) {
      for (let s = 0; s < depth; s++) {
        const from = (i * depth + s) * columns;
        const to = (row * depth + s) * width;
        for (let k = 0; k < kept; k++) out[to + k] = values[from + (used?.[k] ?? k)];
      }
    }
  }
  return ndArray("float32", [all.length, depth, width], out);
}

/** Columns may be more than a unit's channels: those beyond are empty. */
function checkShape(shape: readonly number[], expected: readonly number[], unit: string): void {
  const fits =
    shape.length === 3 &&
    shape[0] === expected[0] &&
    shape[1] === expected[1] &&
    shape[2] >= expected[2];
  if (fits) return;
  throw new EphysError(
    "CorruptFile",
    `the file of unit ${unit} is ${shape.join(" × ")} instead of ${expected.join(" × ")}`,
  );
}

async function segmentAmplitudes(
  { sorting }: SortingAnalyzer,
  folder: string,
  read: ArrayReader,
  { fs }: CoreContext,
): Promise<NdArray> {
  const parts: number[] = [];
  for (let segment = 0; segment < sorting.numSegments; segment++) {
    const path = fs.path.join(folder, `amplitude_segment_${String(segment)}.npy`);
    for (const value of toFloat64(plain(await read(path), path))) parts.push(value);
  }
  if (parts.length !== sorting.spikes.sampleIndex.length) {
    throw new EphysError(
      "CorruptFile",
      `${folder} holds ${String(parts.length)} amplitudes for ${String(sorting.spikes.sampleIndex.length)} spikes`,
      { path: folder },
    );
  }
  return ndArray("float32", [parts.length], Float32Array.from(parts));
}
