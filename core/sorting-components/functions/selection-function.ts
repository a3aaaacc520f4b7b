import { z } from "zod";
import { defineFunction } from "#core/functions/define.ts";
import { column, numbers, structured } from "#core/functions/params.ts";
import { EphysError } from "#core/model/index.ts";
import { peaksFromStructured, type PeakLocations } from "../peaks.ts";
import { SELECTION_METHODS } from "../selection/catalog.ts";
import { selectPeakIndices as chooseIndices } from "../selection/select-peaks.ts";
import { int64Array } from "./arrays.ts";

/*
 * SpikeInterface's select_peak_indices. Without a seed (or with 0, which the reference takes as none) results repeat here.
 */

export const selectPeakIndices = defineFunction({
  name: "spikeinterface.sortingcomponents.peak_selection.select_peak_indices",
  params: z.object({
    peaks: structured(),
    method: z.enum(SELECTION_METHODS.map(({ name }) => name)),
    seed: z.int().nonnegative().nullish(),
    n_peaks: z.int().nonnegative(),
    select_per_channel: z.boolean().default(false),
    noise_levels: numbers().nullish(),
    peaks_locations: z.unknown().optional(),
  }),
  run({ method, n_peaks, select_per_channel, seed, noise_levels, peaks_locations, ...args }) {
    const perChannel = method === "uniform" || method === "smart_sampling_amplitudes";
    const rows = chooseIndices(peaksFromStructured(args.peaks), {
      method,
      params: perChannel ? { n_peaks, select_per_channel } : { n_peaks },
      seed: seed ?? 0,
      ...(noise_levels && { noiseLevels: noise_levels }),
      ...(perChannel ? {} : { locations: placesOf(peaks_locations) }),
    });
    return int64Array(rows);
  },
});

function placesOf(given: unknown): PeakLocations {
  return { x: placeColumn(given, "x"), y: placeColumn(given, "y") };
}

function placeColumn(given: unknown, name: string): Float64Array {
  const asArray = structured().safeParse(given);
  if (asArray.success) return column(asArray.data, name);
  const asRecord = z.record(z.string(), numbers()).safeParse(given);
  const found = asRecord.success ? asRecord.data[name] : undefined;
  if (found === undefined) {
    throw new EphysError("InvalidParameter", `peaks_locations should have a column "${name}"`);
  }
  return found;
}
