import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import type { Probe } from "#core/model/index.ts";
import { intProperty, withMetadata, withProbe, type Recording } from "#core/recording/index.ts";
import { defineFormat } from "../define.ts";
import { autoContour, detectHdf5, holds } from "../shared/hdf5/index.ts";
import { parseParams, pathArgument } from "../shared/kwargs.ts";
import { sessionRecording, sessionStreams, type Session } from "../shared/session/index.ts";
import { openBiocam, type BiocamFile } from "./open.ts";

const SI_CLASS = "spikeinterface.extractors.neoextractors.biocam.BiocamRecordingExtractor";

const params = z.object({
  stream_id: z.string().nullish().describe("The only stream is 0."),
  stream_name: z.string().nullish().describe("The only stream is Signals."),
  mea_pitch: z
    .number()
    .positive()
    .nullish()
    .describe("um between electrodes; default: the chip's."),
  electrode_width: z.number().positive().nullish().describe("um; default: the chip's."),
  fill_gaps_strategy: z
    .literal("zeros")
    .nullish()
    .describe(
      "Of event-based compression: what was not kept is silence; made-up noise is not offered.",
    ),
  use_names_as_ids: z.boolean().default(false).describe("Channel ids are the channels' names."),
});
type Params = z.output<typeof params>;

/** 3Brain's BioCAM: .brw of versions 3 and 4 (HDF5). */
export const biocam = defineFormat({
  id: "biocam",
  label: "3Brain BioCAM",
  extensions: ["brw", "h5"],
  params,
  detect: (path, ctx) =>
    detectHdf5(path, ctx, ["recording"], async (file) => {
      if (await holds(file, { "/3BRecInfo": "group", "/3BData": "group" })) {
        return "3Brain's version 3 groups are in the HDF5 file";
      }
      if (!(await holds(file, { "/ExperimentSettings": "dataset" }))) return undefined;
      const hasWell = (await file.list("/")).some(({ name }) => name.startsWith("Well_"));
      return hasWell ? "3Brain's version 4 wells are in the HDF5 file" : undefined;
    }),
  readers: [{ function: "read_biocam", kind: "recording", path: "file_path" }],
  listStreams: async (path, ctx) => sessionStreams(sessionOf(await openBiocam(path, ctx))),
  readRecording: (path, given, ctx) => read(path, parseParams(params, given, "BioCAM"), ctx),
  recordingDicts: [
    {
      siClass: SI_CLASS,
      read: (kwargs, ctx) =>
        read(
          pathArgument(kwargs, "file_path", SI_CLASS),
          parseParams(params, kwargs, SI_CLASS),
          ctx,
        ),
    },
  ],
});

async function read(path: string, given: Params, ctx: CoreContext): Promise<Recording> {
  const opened = await openBiocam(path, ctx);
  const { mea_pitch = null, electrode_width = null } = given;
  // the reference reads no event-based file without being told what gaps are
  const gaps = opened.hasGaps ? { fill_gaps_strategy: "zeros" } : {};
  const kwargs = { file_path: path, mea_pitch, electrode_width, ...gaps };
  const recording = sessionRecording(sessionOf(opened), given, { siClass: SI_CLASS, kwargs }, path);
  const properties = new Map([
    ["row", intProperty(opened.rows.map((row) => row - 1))],
    ["col", intProperty(opened.columns.map((column) => column - 1))],
  ]);
  return withMetadata(withProbe(recording, { probes: [probeOf(opened, given)] }), { properties });
}

function sessionOf(opened: BiocamFile): Session {
  const { rows, columns, numSamples } = opened;
  return {
    reader: "BiocamRawIO",
    numSegments: 1,
    streams: [
      {
        id: "0",
        name: "Signals",
        segments: [{ numSamples, tStartS: 0 }],
        traces: opened.traces,
      },
    ],
    channels: rows.map((row, i) => ({
      id: String(i + 1),
      name: `ch${String(row)}-${String(columns[i])}`,
      samplingFrequency: opened.samplingFrequency,
      dtype: opened.dtype,
      units: "uV",
      gain: opened.gain,
      offset: opened.offset,
      streamId: "0",
    })),
    spikeChannels: [],
    eventChannels: [],
  };
}

/** The chip's pitch and electrodes, by its name. */
function probeOf({ rows, columns, model = "" }: BiocamFile, given: Params): Probe {
  const wide = model.startsWith("accura") || model.startsWith("coreplate");
  const pitch = given.mea_pitch ?? (wide ? 60 : model.startsWith("stimulo") ? 81 : 42);
  const width = given.electrode_width ?? (model.startsWith("coreplate") ? 25 : 21);
  const positions = Float64Array.from(
    rows.flatMap((row, i) => [(row - 1) * pitch, (columns[i] - 1) * pitch]),
  );
  return {
    ndim: 2,
    siUnits: "um",
    annotations: { manufacturer: "3Brain" },
    contactAnnotations: {
      row: rows.map((row) => row - 1),
      col: columns.map((column) => column - 1),
    },
    contactPositions: positions,
    contactShapes: rows.map(() => "square"),
    contactShapeParams: rows.map(() => ({ width })),
    probePlanarContour: autoContour(positions, "rect", pitch),
    deviceChannelIndices: Int32Array.from({ length: rows.length }, (_, i) => i),
  };
}
