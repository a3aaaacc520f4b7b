import { ndArray, toFloat64, type StructuredArray } from "#core/array/index.ts";
import {
  loadAnalyzer,
  locationsOf,
  sparsityFromChannels,
  type AnalyzerExtension,
  type SortingAnalyzer,
} from "#core/analyzer/index.ts";
import {
  createLocalExecutor,
  type ComputeContext,
  type CoreContext,
  type TaskContext,
} from "#core/compute/index.ts";
import { computeExtensions, extensionByName } from "#core/extensions/index.ts";
import { isFile } from "#core/formats/index.ts";
import { EphysError, isEphysError, type JsonObject, type ProbeGroup } from "#core/model/index.ts";
import { openRecordingPath, openSortingPath } from "#core/open/index.ts";
import { selectChannels, withProbe, type Recording } from "#core/recording/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { replacedSince, withReplaced } from "./as-of.ts";
import { fileRows, optionalNpy, phyParams } from "./files.ts";
import { readSorterTemplates, SORTER_TEMPLATES, unitTemplates } from "./templates.ts";

/** Channels within this distance belong to a unit even where its template is zero. */
const NEAR_UM = 100;

type LoadContext = TaskContext & Pick<ComputeContext, "log">;

/**
 * What the desk opens: an analyzer's folder, or a folder of Phy or Kilosort as it is, without a conversion: its spikes, the
 * sorter's templates, amplitudes and places, and metrics of the spikes. Its recording is there where params.py finds it.
 * @param options `loadExtensions` true: those of an analyzer's folder; a folder of Phy's has what was made of it in any case
 * `asOf` (ISO 8601): a folder of Phy's as it was then, before what was written back since
 * @throws FileNotFound, CorruptFile, MissingSibling …
 */
export async function loadDeskAnalyzer(
  path: string,
  ctx: LoadContext,
  { asOf, ...options }: { readonly loadExtensions?: boolean; readonly asOf?: string | undefined } = {}, // prettier-ignore
): Promise<SortingAnalyzer> {
  const folder = await phyFolderAt(path, ctx);
  if (folder === undefined) return loadAnalyzer(path, ctx, options);
  return loadPhyFolder(folder, withReplaced(await replacedSince(folder, asOf, ctx), ctx));
}

/** The folder of Phy or Kilosort at a path, or of the params.py there; undefined for anything else. */
export async function phyFolderAt(path: string, ctx: CoreContext): Promise<string | undefined> {
  const { path: names } = ctx.fs;
  if (names.basename(path) === "params.py") return names.dirname(path);
  return (await isFile(names.join(path, "params.py"), ctx)) ? path : undefined;
}

async function loadPhyFolder(folder: string, ctx: LoadContext): Promise<SortingAnalyzer> {
  const hasClusters = await isFile(ctx.fs.path.join(folder, "spike_clusters.npy"), ctx);
  const format = hasClusters ? "phy" : "kilosort";
  const sorting = withPhyFolder(await openSortingPath(folder, { format }, ctx), folder);
  const params = await phyParams(folder, ctx);
  const channels = await readChannels(folder, params, ctx);
  const { recording, problem, numSamples } = await readRecording(folder, params, channels, sorting, ctx); // prettier-ignore
  const analyzer: SortingAnalyzer = {
    sorting,
    recording,
    ...(problem === undefined ? {} : { recordingProblem: problem }),
    attributes: {
      channelIds: channels.ids,
      samplingFrequency: sorting.samplingFrequency,
      numSamples: [numSamples],
      isFiltered: params.get("hp_filtered") === true,
      dtype: textOf(params, "dtype", "int16"),
      properties: new Map([["location", ndArray("float64", [channels.ids.length, 2], channels.positions)]]), // prettier-ignore
    },
    probeGroup: channels.probe,
    sparsity: undefined,
    returnInUv: false,
    format: "memory",
    folder: undefined,
    extensions: new Map(),
  };
  const cancel = { cancelled: false };
  const quiet = { ...ctx, cancel, executor: createLocalExecutor(ctx, cancel), report: () => undefined }; // prettier-ignore
  // of the sorter's own results only: samples are not read for it
  const blind = { ...analyzer, recording: undefined };
  // before the templates, which are deleted with what they depend on
  await computeExtensions(blind, new Map([["random_spikes", {}]]), quiet, { addMissing: false });
  const made = await withFolderResults(blind, folder, ctx);
  const derived: [string, JsonObject][] = made.extensions.has("templates")
    ? [["unit_locations", { method: "center_of_mass" }], ["template_similarity", {}], ["template_metrics", {}]] // prettier-ignore
    : [];
  await computeExtensions(made, new Map([...derived, ["quality_metrics", {}]]), quiet, {
    addMissing: false,
  });
  return { ...made, recording };
}

interface PhyChannels {
  /** columns of the recording's file */
  readonly dat: readonly number[];
  readonly ids: readonly string[];
  /** [channel × 2], µm */
  readonly positions: Float64Array;
  readonly probe: ProbeGroup;
}

