import { z } from "zod";
import { ndArray, type NdArray } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import {
  appendRecordings,
  concatenateRecordings,
  textProperty,
  type Properties,
  type Recording,
} from "#core/recording/index.ts";
import { defineFormat, type Detection } from "../define.ts";
import { isFile, isFolder } from "../shared/files.ts";
import { parseParams, pathArgument } from "../shared/kwargs.ts";
import {
  ByteCursor,
  describeSession,
  sessionRecording,
  sessionStreams,
  type SignalChannel,
} from "../shared/session/index.ts";
import { intanKind } from "./header.ts";
import { openIntan, type IntanChecks } from "./session.ts";

const INTAN_CLASS = "spikeinterface.extractors.neoextractors.intan.IntanRecordingExtractor";
const SPLIT_CLASS =
  "spikeinterface.extractors.neoextractors.intan.IntanSplitFilesRecordingExtractor";

const params = z.object({
  stream_id: z
    .string()
    .nullish()
    .describe("Which signals: 0 amplifiers, 3 analog inputs …; needed when there are several."),
  stream_name: z.string().nullish().describe("The same by name, RHD2000 amplifier channel."),
  use_names_as_ids: z
    .boolean()
    .default(false)
    .describe("Channel ids are the names given in Intan's program instead of A-000 …"),
  ignore_integrity_checks: z
    .boolean()
    .default(false)
    .describe("Read files whose sample numbers jump or whose last block is cut."),
  gaps: z
    .enum(["refuse", "segments"])
    .default("refuse")
    .describe("Where sample numbers jump: nothing is read, or each part becomes a segment."),
  mode: z
    .enum(["concatenate", "append"])
    .default("concatenate")
    .describe("A folder of files split by time: one segment, or a segment per file."),
});
type Params = z.output<typeof params>;

/** Intan RHD2000 and RHS2000: one file, a file per signal type (info.rhd beside .dat files) or per channel. */
export const intan = defineFormat({
  id: "intan",
  label: "Intan",
  extensions: ["rhd", "rhs"],
  params,
  detect,
  readers: [
    { function: "read_intan", kind: "recording", path: "file_path" },
    { function: "read_split_intan_files", kind: "recording", path: "folder_path" },
    { function: "neo.IntanRawIO", kind: "neo_rawio", path: "filename" },
  ],
  async listStreams(path, ctx, asked) {
    const [first] = await filesOf(path, ctx);
    // a person may look at what cannot be opened without saying so
    const given = asked && parseParams(params, asked, "Intan");
    const ignoreIntegrity = given?.ignore_integrity_checks ?? true;
    const checks = { ignoreIntegrity, gaps: given?.gaps ?? "refuse" } as const;
    return sessionStreams((await openIntan(first, checks, ctx)).session);
  },
  readRecording: (path, given, ctx) => read(path, parseParams(params, given, "Intan"), ctx),
  async readNeo(path, ctx, given = {}) {
    const checks = checksOf(parseParams(params, given, "Intan"));
    return describeSession((await openIntan(path, checks, ctx)).session);
  },
  recordingDicts: [
    { siClass: INTAN_CLASS, read: (kwargs, ctx) => readKwargs(kwargs, "file_path", ctx) },
    { siClass: SPLIT_CLASS, read: (kwargs, ctx) => readKwargs(kwargs, "folder_path", ctx) },
  ],
});

function readKwargs(kwargs: JsonObject, name: string, ctx: CoreContext): Promise<Recording> {
  const path = pathArgument(kwargs, name, INTAN_CLASS);
  return read(path, parseParams(params, kwargs, INTAN_CLASS), ctx);
}

async function read(path: string, given: Params, ctx: CoreContext): Promise<Recording> {
  const recordings: Recording[] = [];
  for (const file of await filesOf(path, ctx)) recordings.push(await readFile(file, given, ctx));
  if (recordings.length === 1) return recordings[0];
  const keepsParts = given.mode === "append" || given.gaps === "segments";
  return keepsParts ? appendRecordings(recordings) : concatenateRecordings(recordings);
}

