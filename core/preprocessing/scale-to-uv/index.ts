/*
 * scale_to_uV: samples in microvolts, from the recording's gains and offsets.
 * Reference: SpikeInterface 0.103.2 preprocessing/scale.py (scale_to_uV), which stores a ScaleRecording.
 */
import { z } from "zod";
import { toFloat64 } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";
import { plainProperty } from "#core/recording/index.ts";
import { definePreprocessor } from "../define.ts";
import { constantProperty } from "../node.ts";
import { scaleNode } from "../scale-node.ts";

const SI_CLASS = "spikeinterface.preprocessing.normalize_scale.ScaleRecording";

export const scaleToUv = definePreprocessor({
  name: "scale_to_uV",
  label: "Scale to µV",
  summary: "Converts samples to microvolts with the recording's gains and offsets.",
  family: "scaling",
  siClass: SI_CLASS,
  params: z.strictObject({}),
  chunkTolerance: 0,
  async apply(parent, _params, ctx) {
    const gain = plainProperty(parent.properties, "gain_to_uV");
    const offset = plainProperty(parent.properties, "offset_to_uV");
    if (gain === undefined || offset === undefined) {
      throw new EphysError(
        "MissingGain",
        "scale_to_uV: the recording has no gains and offsets to µV; set gain_to_uV and offset_to_uV first",
        { step: "scale_to_uV" },
      );
    }
    const gains = toFloat64(gain);
    const offsets = Float64Array.from(toFloat64(offset), Math.fround);
    return scaleNode(
      parent,
      {
        siClass: SI_CLASS,
        kwargs: { gain: [[...gains]], offset: [[...offsets]], dtype: "<f4" },
        dtype: "float32",
        gains,
        offsets,
        properties: new Map([
          ["gain_to_uV", constantProperty(parent, 1)],
          ["offset_to_uV", constantProperty(parent, 0)],
        ]),
      },
      ctx,
    );
  },
});
