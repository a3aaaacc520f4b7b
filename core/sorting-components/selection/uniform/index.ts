import { z } from "zod";
import { defineSelection, numPeaksParam, perChannelParam } from "../define.ts";
import { rowsPerChannel } from "../draw.ts";

/** Every peak with the same chance. */
export const uniform = defineSelection({
  name: "uniform",
  label: "Uniform",
  summary: "Every peak has the same chance.",
  params: z.strictObject({ n_peaks: numPeaksParam, select_per_channel: perChannelParam }),
  choose({ n_peaks, select_per_channel }, { channelIndex }, rng) {
    return rowsPerChannel(channelIndex, select_per_channel).flatMap((rows) => {
      const size = Math.min(rows.length, n_peaks);
      return Array.from(rng.choice(rows.length, size, { replace: false }), (i) => rows[i]);
    });
  },
});
