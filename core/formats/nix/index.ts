import { z } from "zod";
import type { JsonObject } from "#core/model/index.ts";
import { defineFormat } from "../define.ts";
import { attributeText, detectHdf5, holds } from "../shared/hdf5/index.ts";
import { parseParams, pathArgument } from "../shared/kwargs.ts";
import { countBlocks, NIX_RECORDING_CLASS, openNix, readNix } from "../shared/nix/index.ts";
import { describeSession, sessionEvents, sessionStreams } from "../shared/session/index.ts";

const params = z.object({
  stream_id: z.string().nullish().describe("Which signals; needed when there are several."),
  stream_name: z.string().nullish().describe("The same by name."),
  block_index: z.number().int().nullish().describe("Which block; needed when there are several."),
  use_names_as_ids: z.boolean().default(false).describe("Channel ids are the channels' names."),
  as_neo: z
    .boolean()
    .default(false)
    .describe("Rates without their unit and streams without names, as SpikeInterface reads them."),
});

/** NIX files (HDF5) of neo: signals in one array per channel, events and epochs. */
export const nix = defineFormat({
  id: "nix",
  label: "NIX (neo)",
  extensions: ["nix", "h5"],
  params,
  detect: (path, ctx) =>
    detectHdf5(path, ctx, ["recording"], async (file) =>
      attributeText((await file.attributes("/"))["format"]) === "nix" &&
      (await holds(file, { "/data": "group", "/metadata": "group" }))
        ? "the HDF5 file says that its format is NIX"
        : undefined,
    ),
  readers: [
    { function: "read_nix", kind: "recording", path: "file_path" },
    { function: "neo.NIXRawIO", kind: "neo_rawio", path: "filename" },
  ],
  asReference: { as_neo: true },
  countBlocks,
  listStreams: async (path, ctx, given = {}) =>
    sessionStreams(await openNix(path, options(given), ctx)),
  readRecording: (path, given, ctx) => readNix(path, parseParams(params, given, "NIX"), ctx),
  readEvents: async (path, ctx, given = {}) =>
    sessionEvents(await openNix(path, options(given), ctx)),
  readNeo: async (path, ctx, given = {}) =>
    describeSession(await openNix(path, options(given), ctx)),
  recordingDicts: [
    {
      siClass: NIX_RECORDING_CLASS,
      read: (kwargs, ctx) =>
        readNix(
          pathArgument(kwargs, "file_path", NIX_RECORDING_CLASS),
          parseParams(params, kwargs, NIX_RECORDING_CLASS),
          ctx,
        ),
    },
  ],
});

function options(given: JsonObject): { block: number | undefined; asNeo: boolean } {
  const { block_index: block, as_neo: asNeo } = parseParams(params, given, "NIX");
  return { block: block ?? undefined, asNeo };
}
