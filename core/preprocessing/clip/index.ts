/*
 * clip: limits samples to a range.
 * Reference: SpikeInterface 0.103.2 preprocessing/clip.py (ClipRecording). O(frames × channels).
 */
import { z } from "zod";
import { clipNode } from "../clip-node.ts";
import { definePreprocessor } from "../define.ts";

const SI_CLASS = "spikeinterface.preprocessing.clip.ClipRecording";

export const clip = definePreprocessor({
  name: "clip",
  label: "Clip",
  summary: "Limits samples to a smallest and a largest value.",
  family: "artifacts",
  siClass: SI_CLASS,
  params: z.strictObject({
    a_min: z
      .number()
      .nullable()
      .default(null)
      .describe("Smallest value; empty does not limit.")
      .meta({ label: "Minimum", unit: "raw" }),
    a_max: z
      .number()
      .nullable()
      .default(null)
      .describe("Largest value; empty does not limit.")
      .meta({ label: "Maximum", unit: "raw" }),
  }),
  chunkTolerance: 0,
  async apply(parent, { a_min, a_max }) {
    return clipNode(parent, {
      siClass: SI_CLASS,
      kwargs: { a_min, a_max },
      lower: a_min === null ? undefined : { threshold: a_min, value: a_min },
      upper: a_max === null ? undefined : { threshold: a_max, value: a_max },
    });
  },
});
