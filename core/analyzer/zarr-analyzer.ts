import { ndArray } from "#core/array/index.ts";
import type { ComputeContext, CoreContext } from "#core/compute/index.ts";
import { readZarrSorting, writeSortingGroup } from "#core/formats/index.ts";
import {
  EphysError,
  isExtractorDict,
  probeGroupFromJson,
  probeGroupToJson,
  SI_VERSION,
  type ExtractorDict,
  type JsonObject,
  type JsonValue,
} from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import {
  consolidate,
  hasArray,
  pathOf,
  readAttributes,
  readObjects,
  readPlainArray,
  writeArray,
  writeAttributes,
  writeGroup,
  writeJsonObject,
  type ZarrStore,
} from "#core/zarr/index.ts";
import type { SortingAnalyzer } from "./analyzer.ts";
import { attributesFromJson, attributesToJson } from "./attributes.ts";
import { absolutePaths, livesInMemory, relativePaths } from "./dict-paths.ts";
import { sparsityFromMask, type ChannelSparsity } from "./sparsity.ts";
import { writeZarrExtension } from "./zarr-extension.ts";

/* The analyzer as SpikeInterface's zarr folder (inventory 2.9). */

type LoadContext = Pick<ComputeContext, "fs" | "kernels" | "openRecording" | "log">;

/** Members that hold the dictionary of an extractor. */
const DICTS = ["recording", "sorting_provenance"] as const;

/**
 * Opens a zarr analyzer without its extensions. A recording that cannot be opened leaves an analyzer without one.
 * @throws FormatNotRecognised, CorruptFile
 */
export async function loadZarrAnalyzer(
  store: ZarrStore,
  ctx: LoadContext,
): Promise<SortingAnalyzer> {
  const { folder } = store;
  const root = await readAttributes(store, "");
  const info = objectOf(root["spikeinterface_info"]);
  if (info?.["object"] !== "SortingAnalyzer") {
    throw new EphysError(
      "FormatNotRecognised",
      `${folder} is a zarr folder, but its attributes do not name a SortingAnalyzer`,
      { path: folder },
    );
  }
  const source = pathOf(store, "recording_info", ".zattrs");
  const recordingInfo = await readAttributes(store, "recording_info");
  const attributes = attributesFromJson(
    objectOf(recordingInfo["recording_attributes"]) ?? {},
    source,
  );
  const sorting = await readZarrSorting(pathOf(store, "sorting"), null, ctx);
  const { recording, problem } = await openRecording(store, ctx);
  const probes = recordingInfo["probegroup"] ?? null;
  const settings = objectOf(root["settings"]) ?? {};
  return {
    sorting,
    recording,
    ...(problem !== undefined && { recordingProblem: problem }),
    attributes,
    probeGroup: probes === null ? undefined : probeGroupFromJson(probes, source),
    sparsity: await readSparsity(store, sorting.unitIds.length, attributes.channelIds.length),
    returnInUv: (settings["return_in_uV"] ?? settings["return_scaled"] ?? true) !== false,
    format: "zarr",
    folder,
    extensions: new Map(),
  };
}

async function openRecording(
  store: ZarrStore,
  ctx: LoadContext,
): Promise<{ readonly recording?: Recording; readonly problem?: string }> {
  if (!(await hasArray(store, "recording"))) return { problem: "the folder names no recording" };
  try {
    const dict = await readDict(store, "recording");
    if (dict === undefined) {
      return { problem: "its recording is a Python object, which is not read" };
    }
    return { recording: await ctx.openRecording(absolutePaths(dict, store.folder, store.fs.path)) };
  } catch (error) {
    if (!(error instanceof EphysError)) throw error;
    ctx.log(`the analyzer's recording cannot be opened: ${error.message}`);
    return { problem: error.message };
  }
}

