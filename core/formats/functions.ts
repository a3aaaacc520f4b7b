import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { FORMATS } from "./catalog.ts";
import type { FormatDefinition } from "./define.ts";
import { HDF5_FUNCTIONS } from "./hdf5-functions.ts";
import { neuroscope } from "./neuroscope/index.ts";
import { openephysBinary } from "./openephys-binary/index.ts";
import { openephysLegacy } from "./openephys-legacy/index.ts";
import { readOpenEphysEvents } from "./openephys-binary/events.ts";
import { readBidsFunction } from "./read-bids.ts";
import { parseParams } from "./shared/kwargs.ts";
import { parseMeta } from "./shared/spikeglx/meta.ts";
import { streamGains } from "./shared/spikeglx/gains.ts";
import { readSpikeGlxEvents } from "./spikeglx/events.ts";

/* SpikeInterface's extractor functions; names, parameters and defaults are theirs. */

const neoArguments = z.looseObject({ extractor_name: z.string() });

const getNeoStreams = defineFunction({
  name: "spikeinterface.extractors.neoextractors.neo_utils.get_neo_streams",
  params: neoArguments,
  async run(args, ctx) {
    const { format, path } = extractorCall(args);
    const params = { ...format.asReference, ...(args as JsonObject) }; // JSON as it was called with
    const streams = (await format.listStreams?.(path, ctx, params)) ?? [];
    return [streams.map(({ name }) => name), streams.map(({ id }) => id)];
  },
});

const getNeoNumBlocks = defineFunction({
  name: "spikeinterface.extractors.neoextractors.neo_utils.get_neo_num_blocks",
  params: neoArguments,
  async run(args, ctx) {
    const { format, path } = extractorCall(args);
    if (format.countBlocks) return format.countBlocks(path, ctx);
    await format.listStreams?.(path, ctx); // a file that does not open has no blocks either
    return 1;
  },
});

/** The format behind an extractor's name and its path among the arguments. */
function extractorCall(args: z.output<typeof neoArguments>): {
  format: FormatDefinition;
  path: string;
} {
  const formats: readonly FormatDefinition[] = FORMATS;
  const name = args.extractor_name;
  for (const format of formats) {
    const reader = format.readers?.find((r) => r.function === `read_${name}`);
    if (!reader || !("listStreams" in format)) continue;
    const path = args[reader.path];
    if (typeof path === "string") return { format, path };
    throw new EphysError("InvalidParameter", `extractor ${name} needs "${reader.path}"`, {
      parameter: reader.path,
    });
  }
  throw new EphysError("UnknownName", `no extractor with streams is called "${name}"`, { name });
}

const readEvents = defineFunction({
  name: "spikeinterface.extractors.neoextractors.spikeglx.read_spikeglx_event",
  params: z.object({
    folder_path: z.string(),
    block_index: z.union([z.literal(0), z.null()]).optional(),
  }),
  run: ({ folder_path }, ctx: CoreContext) => readSpikeGlxEvents(folder_path, ctx),
});

const readOpenEphys = defineFunction({
  name: "spikeinterface.extractors.neoextractors.openephys.read_openephys",
  params: z.looseObject({ folder_path: z.string(), all_annotations: z.boolean().optional() }),
  async run({ folder_path: folder, ...given }, ctx: CoreContext) {
    const format: FormatDefinition = (await openephysLegacy.detect(folder, ctx))
      ? openephysLegacy
      : openephysBinary;
    // all_annotations changes nothing here
    const known = [...Object.keys(format.params.shape), "all_annotations"];
    const unknown = Object.keys(given).find((key) => !known.includes(key));
    if (unknown !== undefined) {
      throw new EphysError("InvalidParameter", `read_openephys has no parameter "${unknown}"`, {
        parameter: unknown,
      });
    }
    const params = parseParams(format.params, given, "read_openephys");
    return format.readRecording?.(folder, params, ctx);
  },
});

