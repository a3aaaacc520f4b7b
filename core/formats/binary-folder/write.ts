import { isStructured, ndArray } from "#core/array/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import {
  formatJson,
  probeGroupToJson,
  type JsonObject,
  type JsonValue,
} from "#core/model/index.ts";
import {
  arrayToJson,
  contactVector,
  MAIN_RECORDING_PROPERTIES,
  plainProperty,
  type Recording,
} from "#core/recording/index.ts";
import { BINARY_CLASS } from "../shared/raw-binary.ts";
import { sampleTypeString } from "../shared/sample-type.ts";
import {
  folderDict,
  livesInMemory,
  writeProperties,
  writeProperty,
  writeProvenance,
  writeWholeFolder,
} from "../shared/write-folder.ts";
import { encodeNpy } from "#core/array/index.ts";
import { writeChecksums } from "../shared/checksums.ts";
import { journalKey, WriteJournal } from "../shared/write-journal.ts";
import { writeTracesInto } from "../shared/write-traces.ts";
import { BINARY_FOLDER_CLASS } from "./si-class.ts";

/**
 * Writes a recording as SpikeInterface's binary folder (inventory 2.2): chunk by chunk on all workers, under a temporary
 * name that becomes the folder when all is written. A write that was killed goes on where it stopped; `checksums.json` has
 * the CRC-32 of every chunk.
 * @throws AlreadyExists, Cancelled, WriteFailed, OutOfSpace
 */
export async function writeBinaryFolder(
  recording: Recording,
  folder: string,
  ctx: ComputeContext,
): Promise<void> {
  const { fs } = ctx;
  const key = await journalKey(recording, "binary", ctx);
  const write = async (partial: string): Promise<void> => {
    const journal = await WriteJournal.open(partial, key, ctx);
    const files = recording.numSamples.map((_, i) => `traces_cached_seg${String(i)}.raw`);
    await writeProvenance(recording.dict, partial, folder, ctx);
    await writeMetadata(recording, partial, ctx);
    const sums = await writeTracesInto(recording, { folder: partial, names: files, journal }, ctx);
    await writeChecksums(partial, sums, ctx);
    const { binary, own } = folderDicts(recording, files);
    await fs.writeFile(fs.path.join(partial, "binary.json"), formatJson(binary));
    await fs.writeFile(fs.path.join(partial, "si_folder.json"), formatJson(own));
    await journal.finish();
  };
  // what is held in memory only may be another recording of the same description
  await writeWholeFolder(folder, ctx, write, livesInMemory(recording.dict) ? undefined : key);
}

async function writeMetadata(
  recording: Recording,
  folder: string,
  ctx: ComputeContext,
): Promise<void> {
  const { fs } = ctx;
  const { probeGroup } = recording;
  await writeProperties(recording.properties, folder, ctx);
  if (probeGroup) {
    await fs.writeFile(
      fs.path.join(folder, "probe.json"),
      formatJson(probeGroupToJson(probeGroup)),
    );
    await writeProperty(
      fs.path.join(folder, "properties"),
      "contact_vector",
      contactVector(probeGroup, recording.channelIds.length),
      ctx,
    );
  }
  for (const [i, { timeVectorS }] of recording.times.entries()) {
    if (!timeVectorS) continue;
    const name = `times_cached_seg${String(i)}.npy`;
    const array = ndArray("float64", [timeVectorS.length], timeVectorS);
    await fs.writeFile(fs.path.join(folder, name), encodeNpy(array));
  }
}

function folderDicts(
  recording: Recording,
  files: readonly string[],
): { binary: JsonObject; own: JsonObject } {
  const isFiltered = recording.annotations["is_filtered"] === true;
  const gain = mainProperty(recording, "gain_to_uV");
  const offset = mainProperty(recording, "offset_to_uV");
  const properties = Object.fromEntries(
    MAIN_RECORDING_PROPERTIES.map((name) => [name, mainProperty(recording, name)]),
  );
  const scalingOnly = Object.fromEntries(
    MAIN_RECORDING_PROPERTIES.map((name) => [
      name,
      name.endsWith("_to_uV") ? properties[name] : null,
    ]),
  );
  const kwargs = {
    file_paths: [...files],
    sampling_frequency: recording.samplingFrequency,
    t_starts: segmentStarts(recording),
    num_channels: recording.channelIds.length,
    dtype: sampleTypeString({ dtype: recording.dtype, bigEndian: false }),
    channel_ids: [...recording.channelIds],
    time_axis: 0,
    file_offset: 0,
    gain_to_uV: gain,
    offset_to_uV: offset,
    is_filtered: isFiltered,
  };
  return {
    binary: folderDict(BINARY_CLASS, kwargs, { is_filtered: isFiltered }, scalingOnly),
    own: folderDict(
      BINARY_FOLDER_CLASS,
      { folder_path: "." },
      { is_filtered: isFiltered, ...recording.annotations },
      properties,
    ),
  };
}

function mainProperty(recording: Recording, name: string): JsonValue {
  const property = plainProperty(recording.properties, name);
  return property && !isStructured(property) ? arrayToJson(property) : null;
}

/** Starts of segments without a time vector; null when no segment has one. */
function segmentStarts({ times }: Recording): JsonValue {
  const given = times.some(({ tStartS, timeVectorS }) => tStartS !== undefined && !timeVectorS);
  return given ? times.map(({ tStartS }) => tStartS ?? 0) : null;
}