/** Undefined for a Python object. @throws CorruptFile */
async function readDict(store: ZarrStore, key: string): Promise<ExtractorDict | undefined> {
  const objects = await readObjects(store, key);
  if (objects === undefined) return undefined;
  const [dict] = objects;
  if (isExtractorDict(dict)) return dict;
  const path = pathOf(store, key);
  throw new EphysError("CorruptFile", `${path} does not describe a recording or sorting`, { path });
}

async function readSparsity(
  store: ZarrStore,
  numUnits: number,
  numChannels: number,
): Promise<ChannelSparsity | undefined> {
  if (!(await hasArray(store, "sparsity_mask"))) return undefined;
  const { data } = await readPlainArray(store, "sparsity_mask");
  if (data instanceof Uint8Array) return sparsityFromMask(data, numUnits, numChannels);
  const path = pathOf(store, "sparsity_mask");
  throw new EphysError("CorruptFile", `${path} is not a boolean mask`, { path });
}

/**
 * Writes an analyzer with its extensions as zarr and returns it as it lives there. The root's attributes come last:
 * without them the folder is not an analyzer.
 * @param provenance the sorting that was analysed, where the analyzer's own differs
 * @throws AlreadyExists
 */
export async function saveZarrAnalyzer(
  analyzer: SortingAnalyzer,
  folder: string,
  ctx: CoreContext & { log(message: string): void },
  provenance: Sorting = analyzer.sorting,
): Promise<SortingAnalyzer> {
  const { fs } = ctx;
  if ((await fs.stat(folder)) !== undefined && (await fs.list(folder)).length > 0) {
    throw new EphysError("AlreadyExists", `${folder} exists already; choose another folder`, {
      path: folder,
    });
  }
  const store: ZarrStore = { folder, fs };
  await writeGroup(store, "");
  await writeSortingGroup(store, "sorting", analyzer.sorting);
  await writeGroup(store, "recording_info", {
    recording_attributes: attributesToJson(analyzer.attributes),
    ...(analyzer.probeGroup && { probegroup: probeGroupToJson(analyzer.probeGroup) }),
  });
  if (analyzer.sparsity !== undefined) {
    const { mask, numUnits, numChannels } = analyzer.sparsity;
    const array = ndArray("bool", [numUnits, numChannels], mask);
    await writeArray(store, "sparsity_mask", array, { compressed: true });
  }
  await writeDict(store, "recording", analyzer.recording?.dict, ctx);
  await writeDict(store, "sorting_provenance", provenance.dict, ctx);
  await writeGroup(store, "extensions");
  for (const extension of analyzer.extensions.values()) await writeZarrExtension(store, extension);
  await writeAttributes(store, "", {
    settings: { return_in_uV: analyzer.returnInUv },
    spikeinterface_info: { version: SI_VERSION, dev_mode: false, object: "SortingAnalyzer" },
  });
  await consolidate(store);
  return { ...analyzer, format: "zarr", folder, extensions: new Map(analyzer.extensions) };
}

async function writeDict(
  store: ZarrStore,
  key: (typeof DICTS)[number],
  dict: ExtractorDict | undefined,
  ctx: { log(message: string): void },
): Promise<void> {
  if (dict === undefined) return;
  if (livesInMemory(dict)) {
    ctx.log(`${key} lives in memory only: ${store.folder} will not lead back to it`);
    return;
  }
  await writeJsonObject(store, key, relativePaths(dict, store.folder, store.fs.path));
}

/** As `relinkAnalyzer`, for a zarr analyzer. */
export async function relinkZarrAnalyzer(store: ZarrStore, writtenIn: string): Promise<void> {
  for (const key of DICTS) {
    if (!(await hasArray(store, key))) continue;
    const dict = await readDict(store, key);
    if (dict === undefined) continue;
    const absolute = absolutePaths(dict, writtenIn, store.fs.path);
    await writeJsonObject(store, key, relativePaths(absolute, store.folder, store.fs.path));
  }
  await consolidate(store);
}

function objectOf(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonObject) // neither null nor a list
    : undefined;
}
