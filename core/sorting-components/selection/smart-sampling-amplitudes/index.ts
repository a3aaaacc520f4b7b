import { z } from "zod";
import { EphysError } from "#core/model/index.ts";
import { defineSelection, numPeaksParam, perChannelParam } from "../define.ts";
import { flattenedRows, rowsPerChannel } from "../draw.ts";

/** Peaks drawn so that their amplitudes are spread evenly. */
export const smartSamplingAmplitudes = defineSelection({
  name: "smart_sampling_amplitudes",
  label: "Even amplitudes",
  summary: "Peaks are drawn so that their amplitudes, in noise levels, are spread evenly.",
  params: z.strictObject({ n_peaks: numPeaksParam, select_per_channel: perChannelParam }),
  choose({ n_peaks, select_per_channel }, { channelIndex, amplitude, noiseLevels }, rng) {
    if (noiseLevels === undefined) {
      throw new EphysError("InvalidParameter", "noise_levels should be provided", {
        parameter: "noise_levels",
      });
    }
    return rowsPerChannel(channelIndex, select_per_channel).flatMap((rows) => {
      const snrs = Float64Array.from(
        rows,
        (row) => amplitude[row] / noiseLevels[channelIndex[row]],
      );
      return flattenedRows(rows, [snrs], n_peaks, rng, true);
    });
  },
});
