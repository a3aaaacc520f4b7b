import { z } from "zod";
import { textFromLatin1 } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, isEphysError } from "#core/model/index.ts";
import { defineFormat, type Detection } from "../define.ts";
import { isFile } from "../shared/files.ts";
import { parseParams, pathArgument } from "../shared/kwargs.ts";
import { readShybridRecording, SHYBRID_RECORDING_CLASS, shybridSettings } from "./recording.ts";
import { parseSpikes, readShybridSorting, SHYBRID_SORTING_CLASS } from "./sorting.ts";

const params = z.object({
  sampling_frequency: z.number().positive().nullish().describe("Hz; a sorting needs it."),
  delimiter: z.string().min(1).max(4).default(",").describe("Between unit and frame."),
});
type Params = z.output<typeof params>;

/** SHYBRID: NAME.yml with NAME.bin and a .prb, and units as lines "unit,frame" of a .csv. */
export const shybrid = defineFormat({
  id: "shybrid",
  label: "SHYBRID",
  extensions: ["yml", "yaml", "csv"],
  params,
  detect,
  readers: [
    { function: "read_shybrid_recording", kind: "recording", path: "file_path" },
    { function: "read_shybrid_sorting", kind: "sorting", path: "file_path" },
  ],
  readRecording: (path, _given, ctx) => readShybridRecording(path, ctx),
  readSorting: (path, given, ctx) => sorting(path, parseParams(params, given, "SHYBRID"), ctx),
  recordingDicts: [
    {
      siClass: SHYBRID_RECORDING_CLASS,
      read: async (kwargs, ctx) =>
        readShybridRecording(pathArgument(kwargs, "file_path", SHYBRID_RECORDING_CLASS), ctx),
    },
  ],
  sortingDicts: [
    {
      siClass: SHYBRID_SORTING_CLASS,
      read(kwargs, ctx) {
        const path = pathArgument(kwargs, "file_path", SHYBRID_SORTING_CLASS);
        return sorting(path, parseParams(params, kwargs, SHYBRID_SORTING_CLASS), ctx);
      },
    },
  ],
});

function sorting(
  path: string,
  given: Params,
  ctx: CoreContext,
): ReturnType<typeof readShybridSorting> {
  const { sampling_frequency: rate, delimiter } = given;
  if (rate != null) return readShybridSorting(path, rate, delimiter, ctx);
  return Promise.reject(
    new EphysError(
      "InvalidParameter",
      `${path} does not tell its sampling rate: give sampling_frequency`,
      {
        parameter: "sampling_frequency",
      },
    ),
  );
}

async function detect(path: string, ctx: CoreContext): Promise<Detection | undefined> {
  const ending = ctx.fs.path.extname(path).toLowerCase();
  if (![".yml", ".yaml", ".csv"].includes(ending) || !(await isFile(path, ctx))) return undefined;
  try {
    if (ending !== ".csv") {
      const { samplesPath } = await shybridSettings(path, ctx);
      const why = `it describes the samples of ${ctx.fs.path.basename(samplesPath)} (data: fs, order, probe)`;
      return { confidence: 0.9, why, root: path, kinds: ["recording"] };
    }
    const head = textFromLatin1(await ctx.fs.readBytes(path, 4096));
    const lines = head.split(/\r?\n/).slice(0, -1);
    const { labels } = parseSpikes(lines.length > 0 ? lines.join("\n") : head, ",", path);
    if (labels.length === 0) return undefined;
    return { confidence: 0.5, why: "lines of unit,frame", root: path, kinds: ["sorting"] };
  } catch (error) {
    if (isEphysError(error)) return undefined;
    throw error;
  }
}
