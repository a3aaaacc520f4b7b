import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, isEphysError, type JsonObject } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { defineFormat, type Detection } from "../define.ts";
import { isFile, isFolder } from "../shared/files.ts";
import { parseParams, pathArgument } from "../shared/kwargs.ts";
import { onlyXml, readParameters } from "./parameters.ts";
import { DATA_ENDINGS, filesOf, NEUROSCOPE_CLASS, readNeuroscopeRecording } from "./recording.ts";
import { NEUROSCOPE_SORTING_CLASS, readNeuroscopeSorting } from "./sorting.ts";

const params = z.object({
  stream_id: z.string().nullish().describe("The only stream is 0."),
  stream_name: z.string().nullish().describe("The only stream is Signals."),
  xml_file_path: z
    .string()
    .nullish()
    .describe("The session's .xml; default: the one of the same name or in the folder."),
  clufile_path: z.string().nullish().describe("The .clu of a single .res file."),
  keep_mua_units: z.boolean().default(true).describe("Keep multi-unit clusters (number 1)."),
  exclude_shanks: z
    .array(z.number().int().nonnegative())
    .nullish()
    .describe("Shanks whose units are left out."),
});

/** NeuroScope sessions (Buzsáki lab): .dat, .lfp or .eeg with a .xml; units as .res and .clu. */
export const neuroscope = defineFormat({
  id: "neuroscope",
  label: "NeuroScope",
  extensions: ["xml", "dat", "lfp", "eeg", "res"],
  params,
  detect,
  readers: [
    { function: "read_neuroscope", kind: "recording", path: "file_path" },
    { function: "read_neuroscope_recording", kind: "recording", path: "file_path" },
    { function: "read_neuroscope_sorting", kind: "sorting", path: "folder_path" },
    { function: "read_neuroscope_sorting", kind: "sorting", path: "resfile_path" },
  ],
  async listStreams(path, ctx) {
    const { xml } = filesOf(path, undefined, ctx);
    const { numChannels, samplingFrequency } = await readParameters(xml, ctx, path);
    return [{ id: "0", name: "Signals", numChannels, samplingFrequency }];
  },
  readRecording: (path, given, ctx) => read(path, parseParams(params, given, "NeuroScope"), ctx),
  readSorting: (path, given, ctx) =>
    readNeuroscopeSorting(path, parseParams(params, given, "NeuroScope"), ctx),
  recordingDicts: [
    {
      siClass: NEUROSCOPE_CLASS,
      read(kwargs, ctx) {
        const path = pathArgument(kwargs, "file_path", NEUROSCOPE_CLASS);
        return read(path, parseParams(params, withoutNone(kwargs), NEUROSCOPE_CLASS), ctx);
      },
    },
  ],
  sortingDicts: [
    {
      siClass: NEUROSCOPE_SORTING_CLASS,
      read(kwargs, ctx) {
        const name = kwargs["resfile_path"] == null ? "folder_path" : "resfile_path";
        const path = pathArgument(kwargs, name, NEUROSCOPE_SORTING_CLASS);
        const given = parseParams(params, withoutNone(kwargs), NEUROSCOPE_SORTING_CLASS);
        return readNeuroscopeSorting(path, given, ctx);
      },
    },
  ],
});

/** The reference writes a missing .xml as the text "None". */
function withoutNone(kwargs: JsonObject): JsonObject {
  return kwargs["xml_file_path"] === "None" ? { ...kwargs, xml_file_path: null } : kwargs;
}

function read(path: string, given: z.output<typeof params>, ctx: CoreContext): Promise<Recording> {
  const idFits = given.stream_id == null || given.stream_id === "0";
  const nameFits =
    given.stream_name == null || given.stream_name === "Signals" || given.stream_name === "0";
  if (idFits && nameFits) return readNeuroscopeRecording(path, given.xml_file_path, ctx);
  return Promise.reject(
    new EphysError("StreamNotFound", `${path} has one stream, 0 (Signals)`, { streams: ["0"] }),
  );
}

async function detect(path: string, ctx: CoreContext): Promise<Detection | undefined> {
  try {
    if (await isFolder(path, ctx)) {
      const names = await ctx.fs.list(path);
      const holds = (part: RegExp): boolean => names.some((name) => part.test(name));
      if (!holds(/\.res(?:\.\d+)?$/) || !holds(/\.clu(?:\.\d+)?$/)) return undefined;
      const xml = await onlyXml(path, ctx);
      await readParameters(xml, ctx);
      const why = `.res and .clu files beside NeuroScope's ${ctx.fs.path.basename(xml)}`;
      return { confidence: 0.9, why, root: path, kinds: ["sorting"] };
    }
    const ending = ctx.fs.path.extname(path);
    if (ending !== ".xml" && !DATA_ENDINGS.includes(ending)) return undefined;
    const { xml, samples } = filesOf(path, undefined, ctx);
    if (!(await isFile(xml, ctx)) || !(await isFile(samples, ctx))) return undefined;
    const { numChannels } = await readParameters(xml, ctx);
    const why = `NeuroScope's ${ctx.fs.path.basename(xml)} describes ${String(numChannels)} channels`;
    return { confidence: 0.95, why, root: path, kinds: ["recording"] };
  } catch (error) {
    if (isEphysError(error)) return undefined;
    throw error;
  }
}
