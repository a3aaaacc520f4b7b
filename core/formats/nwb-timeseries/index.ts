import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { defineFormat } from "../define.ts";
import { attributeText, Hdf5Recording } from "../shared/hdf5/index.ts";
import { parseParams, pathArgument } from "../shared/kwargs.ts";
import {
  openNwb,
  detectNwb,
  chooseNeurodata,
  findNeurodata,
  openSeries,
} from "../shared/nwb/index.ts";

const SI_CLASS = "spikeinterface.extractors.nwbextractors.NwbTimeSeriesExtractor";

const params = z.object({
  timeseries_path: z
    .string()
    .nullish()
    .describe("Which series, e.g. acquisition/Pressure; needed when there are several."),
  stream_id: z.string().nullish().describe("The same: the streams are the series."),
  stream_name: z.string().nullish().describe("The same by name."),
  load_time_vector: z.boolean().default(false).describe("Keep the stored time of every sample."),
  samples_for_rate_estimation: z
    .number()
    .int()
    .min(2)
    .default(1000)
    .describe("Timestamps that the rate is estimated from where it is not stored."),
  stream_mode: z.null().optional().describe("Of the reference's reader: files are local here."),
  stream_cache_path: z.null().optional().describe("Of the reference's reader."),
  storage_options: z.null().optional().describe("Of the reference's reader."),
  file: z.null().optional().describe("Of the reference's reader."),
  cache: z.boolean().optional().describe("Of the reference's reader."),
  use_pynwb: z.boolean().optional().describe("Of the reference's reader; the result is the same."),
});
type Params = z.output<typeof params>;

/** A series of an NWB file that is no electrical one: pressure, a wheel, an analog input. */
export const nwbTimeseries = defineFormat({
  id: "nwb_timeseries",
  label: "NWB time series (HDF5, Zarr)",
  extensions: ["nwb"],
  params,
  detect: (path, ctx) =>
    detectNwb(path, ctx, ["recording"], async (file) => {
      if (attributeText((await file.attributes("/"))["nwb_version"]) === undefined)
        return undefined;
      if ((await findNeurodata(file, "ElectricalSeries")).length > 0) return undefined;
      const series = await findNeurodata(file, "TimeSeries");
      if (series.length === 0) return undefined;
      return `NWB with ${String(series.length)} time series and no electrical one`;
    }),
  readers: [{ function: "read_nwb_timeseries", kind: "recording", path: "file_path" }],
  async listStreams(path, ctx) {
    const file = await openNwb(path, ctx);
    const names = await findNeurodata(file, "TimeSeries");
    return Promise.all(
      names.map(async (name) => {
        const options = { loadTimeVector: false, samplesForRate: 1000 };
        const { facts, numChannels } = await openSeries(file, name, options);
        return { id: name, name, numChannels, samplingFrequency: facts.samplingFrequency };
      }),
    );
  },
  readRecording: (path, given, ctx) => read(path, parseParams(params, given, "NWB"), ctx),
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
  const file = await openNwb(path, ctx);
  const asked = given.timeseries_path ?? given.stream_id ?? given.stream_name;
  const series = await chooseNeurodata(file, "TimeSeries", "timeseries_path", asked);
  const { facts, numChannels, traces } = await openSeries(file, series, {
    loadTimeVector: given.load_time_vector,
    samplesForRate: given.samples_for_rate_estimation,
  });
  const kwargs = {
    file_path: path,
    timeseries_path: series,
    load_time_vector: given.load_time_vector,
    samples_for_rate_estimation: given.samples_for_rate_estimation,
    stream_mode: null,
    storage_options: null,
    cache: false,
    stream_cache_path: null,
    file: null,
  };
  const channelIds = Array.from({ length: numChannels }, (_, i) => i);
  return new Hdf5Recording({ ...facts, channelIds }, { siClass: SI_CLASS, kwargs }, traces);
}
