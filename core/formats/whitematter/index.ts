import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { defineFormat, type Detection } from "../define.ts";
import { isFile } from "../shared/files.ts";
import { parseParams, pathArgument } from "../shared/kwargs.ts";
import { openBinary, RawRecording } from "../shared/raw-binary.ts";

const WHITEMATTER_CLASS =
  "spikeinterface.extractors.whitematterrecordingextractor.WhiteMatterRecordingExtractor";
/** µV per bit of the headstage files. */
const HEADSTAGE_GAIN_UV = 0.190734863;
const HEADER_BYTES = 8;

const params = z.object({
  sampling_frequency: z.number().positive().describe("Hz"),
  num_channels: z.number().int().positive().describe("64 of a headstage, 32 of an analog panel."),
  channel_ids: z
    .array(z.union([z.string(), z.number()]))
    .nullish()
    .describe("Default: 0, 1 …"),
  is_filtered: z.boolean().nullish().describe("Whether the samples were filtered."),
  gain_to_uV: z
    .number()
    .nullish()
    .describe("µV per bit (voltsperbit of the settings file × 10⁶); default 0.190734863."),
});
type Params = z.output<typeof params>;

/** WhiteMatter's HSW and ASW files: 8 bytes, then int16 samples. */
export const whitematter = defineFormat({
  id: "whitematter",
  label: "WhiteMatter",
  extensions: ["bin"],
  params,
  detect,
  readers: [{ function: "read_whitematter", kind: "recording", path: "file_path" }],
  readRecording: (path, given, ctx) => read(path, parseParams(params, given, "WhiteMatter"), ctx),
  recordingDicts: [
    {
      siClass: WHITEMATTER_CLASS,
      read(kwargs, ctx) {
        const path = pathArgument(kwargs, "file_path", WHITEMATTER_CLASS);
        return read(path, parseParams(params, kwargs, WHITEMATTER_CLASS), ctx);
      },
    },
  ],
});

async function read(path: string, given: Params, ctx: CoreContext): Promise<Recording> {
  const gain = given.gain_to_uV ?? HEADSTAGE_GAIN_UV;
  const { facts, layout } = await openBinary(
    {
      file_paths: [path],
      sampling_frequency: given.sampling_frequency,
      num_channels: given.num_channels,
      channel_ids: given.channel_ids,
      dtype: "int16",
      time_axis: 0,
      file_offset: HEADER_BYTES,
      gain_to_uV: gain,
      offset_to_uV: 0,
      is_filtered: given.is_filtered,
    },
    ctx,
  );
  const kwargs: JsonObject = {
    file_path: path,
    sampling_frequency: given.sampling_frequency,
    num_channels: given.num_channels,
    channel_ids: given.channel_ids ?? null,
    is_filtered: given.is_filtered ?? null,
    gain_to_uV: gain,
  };
  return new RawRecording(facts, { siClass: WHITEMATTER_CLASS, kwargs }, layout, ctx);
}

/** The files carry no mark of their own: only their names tell. */
async function detect(path: string, ctx: CoreContext): Promise<Detection | undefined> {
  const name = ctx.fs.path.basename(path);
  if (!/^(?:HSW|ASW).*\.bin$/i.test(name) || !(await isFile(path, ctx))) return undefined;
  const why = `its name, ${name}, is one that WhiteMatter's recorder gives`;
  return { confidence: 0.6, why, root: path, kinds: ["recording"] };
}
