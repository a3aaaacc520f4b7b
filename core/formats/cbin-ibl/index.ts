import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { defineFormat, type Detection } from "../define.ts";
import { isFile, isFolder, peekJsonObject } from "../shared/files.ts";
import { parseParams } from "../shared/kwargs.ts";
import { CBIN_CLASS, readCbin } from "./recording.ts";

const params = z.object({
  stream_name: z
    .enum(["ap", "lp"])
    .default("ap")
    .describe("Which .cbin of a folder: its name ends so."),
  load_sync_channel: z
    .boolean()
    .default(false)
    .describe("Give the last channel (sync) too, and no probe."),
  cbin_file_path: z.string().nullish().describe("The .cbin itself, instead of a folder's."),
  reference_sample_shifts: z
    .boolean()
    .default(false)
    .describe(
      "Sample shifts as SpikeInterface has them, without the cycle that reads the LF band.",
    ),
});
type Params = z.output<typeof params>;

/** IBL's compressed SpikeGLX files: .cbin with .ch (mtscomp) and .meta. */
export const cbinIbl = defineFormat({
  id: "cbin_ibl",
  label: "IBL compressed binary",
  extensions: ["cbin"],
  params,
  detect,
  readers: [
    { function: "read_cbin_ibl", kind: "recording", path: "folder_path" },
    { function: "read_cbin_ibl", kind: "recording", path: "cbin_file_path" },
  ],
  asReference: { reference_sample_shifts: true },
  readRecording: (path, given, ctx) => read(path, parseParams(params, given, "IBL cbin"), ctx),
  recordingDicts: [
    {
      siClass: CBIN_CLASS,
      read(kwargs, ctx) {
        const path = kwargs["cbin_file_path"] ?? kwargs["cbin_file"] ?? kwargs["folder_path"];
        if (typeof path === "string")
          return read(path, parseParams(params, kwargs, CBIN_CLASS), ctx);
        throw new EphysError("InvalidParameter", `the dictionary of ${CBIN_CLASS} has no path`, {
          parameter: "cbin_file_path",
        });
      },
    },
  ],
});

async function read(path: string, given: Params, ctx: CoreContext): Promise<Recording> {
  const file = given.cbin_file_path ?? (await cbinOf(path, given.stream_name, ctx));
  const kwargs: JsonObject = {
    folder_path: ctx.fs.path.dirname(file),
    load_sync_channel: given.load_sync_channel,
    cbin_file_path: file,
    ...(given.reference_sample_shifts && { reference_sample_shifts: true }),
  };
  return readCbin(file, given, kwargs, ctx);
}

/** The one .cbin that a path stands for. @throws FileNotFound, InvalidParameter */
async function cbinOf(path: string, stream: string, ctx: CoreContext): Promise<string> {
  if (!(await isFolder(path, ctx))) {
    if (path.endsWith(".cbin")) return path;
    throw new EphysError("FormatNotRecognised", `${path} is neither a folder nor a .cbin file`, {
      path,
    });
  }
  const names = await ctx.fs.list(path);
  const plain = names.filter((name) => name.endsWith(`${stream}.cbin`));
  // snippets that IBL's server cut have .stream in their names
  const cut = names.filter((name) => name.endsWith(`.${stream}.stream.cbin`));
  const found = cut.length > plain.length ? cut : plain;
  if (found.length === 1) return ctx.fs.path.join(path, found[0]);
  throw new EphysError(
    found.length === 0 ? "FileNotFound" : "InvalidParameter",
    `${path} holds ${String(found.length)} files *${stream}.cbin, not one: say which (stream_name, cbin_file_path)`,
    { path, files: found },
  );
}

async function detect(path: string, ctx: CoreContext): Promise<Detection | undefined> {
  const isHere = await isFolder(path, ctx);
  const names = isHere ? await ctx.fs.list(path) : [ctx.fs.path.basename(path)];
  const name = names.find((one) => one.endsWith(".cbin"));
  if (name === undefined) return undefined;
  const file = isHere ? ctx.fs.path.join(path, name) : path;
  if (!(await isFile(file, ctx))) return undefined;
  const header = await peekJsonObject(`${file.slice(0, -".cbin".length)}.ch`, ctx);
  if (!header || !("chunk_bounds" in header)) return undefined;
  const why = `${name} with a .ch that lists its compressed chunks (mtscomp)`;
  return { confidence: 0.95, why, root: path, kinds: ["recording"] };
}
