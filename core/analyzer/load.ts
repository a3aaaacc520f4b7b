import { decodeNpy, isStructured } from "#core/array/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { readSiFolderDict } from "#core/formats/index.ts";
import { numpyFolder } from "#core/formats/numpy-folder/index.ts";
import {
  EphysError,
  isExtractorDict,
  probeGroupFromJson,
  type ChannelId,
  type JsonObject,
  type ProbeGroup,
  type UnitId,
} from "#core/model/index.ts";
import { sortingFromDict } from "#core/open/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { withSortingDictMetadata } from "#core/sorting/index.ts";
import type { AnalyzerExtension, SortingAnalyzer } from "./analyzer.ts";
import { attributesFromJson } from "./attributes.ts";
import { absolutePaths } from "./dict-paths.ts";
import { readExtension, readObject, savedExtensionNames } from "./extension-files.ts";
import { sparsityFromChannels, sparsityFromMask, type ChannelSparsity } from "./sparsity.ts";
import { extractorParams, loadOldExtensions, type ExtractorParams } from "./waveform-extractor.ts";
import { loadZarrAnalyzer } from "./zarr-analyzer.ts";
import { zarrStoreOf } from "./zarr-extension.ts";

type LoadContext = Pick<ComputeContext, "fs" | "kernels" | "openRecording" | "log">;

/**
 * Opens an analyzer folder (`binary_folder` or `zarr`) with its extensions; a folder of SpikeInterface before 0.101
 * (WaveformExtractor) opens as an analyzer in memory, which is never written there. A recording that cannot be opened leaves an analyzer
 * without one; files of Python objects are left out, with a note in the log.
 * @param options `loadExtensions` true: read them all
 * @throws FormatNotRecognised when the folder is no analyzer
 */
export async function loadAnalyzer(
  folder: string,
  ctx: LoadContext,
  options: { readonly loadExtensions?: boolean } = {},
): Promise<SortingAnalyzer> {
  const store = await zarrStoreOf(folder, ctx);
  const old = store ? undefined : await oldParams(folder, ctx);
  if (old !== undefined) {
    const analyzer = await loadOldFolder(folder, old, ctx);
    if (options.loadExtensions !== false) await loadOldExtensions(analyzer, folder, old, ctx);
    return analyzer;
  }
  const analyzer = store ? await loadZarrAnalyzer(store, ctx) : await loadFolder(folder, ctx);
  if (options.loadExtensions !== false) await loadExtensions(analyzer, folder, ctx);
  return analyzer;
}

async function loadExtensions(
  analyzer: SortingAnalyzer,
  folder: string,
  ctx: LoadContext,
): Promise<void> {
  const names = await savedExtensionNames(folder, ctx);
  const read = (name: string): Promise<AnalyzerExtension> =>
    readExtension(folder, name, analyzer.sorting.unitIds, ctx);
  // where large arrays are read in other threads, several are at once; else what fails first is what stands first
  const all = ctx.fs.readArray === undefined ? undefined : await Promise.all(names.map(read));
  for (const [i, name] of names.entries()) {
    const extension = all?.[i] ?? (await read(name));
    analyzer.extensions.set(name, extension);
    const { skipped } = extension;
    if (skipped.length === 0) continue;
    ctx.log(`${name}: ${String(skipped.length)} Python objects are left out (${skipped[0]} …)`);
  }
}

/** Parameters of a folder without spikeinterface_info.json that an older version wrote. */
async function oldParams(folder: string, ctx: LoadContext): Promise<ExtractorParams | undefined> {
  if ((await ctx.fs.stat(ctx.fs.path.join(folder, "spikeinterface_info.json"))) !== undefined) {
    return undefined;
  }
  return extractorParams(folder, ctx);
}

async function loadOldFolder(
  folder: string,
  params: ExtractorParams,
  ctx: LoadContext,
): Promise<SortingAnalyzer> {
  const { fs } = ctx;
  const attributesPath = fs.path.join(folder, "recording_info", "recording_attributes.json");
  const attributes = attributesFromJson(await readObject(attributesPath, ctx), attributesPath);
  const path = fs.path.join(folder, "sorting.json");
  if ((await fs.stat(path)) === undefined) {
    throw new EphysError(
      "MissingSibling",
      `${folder} has no sorting.json; a sorting.pickle is a Python object, which is not read`,
      { path },
    );
  }
  const dict = await readObject(path, ctx);
  if (!isExtractorDict(dict)) {
    throw new EphysError("CorruptFile", `${path} does not describe a sorting`, { path });
  }
  const sorting = await sortingFromDict(absolutePaths(dict, folder, fs.path), ctx);
  const { recording, problem } = await openRecording(folder, ctx);
  return {
    sorting,
    recording,
    ...(problem !== undefined && { recordingProblem: problem }),
    attributes,
    probeGroup: await readProbes(folder, ctx),
    sparsity: await readOldSparsity(folder, sorting.unitIds, attributes.channelIds, ctx),
    returnInUv: params.returnInUv,
    format: "memory",
    folder: undefined,
    extensions: new Map(),
  };
}

