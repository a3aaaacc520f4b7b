/*
 * rectify: the absolute value of every sample (the most negative integer stays itself, as NumPy's abs has it).
 * Reference: SpikeInterface 0.103.2 preprocessing/rectify.py. O(frames × channels).
 */
import { z } from "zod";
import { definePreprocessor } from "../define.ts";
import { derivedRecording } from "../node.ts";

const SI_CLASS = "spikeinterface.preprocessing.rectify.RectifyRecording";

export const rectify = definePreprocessor({
  name: "rectify",
  label: "Rectify",
  summary: "Replaces every sample by its absolute value.",
  family: "scaling",
  siClass: SI_CLASS,
  params: z.strictObject({}),
  chunkTolerance: 0,
  async apply(parent) {
    return derivedRecording(parent, {
      siClass: SI_CLASS,
      kwargs: {},
      frames: {
        needs: "same",
        run(traces, _, out) {
          for (let i = 0; i < out.length; i++) out[i] = Math.abs(traces[i]);
        },
      },
    });
  },
});