async function readFile(path: string, given: Params, ctx: CoreContext): Promise<Recording> {
  const checks = checksOf(given);
  const { session, annotations } = await openIntan(path, checks, ctx);
  const extras = {
    siClass: INTAN_CLASS,
    kwargs: {
      file_path: path,
      ignore_integrity_checks: checks.ignoreIntegrity,
      // SpikeInterface has no such argument and is given none where it is not needed
      ...(session.numSegments > 1 && { gaps: checks.gaps }),
    },
    properties: portProperties,
    annotations,
  };
  return sessionRecording(session, given, extras, path);
}

function checksOf({ ignore_integrity_checks: ignoreIntegrity, gaps }: Params): IntanChecks {
  return { ignoreIntegrity, gaps };
}

/** The file itself, the info file of a folder, or all .rhd and .rhs files of it in the order of their names. */
async function filesOf(path: string, ctx: CoreContext): Promise<readonly string[]> {
  if (!(await isFolder(path, ctx))) return [path];
  const names = (await ctx.fs.list(path)).filter((name) => /\.rh[ds]$/i.test(name));
  const info = names.filter((name) => /^info\.rh[ds]$/.test(name));
  const chosen = info.length === 1 ? info : names.toSorted((a, b) => (a < b ? -1 : 1));
  if (chosen.length > 0) return chosen.map((name) => ctx.fs.path.join(path, name));
  throw new EphysError("FileNotFound", `${path} holds no .rhd or .rhs files`, { path });
}

/** Amplifier channels are grouped by the port in their names, A-000 … */
function portProperties(streamName: string, channels: readonly SignalChannel[]): Properties {
  if (!/^RH[DS]2000 amplifier channel$/.test(streamName)) return new Map();
  const ports = channels.map(({ id }) => (id[1] === "-" ? id.slice(0, 1) : ""));
  const distinct = [...new Set(ports.filter((port) => port !== ""))].sort();
  const groups = ports.map((port) => Math.max(0, distinct.indexOf(port)));
  return new Map<string, NdArray>([
    ["group", ndArray("uint16", [groups.length], Uint16Array.from(groups))],
    ["group_names", textProperty(ports)],
  ]);
}

async function detect(path: string, ctx: CoreContext): Promise<Detection | undefined> {
  if (await isFolder(path, ctx)) return detectFolder(path, ctx);
  if (path.endsWith(".dat")) return detectBeside(path, ctx);
  if (!/\.rh[ds]$/i.test(path) || !(await isFile(path, ctx))) return undefined;
  const kind = await kindOf(path, ctx);
  if (!kind) return undefined;
  const why = `it begins with the number of Intan's ${kind.toUpperCase()} files`;
  return { confidence: 0.95, why, root: path, kinds: ["recording"] };
}

/** A .dat file that an info file in its folder describes stands for that folder. */
async function detectBeside(path: string, ctx: CoreContext): Promise<Detection | undefined> {
  const { path: paths } = ctx.fs;
  for (const name of ["info.rhd", "info.rhs"]) {
    if (await isFile(paths.join(paths.dirname(path), name), ctx)) {
      return detectFolder(paths.dirname(path), ctx);
    }
  }
  return undefined;
}

async function kindOf(path: string, ctx: CoreContext): Promise<"rhd" | "rhs" | undefined> {
  const bytes = await ctx.fs.readBytes(path, 4);
  return bytes.length === 4 ? intanKind(new ByteCursor(bytes, path).uint32()) : undefined;
}

async function detectFolder(folder: string, ctx: CoreContext): Promise<Detection | undefined> {
  const names = (await ctx.fs.list(folder)).filter((name) => /\.rh[ds]$/i.test(name));
  const info = names.find((name) => /^info\.rh[ds]$/.test(name)) ?? names[0];
  if (info === undefined) return undefined;
  const kind = await kindOf(ctx.fs.path.join(folder, info), ctx);
  if (!kind) return undefined;
  const isSplit = !info.startsWith("info.") && names.length > 1;
  const what = isSplit ? `${String(names.length)} files, the first, ${info},` : info;
  const why = `${what} begins with the number of Intan's ${kind.toUpperCase()} files`;
  return { confidence: 0.95, why, root: folder, kinds: ["recording"] };
}