async function readChannels(
  folder: string,
  params: ReadonlyMap<string, unknown>,
  ctx: LoadContext,
): Promise<PhyChannels> {
  const count = Number(params.get("n_channels_dat"));
  const map = await optionalNpy(folder, "channel_map.npy", ctx);
  const found = await optionalNpy(folder, "channel_positions.npy", ctx);
  const dat = map === undefined ? Array.from({ length: count }, (_, i) => i) : [...toFloat64(map)];
  const positions = found === undefined ? undefined : toFloat64(found);
  if (positions?.length !== 2 * dat.length) {
    throw new EphysError(
      "CorruptFile",
      `channel_positions.npy of ${folder} does not hold a place for each of ${String(dat.length)} channels`,
      { path: folder },
    );
  }
  return { dat, ids: dat.map(String), positions, probe: probeAt(positions) };
}

/** Where the units came from, for writing back; Kilosort's reader notes it too. */
function withPhyFolder(sorting: Sorting, folder: string): Sorting {
  return { ...sorting, annotations: { ...sorting.annotations, phy_folder: folder } };
}

function probeAt(positions: Float64Array): ProbeGroup {
  const count = positions.length / 2;
  return {
    probes: [
      {
        ndim: 2,
        siUnits: "um",
        annotations: {},
        contactAnnotations: {},
        contactPositions: positions,
        contactShapes: Array.from({ length: count }, () => "circle"),
        contactShapeParams: Array.from({ length: count }, () => ({ radius: 6 })),
        deviceChannelIndices: Int32Array.from({ length: count }, (_, i) => i),
      },
    ],
  };
}

interface FoundRecording {
  readonly recording: Recording | undefined;
  readonly problem?: string;
  readonly numSamples: number;
}

/** The file that params.py names, beside it where the path is relative; why not where it cannot be opened. */
async function readRecording(
  folder: string,
  params: ReadonlyMap<string, unknown>,
  channels: PhyChannels,
  sorting: Sorting,
  ctx: LoadContext,
): Promise<FoundRecording> {
  const last = sorting.spikes.sampleIndex.at(-1) ?? 0;
  const without = (problem: string): FoundRecording => ({ recording: undefined, problem, numSamples: last + 1 }); // prettier-ignore
  const given = params.get("dat_path");
  const name: unknown = Array.isArray(given) ? given[0] : given;
  if (typeof name !== "string" || name === "" || name === "None") {
    return without("params.py names no recording");
  }
  const path = ctx.fs.path.resolve(folder, name);
  if ((await ctx.fs.stat(path)) === undefined) return without(`${path} is not there`);
  try {
    const whole = await openRecordingPath(
      path,
      {
        format: "binary",
        params: {
          num_channels: Number(params.get("n_channels_dat")),
          sampling_frequency: sorting.samplingFrequency,
          dtype: textOf(params, "dtype", "int16"),
          file_offset: Number(params.get("offset") ?? 0),
        },
      },
      ctx,
    );
    const used = selectChannels(whole, channels.dat.map((c) => whole.channelIds[c]), channels.ids); // prettier-ignore
    const recording = withProbe(used, channels.probe);
    if (recording.numSamples[0] > last) return { recording, numSamples: recording.numSamples[0] };
    return without(`${path} ends before the last spike`);
  } catch (error) {
    if (isEphysError(error)) return without(error.message);
    throw error;
  }
}

/** Templates, amplitudes and places as the folder has them. */
async function withFolderResults(
  analyzer: SortingAnalyzer,
  folder: string,
  ctx: LoadContext,
): Promise<SortingAnalyzer> {
  const { sorting, attributes } = analyzer;
  const numChannels = attributes.channelIds.length;
  const rows = await fileRows(folder, sorting, ctx);
  const found = await optionalNpy(folder, "spike_templates.npy", ctx);
  const ofFile = found === undefined ? undefined : toFloat64(found);
  const spikeTemplates = ofFile && Int32Array.from(rows, (row) => ofFile[row]);
  const templates = await readSorterTemplates(folder, numChannels, ctx);
  let whole = analyzer;
  if (templates !== undefined && spikeTemplates !== undefined) {
    const { data, numTemplates, numSamples } = templates;
    const array = ndArray("float32", [numTemplates, numSamples, numChannels], data);
    whole.extensions.set(
      SORTER_TEMPLATES,
      extensionOf(
        SORTER_TEMPLATES,
        {},
        {
          templates: array,
          spike_templates: ndArray("int32", [spikeTemplates.length], spikeTemplates),
        },
      ),
    );
    const average = unitTemplates(whole);
    // Kilosort and Phy put the spike a third into the window; where the trough is says it for this folder
    const nbefore = commonPeak(average.data as Float32Array, average.shape);
    const ms = (frames: number): number => (frames * 1e3) / sorting.samplingFrequency;
    const params = { operators: ["average"], ms_before: ms(nbefore + 1e-6), ms_after: ms(numSamples - nbefore + 1e-6) }; // prettier-ignore
    whole.extensions.set("templates", extensionOf("templates", params, { average }));
    whole = {
      ...whole,
      sparsity: sparsityOf(average.data as Float32Array, average.shape, locationsOf(whole)),
    };
  }
  const amplitudes = await spikeAmplitudes(folder, rows, templates, spikeTemplates, ctx);
  if (amplitudes !== undefined) {
    whole.extensions.set(
      "spike_amplitudes",
      extensionOf(
        "spike_amplitudes",
        { peak_sign: "neg" },
        {
          amplitudes: ndArray("float32", [amplitudes.length], amplitudes),
        },
      ),
    );
  }
  const places = await optionalNpy(folder, "spike_positions.npy", ctx);
  if (places?.shape[1] === 2) {
    const values = toFloat64(places);
    const column = (k: number) => ndArray("float64", [rows.length], Float64Array.from(rows, (row) => values[2 * row + k])); // prettier-ignore
    whole.extensions.set(
      "spike_locations",
      extensionOf(
        "spike_locations",
        { method: "center_of_mass" },
        {
          spike_locations: {
            length: rows.length,
            fields: [{ name: "x", dtype: "float64" }, { name: "y", dtype: "float64" }], // prettier-ignore
            columns: { x: column(0), y: column(1) },
          },
        },
      ),
    );
  }
  return whole;
}