const readOpenEphysEvent = defineFunction({
  name: "spikeinterface.extractors.neoextractors.openephys.read_openephys_event",
  params: z.object({
    folder_path: z.string(),
    experiment_name: z.string().nullish(),
    block_index: z.number().int().nullish(),
  }),
  run: ({ folder_path: folder, ...given }, ctx: CoreContext) =>
    readOpenEphysEvents(folder, { ...given, ...openephysBinary.asReference }, ctx),
});

const readNeuroscope = defineFunction({
  name: "spikeinterface.extractors.neoextractors.neuroscope.read_neuroscope",
  params: z.object({
    file_path: z.string(),
    stream_id: z.string().nullish(),
    keep_mua_units: z.boolean().default(false),
    exclude_shanks: z.array(z.number().int().nonnegative()).nullish(),
    load_recording: z.boolean().default(true),
    load_sorting: z.boolean().default(false),
  }),
  async run({ file_path: path, stream_id, load_recording, load_sorting, ...rest }, ctx) {
    const outputs: unknown[] = [];
    const shared = { keep_mua_units: rest.keep_mua_units, exclude_shanks: rest.exclude_shanks };
    if (load_recording) {
      outputs.push(await neuroscope.readRecording?.(path, { ...shared, stream_id }, ctx));
    }
    if (load_sorting) {
      const folder = ctx.fs.path.dirname(path);
      outputs.push(await neuroscope.readSorting?.(folder, shared, ctx));
    }
    return outputs.length === 1 ? outputs[0] : outputs;
  },
});

const channelGroups = defineFunction({
  name: "spikeinterface.extractors.neuropixels_utils.get_neuropixels_channel_groups",
  params: z.object({
    num_channels: z.number().int().nonnegative().max(1e6).default(384),
    num_channels_per_adc: z.number().int().positive().max(1e6).default(12),
  }),
  run({ num_channels: count, num_channels_per_adc: perAdc }) {
    return Array.from({ length: perAdc }, (_, i) => {
      const group: number[] = [];
      for (let c = 2 * i; c < count; c += 2 * perAdc) {
        group.push(c);
        if (c + 1 < count) group.push(c + 1);
      }
      return group;
    });
  },
});

const metaValue = z.union([z.string(), z.array(z.string())]);

const extractStreamInfo = defineFunction({
  name: "spikeinterface.extractors.cbin_ibl.extract_stream_info",
  params: z.object({ meta_file: z.string(), meta: z.record(z.string(), metaValue) }),
  run: ({ meta_file, meta }) => streamInfo(meta_file, meta),
});

/** As the reference: the stream kind comes from the file's name, the gains from the first rows of the imro table. */
function streamInfo(
  metaFile: string,
  meta: Readonly<Record<string, z.output<typeof metaValue>>>,
): unknown {
  const text = Object.entries(meta)
    .map(([key, value]) =>
      typeof value === "string"
        ? `${key}=${value}`
        : `~${key}=()${value.map((v) => `(${v})`).join("")}`,
    )
    .join("\n");
  const parsed = parseMeta(text, metaFile);
  const name = (metaFile.split(/[\\/]/).at(-1) ?? "").replace(/\.[^.]*$/, "");
  const pieces = name.split(".");
  const kind = pieces.at(-1) ?? "";
  const info = streamGains(parsed, kind);
  return {
    fname: name,
    meta,
    ...info,
    stream_kind: kind,
    stream_name: `${pieces.slice(0, -1).join(".")}.${kind}`,
    units: "uV",
    channel_offsets: new Float64Array(info.num_chan),
  };
}

/** Functions of SpikeInterface's extractors. */
export const FUNCTIONS = [
  getNeoStreams,
  getNeoNumBlocks,
  readEvents,
  readOpenEphys,
  readOpenEphysEvent,
  readNeuroscope,
  channelGroups,
  extractStreamInfo,
  readBidsFunction,
  ...HDF5_FUNCTIONS,
] as const;
