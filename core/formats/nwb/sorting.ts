import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { readArray, readNumbers } from "../shared/hdf5/index.ts";
import {
  openNwb,
  chooseNeurodata,
  idsOf,
  readSeriesTime,
  unitProperties,
} from "../shared/nwb/index.ts";
import { rint } from "../shared/rint.ts";
import { sortingFromTrains } from "../shared/unit-trains.ts";

export const NWB_SORTING_CLASS = "spikeinterface.extractors.nwbextractors.NwbSortingExtractor";

export interface NwbSortingParams {
  readonly electrical_series_path?: string | null | undefined;
  /** Hz */
  readonly sampling_frequency?: number | null | undefined;
  readonly samples_for_rate_estimation: number;
  readonly load_unit_properties: boolean;
  readonly unit_table_path?: string | null | undefined;
  /** s */
  readonly t_start?: number | null | undefined;
}

/**
 * The units of a table. Spike times become frames by rate and start of the recording that they belong to: given, or
 * those of an ElectricalSeries.
 */
export async function readNwbSorting(
  path: string,
  params: NwbSortingParams,
  ctx: CoreContext,
): Promise<Sorting> {
  const file = await openNwb(path, ctx);
  let samplingFrequency = params.sampling_frequency ?? undefined;
  let tStartS = params.t_start ?? undefined;
  if (samplingFrequency === undefined || tStartS === undefined) {
    const series = await chooseNeurodata(
      file,
      "ElectricalSeries",
      "electrical_series_path (or give sampling_frequency and t_start)",
      params.electrical_series_path,
    );
    const time = await readSeriesTime(file, series, params.samples_for_rate_estimation);
    ({ samplingFrequency, tStartS } = time);
  }
  const table = await chooseNeurodata(file, "Units", "unit_table_path", params.unit_table_path);
  const times = await readNumbers(file, `/${table}/spike_times`);
  const ends = await readNumbers(file, `/${table}/spike_times_index`);
  const hasNames = (await file.kindOf(`/${table}/unit_name`)) === "dataset";
  const ids = await readArray(file, `/${table}/${hasNames ? "unit_name" : "id"}`);
  const unitIds = idsOf(ids);
  checkEnds(ends, unitIds.length, times.length, `${path}: ${table}`);
  const rate = samplingFrequency;
  const start = tStartS;
  const trains = Array.from(ends, (end, unit) =>
    times.slice(unit === 0 ? 0 : ends[unit - 1], end).map((time) => rint((time - start) * rate)),
  );
  return sortingFromTrains([trains], {
    unitIds,
    samplingFrequency: rate,
    properties: params.load_unit_properties
      ? await unitProperties(file, table, unitIds.length)
      : new Map(),
    source: {
      siClass: NWB_SORTING_CLASS,
      kwargs: {
        file_path: path,
        electrical_series_path: params.electrical_series_path ?? null,
        sampling_frequency: rate,
        samples_for_rate_estimation: params.samples_for_rate_estimation,
        cache: false,
        stream_mode: null,
        stream_cache_path: null,
        storage_options: null,
        load_unit_properties: params.load_unit_properties,
        unit_table_path: table,
        t_start: start,
      },
    },
  });
}

function checkEnds(ends: Float64Array, numUnits: number, numSpikes: number, where: string): void {
  const ascends = ends.every((end, i) => end >= (i === 0 ? 0 : ends[i - 1]));
  if (ends.length === numUnits && ascends && (ends.at(-1) ?? 0) <= numSpikes) return;
  throw new EphysError(
    "CorruptFile",
    `${where}: spike_times_index does not divide ${String(numSpikes)} spikes among ${String(numUnits)} units`,
  );
}