/** Amplitudes as stored; where templates were whitened, as multiples of the trough of the spike's template. */
async function spikeAmplitudes(
  folder: string,
  rows: Float64Array,
  templates: Awaited<ReturnType<typeof readSorterTemplates>>,
  spikeTemplates: Int32Array | undefined,
  ctx: LoadContext,
): Promise<Float32Array | undefined> {
  const found = await optionalNpy(folder, "amplitudes.npy", ctx);
  if (found === undefined) return undefined;
  const stored = toFloat64(found);
  if (templates?.isUnwhitened !== true || spikeTemplates === undefined) {
    return Float32Array.from(rows, (row) => stored[row]);
  }
  const { data, numTemplates } = templates;
  const size = data.length / Math.max(1, numTemplates);
  const troughs = Float64Array.from({ length: numTemplates }, (_, t) => {
    let low = 0;
    for (let i = t * size; i < (t + 1) * size; i++) low = Math.min(low, data[i]);
    return low;
  });
  return Float32Array.from(rows, (row, i) => stored[row] * (troughs[spikeTemplates[i]] ?? 0));
}

/** The sample at which most units have their trough. */
function commonPeak(
  data: Float32Array,
  [units = 0, samples = 0, channels = 0]: readonly number[],
): number {
  // prettier-ignore
  const votes = new Float64Array(samples);
  for (let u = 0; u < units; u++) {
    let best = 0;
    let low = 0;
    for (let i = 0; i < samples * channels; i++) {
      if (data[u * samples * channels + i] < low) {
        low = data[u * samples * channels + i];
        best = Math.floor(i / channels);
      }
    }
    if (low < 0) votes[best]++;
  }
  return votes.indexOf(Math.max(...votes));
}

/** Channels near the largest one of each unit, and where its template is not zero. */
function sparsityOf(
  data: Float32Array,
  [units = 0, samples = 0, channels = 0]: readonly number[],
  positions: Float64Array,
) {
  const lists = Array.from({ length: units }, (_, u) => {
    const size = new Float64Array(channels);
    for (let i = 0; i < samples * channels; i++) {
      const c = i % channels;
      size[c] = Math.max(size[c], Math.abs(data[u * samples * channels + i]));
    }
    const main = size.indexOf(Math.max(...size));
    const isNear = (c: number): boolean =>
      Math.hypot(positions[2 * c] - positions[2 * main], positions[2 * c + 1] - positions[2 * main + 1]) <= NEAR_UM; // prettier-ignore
    return Array.from(size.keys()).filter((c) => size[c] > 0 || isNear(c));
  });
  return sparsityFromChannels(lists, channels);
}

function extensionOf(
  name: string,
  params: JsonObject,
  arrays: Readonly<Record<string, ReturnType<typeof ndArray> | StructuredArray>>,
): AnalyzerExtension {
  return {
    name,
    params,
    data: new Map(Object.entries(arrays).map(([key, array]) => [key, { kind: "array", array }])),
    siClass: siClassOf(name),
    runtimeS: 0,
    skipped: [],
  };
}

function siClassOf(name: string): AnalyzerExtension["siClass"] {
  if (name === SORTER_TEMPLATES) return { class: "", module: "" }; // not SpikeInterface's, never written
  const { siClass, siModule } = extensionByName(name);
  return { class: siClass, module: siModule };
}

function textOf(params: ReadonlyMap<string, unknown>, name: string, otherwise: string): string {
  const value = params.get(name);
  return typeof value === "string" ? value : otherwise;
}
