import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, isEphysError, type JsonObject } from "#core/model/index.ts";
import { hasArray, hasGroup, pathOf, readAttributes, type ZarrStore } from "#core/zarr/index.ts";
import { defineFormat, type Detection } from "../define.ts";
import { pathArgument } from "../shared/kwargs.ts";
import { readZarrRecording } from "./recording.ts";
import { ZARR_RECORDING_CLASS, ZARR_SORTING_CLASS } from "./si-class.ts";
import { readZarrSorting } from "./sorting.ts";

/** SpikeInterface's zarr folders (zarr version 2): recordings, sortings, and analyzers (loaded by core/analyzer). */
export const zarr = defineFormat({
  id: "zarr",
  label: "SpikeInterface zarr folder",
  extensions: ["zarr"],
  params: z.object({
    zarr_group: z
      .string()
      .nullable()
      .default(null)
      .describe("Group that holds the sorting; by default the folder itself."),
    storage_options: z
      .null()
      .default(null)
      .describe("Options of remote storage; folders of this machine have none."),
    load_compression_ratio: z
      .boolean()
      .default(false)
      .describe("Note in the annotations how much smaller the chunks are than their samples."),
  }),
  detect,
  readers: [
    { function: "read_zarr", kind: "recording", path: "folder_path" },
    { function: "read_zarr", kind: "sorting", path: "folder_path" },
    { function: "read_zarr_recording", kind: "recording", path: "folder_path" },
    { function: "read_zarr_sorting", kind: "sorting", path: "folder_path" },
  ],
  readRecording: (path, { load_compression_ratio: measure }, ctx) =>
    readZarrRecording(path, measure, ctx),
  readSorting: (path, { zarr_group }, ctx) => readZarrSorting(path, zarr_group, ctx),
  recordingDicts: [
    {
      siClass: ZARR_RECORDING_CLASS,
      read: (kwargs, ctx) =>
        readZarrRecording(
          localPath(kwargs, ZARR_RECORDING_CLASS),
          kwargs["load_compression_ratio"] === true,
          ctx,
        ),
    },
  ],
  sortingDicts: [
    {
      siClass: ZARR_SORTING_CLASS,
      read: (kwargs, ctx) => {
        const group = kwargs["zarr_group"];
        const folder = localPath(kwargs, ZARR_SORTING_CLASS);
        return readZarrSorting(folder, typeof group === "string" ? group : null, ctx);
      },
    },
  ],
});

function localPath(kwargs: JsonObject, siClass: string): string {
  const path = pathArgument(kwargs, "folder_path", siClass);
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(path)) return path;
  throw new EphysError("Unsupported", `${path} lies on a remote store; copy it to this machine`, {
    path,
  });
}

async function detect(path: string, ctx: CoreContext): Promise<Detection | undefined> {
  const store: ZarrStore = { folder: path, fs: ctx.fs };
  if (!(await hasGroup(store, ""))) return undefined;
  const answer = (why: string, kind: "recording" | "sorting" | "analyzer"): Detection => ({
    confidence: 1,
    why,
    root: path,
    kinds: [kind],
  });
  if (await isAnalyzer(store)) {
    return answer(
      "the attribute spikeinterface_info says that it is a SortingAnalyzer",
      "analyzer",
    );
  }
  if (await hasArray(store, "channel_ids")) {
    return answer("it is a zarr group with channel_ids and traces", "recording");
  }
  if ((await hasArray(store, "unit_ids")) && (await hasGroup(store, "spikes"))) {
    return answer("it is a zarr group with unit_ids and spikes", "sorting");
  }
  return undefined;
}

/** A damaged attribute file is the reader's business. */
async function isAnalyzer(store: ZarrStore): Promise<boolean> {
  if ((await store.fs.stat(pathOf(store, ".zattrs"))) === undefined) return false;
  try {
    const info = (await readAttributes(store, ""))["spikeinterface_info"];
    return typeof info === "object" && info !== null && "object" in info
      ? info.object === "SortingAnalyzer"
      : false;
  } catch (error) {
    if (isEphysError(error)) return false;
    throw error;
  }
}
