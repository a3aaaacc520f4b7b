import { z } from "zod";
import { defineClustering, labelsPresent } from "../define.ts";

/** Peaks of a channel are a cluster. */
export const dummy = defineClustering({
  name: "dummy",
  label: "By channel",
  summary: "Peaks of one channel are one cluster.",
  params: z.strictObject({}),
  cluster(_params, { peaks }) {
    const labels = peaks.channelIndex.slice();
    return Promise.resolve({ labels, unitIds: labelsPresent(labels) });
  },
});
