import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { defineFormat, type Detection } from "../define.ts";
import { attributeText } from "../shared/hdf5/index.ts";
import { parseParams, pathArgument } from "../shared/kwargs.ts";
import {
  detectNwb,
  findNeurodata,
  NWB_RECORDING_CLASS,
  nwbStreams,
  readNwbRecording,
} from "../shared/nwb/index.ts";
import { countNwbEvents, readNwbEvents } from "./events.ts";
import { NWB_SORTING_CLASS, readNwbSorting } from "./sorting.ts";

const params = z.object({
  electrical_series_path: z
    .string()
    .nullish()
    .describe("Which signals, e.g. acquisition/ElectricalSeries; needed when there are several."),
  stream_id: z.string().nullish().describe("The same: the streams are the electrical series."),
  stream_name: z.string().nullish().describe("The same by name."),
  load_time_vector: z.boolean().default(false).describe("Keep the stored time of every sample."),
  samples_for_rate_estimation: z
    .number()
    .int()
    .min(2)
    .default(1000)
    .describe("Timestamps that the rate is estimated from where it is not stored."),
  load_channel_properties: z.boolean().default(true).describe("Columns of the electrodes too."),
  sampling_frequency: z.number().positive().nullish().describe("Hz, of units without signals."),
  t_start: z.number().nullish().describe("s, start of the recording of units without signals."),
  load_unit_properties: z.boolean().default(true).describe("Columns of the units too."),
  unit_table_path: z.string().nullish().default("units").describe("Where the table of units is."),
  stream_mode: z.null().optional().describe("Of the reference's reader: files are local here."),
  stream_cache_path: z.null().optional().describe("Of the reference's reader."),
  storage_options: z.null().optional().describe("Of the reference's reader."),
  file: z.null().optional().describe("Of the reference's reader."),
  cache: z.boolean().optional().describe("Of the reference's reader."),
  use_pynwb: z.boolean().optional().describe("Of the reference's reader; the result is the same."),
});

/** Neurodata Without Borders 2 in HDF5 or on zarr version 2: electrical series, units. */
export const nwb = defineFormat({
  id: "nwb",
  label: "NWB (HDF5, Zarr)",
  extensions: ["nwb"],
  params,
  detect,
  readers: [
    { function: "read_nwb_recording", kind: "recording", path: "file_path" },
    { function: "read_nwb_sorting", kind: "sorting", path: "file_path" },
  ],
  listStreams: nwbStreams,
  readRecording: (path, given, ctx) => readNwbRecording(path, parsed(given, "NWB"), ctx),
  readSorting: (path, given, ctx) => readNwbSorting(path, parsed(given, "NWB"), ctx),
  readEvents: readNwbEvents,
  recordingDicts: [
    {
      siClass: NWB_RECORDING_CLASS,
      read: (kwargs, ctx) =>
        readNwbRecording(
          pathArgument(kwargs, "file_path", NWB_RECORDING_CLASS),
          parsed(kwargs, NWB_RECORDING_CLASS),
          ctx,
        ),
    },
  ],
  sortingDicts: [
    {
      siClass: NWB_SORTING_CLASS,
      read: (kwargs, ctx) =>
        readNwbSorting(
          pathArgument(kwargs, "file_path", NWB_SORTING_CLASS),
          parsed(kwargs, NWB_SORTING_CLASS),
          ctx,
        ),
    },
  ],
});

function parsed(
  given: JsonObject | z.output<typeof params>,
  what: string,
): z.output<typeof params> {
  const values = parseParams(params, given, what);
  const series = values.electrical_series_path ?? values.stream_id ?? values.stream_name;
  return { ...values, electrical_series_path: series };
}

async function detect(path: string, ctx: CoreContext): Promise<Detection | undefined> {
  const kinds: Detection["kinds"][number][] = [];
  const found = await detectNwb(path, ctx, kinds, async (file) => {
    const version = attributeText((await file.attributes("/"))["nwb_version"]);
    if (version === undefined) return undefined;
    const series = await findNeurodata(file, "ElectricalSeries");
    const units = await findNeurodata(file, "Units");
    if (series.length > 0) kinds.push("recording");
    if (units.length > 0) kinds.push("sorting");
    if (kinds.length === 0) {
      const count = await countNwbEvents(file);
      if (count === 0) return undefined;
      kinds.push("events");
      return `NWB ${version} with ${String(count)} objects of events and no signals`;
    }
    return `NWB ${version} with ${String(series.length)} electrical series and ${String(units.length)} tables of units`;
  });
  // whatever is found besides is more than events
  return found && kinds.includes("events") ? { ...found, confidence: 0.9 } : found;
}
