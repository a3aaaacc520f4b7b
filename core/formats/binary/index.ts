import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { withProbe, type Recording } from "#core/recording/index.ts";
import { defineFormat, type Detection } from "../define.ts";
import { isFile } from "../shared/files.ts";
import { GIVEN_PARAMS } from "../shared/given-params.ts";
import { parseParams } from "../shared/kwargs.ts";
import { probeByName, readProbeFile } from "../shared/probe-file/index.ts";
import { BINARY_CLASS, openBinary, RawRecording } from "../shared/raw-binary.ts";

const scaling = z.union([z.number(), z.array(z.number())]).nullish();

const params = z.object({
  num_channels: z.number().int().positive().describe("Channels that are interleaved in the file."),
  sampling_frequency: z
    .number()
    .positive()
    .describe("Samples per second of each channel.")
    .meta({ unit: "Hz" }),
  dtype: z
    .string()
    .default("int16")
    .describe("Type of a sample, NumPy's name: int16, float32, >i2 …"),
  file_offset: z
    .number()
    .int()
    .nonnegative()
    .default(0)
    .describe("Length of the header before the samples.")
    .meta({ unit: "bytes" }),
  time_axis: z
    .union([z.literal(0), z.literal(1)])
    .default(0)
    .describe("0: sample after sample; 1: channel after channel."),
  gain_to_uV: scaling
    .describe("µV per unit, for all channels or each.")
    .meta({ unit: "µV", label: "Gain" }),
  offset_to_uV: scaling
    .describe("µV to add, for all channels or each.")
    .meta({ unit: "µV", label: "Offset" }),
  t_starts: z
    .array(z.number())
    .nullish()
    .describe("Time of the first sample of each segment.")
    .meta({ unit: "s" }),
  channel_ids: z
    .array(z.union([z.string(), z.number()]))
    .nullish()
    .describe("Names of the channels; default 0, 1, 2 …"),
  is_filtered: z.boolean().nullish().describe("True when the samples are band-passed already."),
  probe_path: z
    .string()
    .nullish()
    .describe(
      "Places of the channels: probeinterface JSON, .prb or .imro; without it each stands alone.",
    ),
  probe_name: GIVEN_PARAMS.shape.probe_name,
  events_path: GIVEN_PARAMS.shape.events_path,
  file_paths: z
    .array(z.string())
    .optional()
    .describe("Files of all segments in order; default the opened file alone."),
});

const dictParams = params.omit({ probe_path: true, probe_name: true, events_path: true }).extend({
  file_paths: z.union([z.string(), z.array(z.string())]),
  file_offset: z.number().int().nonnegative().nullish(),
  time_axis: z.union([z.literal(0), z.literal(1)]).nullish(),
});

const EXTENSIONS = ["bin", "dat", "raw"];

/** Samples without a header: the layout is told by parameters. */
export const binary = defineFormat({
  id: "binary",
  label: "Raw binary",
  extensions: EXTENSIONS,
  params,
  detect,
  readers: [{ function: "read_binary", kind: "recording", path: "file_paths" }],
  async readRecording(path, given, ctx) {
    const { probe_path, probe_name, ...args } = parseParams(params, given, "raw binary");
    const recording = await readBinary({ ...args, file_paths: args.file_paths ?? [path] }, ctx);
    if (probe_name) return withProbe(recording, probeByName(probe_name, args.num_channels));
    if (!probe_path) return recording;
    const file = ctx.fs.path.resolve(ctx.fs.path.dirname(path), probe_path);
    return withProbe(recording, await readProbeFile(file, ctx));
  },
  recordingDicts: [
    { siClass: BINARY_CLASS, read: readBinaryKwargs },
    {
      siClass: "spikeinterface.core.binaryrecordingextractor.BinDatRecordingExtractor",
      read: readBinaryKwargs,
    },
  ],
});

async function readBinary(
  args: Parameters<typeof openBinary>[0],
  ctx: CoreContext,
): Promise<Recording> {
  const { facts, layout, kwargs } = await openBinary(args, ctx);
  return new RawRecording(facts, { siClass: BINARY_CLASS, kwargs }, layout, ctx);
}

function readBinaryKwargs(kwargs: JsonObject, ctx: CoreContext): Promise<Recording> {
  const numChannels = kwargs["num_channels"] ?? kwargs["num_chan"];
  const args = parseParams(dictParams, { ...kwargs, num_channels: numChannels }, BINARY_CLASS);
  if (kwargs["dtype"] === undefined) {
    throw new EphysError("InvalidParameter", `the dictionary of ${BINARY_CLASS} has no "dtype"`);
  }
  return readBinary(
    {
      ...args,
      file_paths: typeof args.file_paths === "string" ? [args.file_paths] : args.file_paths,
      file_offset: args.file_offset ?? 0,
      time_axis: args.time_axis ?? 0,
    },
    ctx,
  );
}

async function detect(path: string, ctx: CoreContext): Promise<Detection | undefined> {
  const extension = ctx.fs.path.extname(path).slice(1).toLowerCase();
  if (!EXTENSIONS.includes(extension) || !(await isFile(path, ctx))) return undefined;
  return {
    confidence: 0.1,
    why: `a .${extension} file; say num_channels, sampling_frequency and dtype`,
    root: path,
    kinds: ["recording"],
  };
}
