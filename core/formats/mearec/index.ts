import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import { floatProperty, withMetadata, withProbe, type Recording } from "#core/recording/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { defineFormat } from "../define.ts";
import { detectHdf5, holds } from "../shared/hdf5/index.ts";
import { parseParams, pathArgument } from "../shared/kwargs.ts";
import { framesFromSeconds, sessionRecording, sessionStreams } from "../shared/session/index.ts";
import { sortingFromTrains } from "../shared/unit-trains.ts";
import { openSignals, openSpikes } from "./read.ts";

const MODULE = "spikeinterface.extractors.neoextractors.mearec";
const RECORDING_CLASS = `${MODULE}.MEArecRecordingExtractor`;
const SORTING_CLASS = `${MODULE}.MEArecSortingExtractor`;

const params = z.object({
  use_names_as_ids: z.boolean().default(false).describe("Channel ids are the channels' names."),
});

/** Simulated recordings of MEArec with their true units (HDF5). */
export const mearec = defineFormat({
  id: "mearec",
  label: "MEArec simulation",
  extensions: ["h5"],
  params,
  detect: (path, ctx) =>
    detectHdf5(path, ctx, ["recording", "sorting"], async (file) =>
      (await holds(file, {
        "/info/recordings/fs": "dataset",
        "/channel_positions": "dataset",
        "/spiketrains": "group",
      }))
        ? "MEArec's recordings and spike trains are in the HDF5 file"
        : undefined,
    ),
  readers: [
    { function: "read_mearec", kind: "recording", path: "file_path" },
    { function: "read_mearec", kind: "sorting", path: "file_path" },
  ],
  listStreams: async (path, ctx) => sessionStreams((await openSignals(path, ctx)).session),
  readRecording: (path, given, ctx) =>
    readMearecRecording(path, parseParams(params, given, "MEArec"), ctx),
  readSorting: (path, _given, ctx) => readMearecSorting(path, ctx),
  recordingDicts: [
    {
      siClass: RECORDING_CLASS,
      read: (kwargs, ctx) =>
        readMearecRecording(
          pathArgument(kwargs, "file_path", RECORDING_CLASS),
          parseParams(params, kwargs, RECORDING_CLASS),
          ctx,
        ),
    },
  ],
  sortingDicts: [
    {
      siClass: SORTING_CLASS,
      read: (kwargs, ctx) =>
        readMearecSorting(pathArgument(kwargs, "file_path", SORTING_CLASS), ctx),
    },
  ],
});

async function readMearecRecording(
  path: string,
  given: z.output<typeof params>,
  ctx: CoreContext,
): Promise<Recording> {
  const { session, probe, gainToUv } = await openSignals(path, ctx);
  const source = { siClass: RECORDING_CLASS, kwargs: { file_path: path } };
  const recording = sessionRecording(
    session,
    given,
    { ...source, annotations: { is_filtered: true } },
    path,
  );
  const probed = withProbe(recording, { probes: [probe] });
  if (gainToUv === undefined) return probed;
  const gains = new Array<number>(probed.channelIds.length).fill(gainToUv);
  return withMetadata(probed, { properties: new Map([["gain_to_uV", floatProperty(gains)]]) });
}

async function readMearecSorting(path: string, ctx: CoreContext): Promise<Sorting> {
  const { session, samplingFrequency } = await openSpikes(path, ctx);
  const trains = session.spikeChannels.map((_, unit) => {
    const times = session.spikes?.(0, unit);
    return times ? framesFromSeconds(times, 0, samplingFrequency) : new Float64Array(0);
  });
  return sortingFromTrains([trains], {
    unitIds: session.spikeChannels.map(({ id }) => id),
    samplingFrequency,
    source: { siClass: SORTING_CLASS, kwargs: { file_path: path } },
  });
}
