import { z } from "zod";
import { decodeNpy, isStructured, textFromLatin1, toFloat64 } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type ChannelId, type JsonObject } from "#core/model/index.ts";
import { describeExtractor, floatProperty } from "#core/recording/index.ts";
import type { Snippets, SnippetSegment } from "#core/snippets/index.ts";
import { defineFormat, type Detection } from "../define.ts";
import { isFile, peekJsonObject, readJsonObject } from "../shared/files.ts";

const SI_CLASS = "spikeinterface.core.npysnippetsextractor.NpySnippetsExtractor";
const ANY_CLASS = ".NpySnippetsExtractor";
/** Bytes in which the header of a .npy file lies. */
const HEADER_BYTES = 4096;

const scaling = z
  .union([z.number(), z.array(z.number())])
  .nullable()
  .optional();

const params = z.object({
  file_paths: z.array(z.string()).optional().describe("One file per segment."),
  sampling_frequency: z
    .number()
    .positive()
    .optional()
    .describe("Sampling rate; needed where no npy.json tells it.")
    .meta({ unit: "Hz" }),
  channel_ids: z
    .array(z.union([z.string(), z.number()]))
    .nullable()
    .optional()
    .describe("Default: numbers from 0."),
  nbefore: z.int().nonnegative().nullable().optional().describe("Samples before the event; 0."),
  gain_to_uV: scaling.describe("µV per unit."),
  offset_to_uV: scaling.describe("Added after the gain, in µV."),
});

type Params = z.output<typeof params>;

/** SpikeInterface's snippets: structured .npy files with `frame` and `snippet`, alone or in a folder with npy.json. */
export const npySnippets = defineFormat({
  id: "npy_snippets",
  label: "SpikeInterface snippets (npy)",
  extensions: ["npy"],
  params,
  detect,
  readers: [
    { function: "read_npy_snippets", kind: "snippets", path: "file_paths" },
    { function: "read_npy_snippets_folder", kind: "snippets", path: "folder_path" },
  ],
  readSnippets: async (path, given, ctx) =>
    (await isFile(path, ctx))
      ? readFiles(given.file_paths ?? [path], given, ctx)
      : readFolder(path, ctx),
});

async function detect(path: string, ctx: CoreContext): Promise<Detection | undefined> {
  const { fs } = ctx;
  const name = fs.path.basename(path);
  const file = await isFile(path, ctx);
  if (file && fs.path.extname(path) === ".npy") {
    const header = textFromLatin1(await fs.readBytes(path, HEADER_BYTES));
    if (!header.includes("'frame'") || !header.includes("'snippet'")) return undefined;
    return {
      confidence: 1,
      why: "its records hold a frame and a snippet",
      root: path,
      kinds: ["snippets"],
    };
  }
  if (file && !["npy.json", "si_folder.json"].includes(name)) return undefined;
  const root = file ? fs.path.dirname(path) : path;
  const dict = await peekJsonObject(fs.path.join(root, "npy.json"), ctx);
  if (dict === undefined || !isSnippetsDict(dict)) return undefined;
  return {
    confidence: 1,
    why: "npy.json describes a SpikeInterface NpySnippetsExtractor",
    root,
    kinds: ["snippets"],
  };
}

function isSnippetsDict(dict: JsonObject): boolean {
  const name = dict["class"];
  return typeof name === "string" && name.endsWith(ANY_CLASS);
}

/** @throws MissingSibling, CorruptFile, FormatNotRecognised */
async function readFolder(folder: string, ctx: CoreContext): Promise<Snippets> {
  const { fs } = ctx;
  const path = fs.path.join(folder, "npy.json");
  const dict = await readJsonObject(path, ctx, `the snippets folder ${folder}`);
  if (!isSnippetsDict(dict)) {
    throw new EphysError("FormatNotRecognised", `${path} does not describe snippets`, { path });
  }
  const kwargs = params.safeParse(dict["kwargs"] ?? {});
  if (!kwargs.success) {
    const [issue] = kwargs.error.issues;
    throw new EphysError(
      "CorruptFile",
      `${path}: kwargs.${issue.path.map(String).join(".")}: ${issue.message}`,
      { path },
    );
  }
  const files = (kwargs.data.file_paths ?? []).map((file) => fs.path.resolve(folder, file));
  return readFiles(files, kwargs.data, ctx);
}

async function readFiles(
  files: readonly string[],
  given: Params,
  ctx: CoreContext,
): Promise<Snippets> {
  const [first] = files;
  if (first === undefined) {
    throw new EphysError("InvalidParameter", "snippets need at least one file", {
      parameter: "file_paths",
    });
  }
  if (given.sampling_frequency === undefined) {
    throw new EphysError(
      "InvalidParameter",
      `${first} does not tell its sampling rate; give sampling_frequency`,
      { parameter: "sampling_frequency", path: first },
    );
  }
  const segments: SnippetSegment[] = [];
  for (const file of files) segments.push(await readSegment(file, ctx));
  const [, snippetLength = 0, numChannels = 0] = segments[0].traces.shape;
  for (const [i, { traces }] of segments.entries()) {
    if (traces.shape[1] !== snippetLength || traces.shape[2] !== numChannels) {
      throw new EphysError("InvalidValue", `${files[i]} has snippets of another shape`, {
        path: files[i],
      });
    }
  }
  const channelIds: readonly ChannelId[] =
    given.channel_ids ?? Array.from({ length: numChannels }, (_, i) => i);
  if (channelIds.length !== numChannels) {
    throw new EphysError(
      "InvalidParameter",
      `channel_ids names ${String(channelIds.length)} of ${String(numChannels)} channels`,
      { parameter: "channel_ids" },
    );
  }
  const nbefore = given.nbefore ?? 0;
  const properties = new Map();
  for (const name of ["gain_to_uV", "offset_to_uV"] as const) {
    const value = given[name] ?? undefined;
    if (value === undefined) continue;
    const values = typeof value === "number" ? new Array<number>(numChannels).fill(value) : value;
    properties.set(name, floatProperty(values));
  }
  return {
    channelIds,
    samplingFrequency: given.sampling_frequency,
    nbefore,
    snippetLength,
    segments,
    properties,
    dict: describeExtractor({
      siClass: SI_CLASS,
      kwargs: {
        file_paths: [...files],
        sampling_frequency: given.sampling_frequency,
        channel_ids: [...channelIds],
        nbefore,
        gain_to_uV: given.gain_to_uV ?? null,
        offset_to_uV: given.offset_to_uV ?? null,
      },
      annotations: {},
      properties,
    }),
  };
}

async function readSegment(path: string, ctx: CoreContext): Promise<SnippetSegment> {
  const array = decodeNpy(await ctx.fs.readBytes(path), path);
  const columns = isStructured(array) ? array.columns : {};
  const { frame, snippet } = columns;
  if (frame === undefined || snippet === undefined || snippet.shape.length !== 3) {
    throw new EphysError(
      "CorruptFile",
      `${path} does not hold records of a frame and a snippet [sample × channel]`,
      { path },
    );
  }
  return { frames: toFloat64(frame), traces: snippet };
}