/** sparsity.json: ids of channels by id of the unit. */
async function readOldSparsity(
  folder: string,
  unitIds: readonly UnitId[],
  channelIds: readonly ChannelId[],
  ctx: LoadContext,
): Promise<ChannelSparsity | undefined> {
  const path = ctx.fs.path.join(folder, "sparsity.json");
  if ((await ctx.fs.stat(path)) === undefined) return undefined;
  const { unit_id_to_channel_ids: byUnit } = await readObject(path, ctx);
  const position = new Map(channelIds.map((id, channel) => [String(id), channel]));
  return sparsityFromChannels(
    unitIds.map((id) => {
      const own = (byUnit as JsonObject | undefined)?.[String(id)];
      const channels = Array.isArray(own)
        ? own.map((channel) => position.get(String(channel)))
        : [];
      if (channels.length === 0 || channels.includes(undefined)) {
        throw new EphysError(
          "CorruptFile",
          `${path} lacks unit ${String(id)} or names a channel that does not exist`,
          { path },
        );
      }
      return channels.filter((channel) => channel !== undefined).sort((a, b) => a - b);
    }),
    channelIds.length,
  );
}

async function loadFolder(folder: string, ctx: LoadContext): Promise<SortingAnalyzer> {
  const { fs } = ctx;
  await requireAnalyzerFolder(folder, ctx);
  const attributesPath = fs.path.join(folder, "recording_info", "recording_attributes.json");
  const attributes = attributesFromJson(await readObject(attributesPath, ctx), attributesPath);
  if (numpyFolder.readSorting === undefined) {
    throw new EphysError("Unsupported", "numpy folders cannot be read as sortings");
  }
  const place = fs.path.join(folder, "sorting");
  const stored = await numpyFolder.readSorting(place, {}, ctx);
  const dict = await readSiFolderDict(place, ctx);
  const sorting = dict === undefined ? stored : withSortingDictMetadata(stored, dict);
  const { recording, problem } = await openRecording(folder, ctx);
  return {
    sorting,
    recording,
    ...(problem !== undefined && { recordingProblem: problem }),
    attributes,
    probeGroup: await readProbes(folder, ctx),
    sparsity: await readSparsity(folder, sorting.unitIds.length, attributes.channelIds.length, ctx),
    returnInUv: await readReturnInUv(folder, ctx),
    format: "binary_folder",
    folder,
    extensions: new Map(),
  };
}

async function requireAnalyzerFolder(folder: string, ctx: LoadContext): Promise<void> {
  const { fs } = ctx;
  if ((await fs.stat(folder))?.kind !== "folder") {
    throw new EphysError("FileNotFound", `${folder} is not a folder`, { path: folder });
  }
  for (const needed of [
    ["spikeinterface_info.json"],
    ["recording_info", "recording_attributes.json"],
    ["sorting", "spikes.npy"],
  ]) {
    if ((await fs.stat(fs.path.join(folder, ...needed))) !== undefined) continue;
    throw new EphysError(
      "FormatNotRecognised",
      `${folder} is not a complete analyzer folder: it has no ${needed.join("/")}`,
      { path: folder, missing: needed.join("/") },
    );
  }
  const info = await readObject(fs.path.join(folder, "spikeinterface_info.json"), ctx);
  if (info["object"] !== "SortingAnalyzer") {
    throw new EphysError(
      "FormatNotRecognised",
      `${folder} holds a ${JSON.stringify(info["object"] ?? null)}, not a SortingAnalyzer`,
      { path: folder },
    );
  }
}

async function openRecording(
  folder: string,
  ctx: LoadContext,
): Promise<{ readonly recording?: Recording; readonly problem?: string }> {
  const { fs } = ctx;
  const path = fs.path.join(folder, "recording.json");
  if ((await fs.stat(path)) === undefined) {
    const pickled = await fs.stat(fs.path.join(folder, "recording.pickle"));
    return {
      problem:
        pickled === undefined
          ? "the folder names no recording"
          : "recording.pickle is a Python object, which is not read",
    };
  }
  try {
    const dict = await readObject(path, ctx);
    if (!isExtractorDict(dict)) {
      throw new EphysError("CorruptFile", `${path} does not describe a recording`, { path });
    }
    return { recording: await ctx.openRecording(absolutePaths(dict, folder, fs.path)) };
  } catch (error) {
    if (!(error instanceof EphysError)) throw error;
    ctx.log(`the analyzer's recording cannot be opened: ${error.message}`);
    return { problem: error.message };
  }
}

async function readProbes(folder: string, ctx: LoadContext): Promise<ProbeGroup | undefined> {
  const path = ctx.fs.path.join(folder, "recording_info", "probegroup.json");
  if ((await ctx.fs.stat(path)) === undefined) return undefined;
  return probeGroupFromJson(await readObject(path, ctx), path);
}

async function readSparsity(
  folder: string,
  numUnits: number,
  numChannels: number,
  ctx: LoadContext,
): Promise<ChannelSparsity | undefined> {
  const path = ctx.fs.path.join(folder, "sparsity_mask.npy");
  if ((await ctx.fs.stat(path)) === undefined) return undefined;
  const array = decodeNpy(await ctx.fs.readBytes(path), path);
  if (isStructured(array) || !(array.data instanceof Uint8Array)) {
    throw new EphysError("CorruptFile", `${path} is not a boolean mask`, { path });
  }
  return sparsityFromMask(array.data, numUnits, numChannels);
}

/** settings.json; folders before 0.101 have none and were in µV. */
async function readReturnInUv(folder: string, ctx: LoadContext): Promise<boolean> {
  const path = ctx.fs.path.join(folder, "settings.json");
  if ((await ctx.fs.stat(path)) === undefined) return true;
  const settings = await readObject(path, ctx);
  return (settings["return_in_uV"] ?? settings["return_scaled"] ?? true) !== false;
}
