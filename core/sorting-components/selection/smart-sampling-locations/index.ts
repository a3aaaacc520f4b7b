import { z } from "zod";
import { defineSelection, numPeaksParam } from "../define.ts";
import { flattenedRows, rowsPerChannel } from "../draw.ts";
import { neededPlaces } from "../places.ts";

/** Peaks drawn so that their places are spread evenly. */
export const smartSamplingLocations = defineSelection({
  name: "smart_sampling_locations",
  label: "Even places",
  summary: "Peaks are drawn so that their places are spread evenly.",
  params: z.strictObject({ n_peaks: numPeaksParam }),
  choose({ n_peaks }, input, rng) {
    const { x, y } = neededPlaces(input);
    const [rows] = rowsPerChannel(input.channelIndex, false);
    return flattenedRows(rows, [x, y], n_peaks, rng, false);
  },
});
