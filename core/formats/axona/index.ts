import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { defineFormat, type Detection } from "../define.ts";
import { isFile, onlyFileIn } from "../shared/files.ts";
import { parseParams, pathArgument } from "../shared/kwargs.ts";
import { describeSession, sessionRecording, sessionStreams } from "../shared/session/index.ts";
import { readAxonaHeader } from "./header.ts";
import { openAxona, setPath } from "./session.ts";

const AXONA_CLASS = "spikeinterface.extractors.neoextractors.axona.AxonaRecordingExtractor";

const SIGNALS = { referenceChannels: false, everything: false };

const params = z.object({
  stream_id: z.string().nullish().describe("The only stream is 0."),
  stream_name: z.string().nullish().describe("The only stream is stream 0."),
  use_names_as_ids: z.boolean().default(false).describe("Channel ids 1a … instead of 0 …"),
  reference_channel_names: z
    .boolean()
    .default(false)
    .describe("Name and scale channels as SpikeInterface, which skips no tetrode that was off."),
});
type Params = z.output<typeof params>;

/** Axona DacqUSB raw recordings: .set and .bin. */
export const axona = defineFormat({
  id: "axona",
  label: "Axona (raw)",
  extensions: ["set", "bin"],
  params,
  detect,
  readers: [
    { function: "read_axona", kind: "recording", path: "file_path" },
    { function: "neo.AxonaRawIO", kind: "neo_rawio", path: "filename" },
  ],
  asReference: { reference_channel_names: true },
  listStreams: async (path, ctx) => sessionStreams(await openAxona(path, SIGNALS, ctx)),
  readRecording: (path, given, ctx) => read(path, parseParams(params, given, "Axona"), ctx),
  async readNeo(path, ctx, given = {}) {
    const { reference_channel_names: referenceChannels } = parseParams(params, given, "Axona");
    return describeSession(await openAxona(path, { referenceChannels, everything: true }, ctx));
  },
  recordingDicts: [
    {
      siClass: AXONA_CLASS,
      read(kwargs, ctx) {
        const path = pathArgument(kwargs, "file_path", AXONA_CLASS);
        return read(path, parseParams(params, kwargs, AXONA_CLASS), ctx);
      },
    },
  ],
});

async function read(path: string, given: Params, ctx: CoreContext): Promise<Recording> {
  const options = { ...SIGNALS, referenceChannels: given.reference_channel_names };
  const session = await openAxona(path, options, ctx);
  const kwargs = {
    file_path: path,
    ...(given.reference_channel_names && { reference_channel_names: true }),
  };
  const extras = { siClass: AXONA_CLASS, kwargs };
  return sessionRecording(session, given, extras, path);
}

async function detect(given: string, ctx: CoreContext): Promise<Detection | undefined> {
  const path = (await onlyFileIn(given, /\.set$/, ctx)) ?? given;
  if (!/\.(?:set|bin|\d{1,2})$/.test(path)) return undefined;
  const set = setPath(path, ctx);
  if (!(await isFile(set, ctx)) || !(await isFile(path, ctx))) return undefined;
  const { values } = await readAxonaHeader(set, ctx);
  if (!values.has("rawRate") || !values.has("ADC_fullscale_mv")) return undefined;
  const why = `${ctx.fs.path.basename(set)} is a DacqUSB settings file with rawRate ${values.get("rawRate") ?? ""}`;
  return { confidence: 0.95, why, root: path, kinds: ["recording"] };
}
