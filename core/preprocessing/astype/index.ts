/*
 * astype: samples in another type, as NumPy's astype; floats are rounded half to even before they become integers.
 * Reference: SpikeInterface 0.103.2 preprocessing/astype.py. O(frames × channels).
 */
import { z } from "zod";
import { isIntegerDType } from "#core/model/index.ts";
import { definePreprocessor } from "../define.ts";
import { dtypeText, signedDType } from "../dtype.ts";
import { dtypeField } from "../fields.ts";
import { derivedRecording } from "../node.ts";

const SI_CLASS = "spikeinterface.preprocessing.astype.AstypeRecording";

export const astype = definePreprocessor({
  name: "astype",
  label: "Change type",
  summary: "Converts samples to another type.",
  family: "scaling",
  siClass: SI_CLASS,
  params: z.strictObject({
    dtype: dtypeField,
    round: z
      .boolean()
      .nullable()
      .default(null)
      .describe("Round to whole numbers first; empty rounds when the new type is whole.")
      .meta({ label: "Round" }),
  }),
  chunkTolerance: 0,
  async apply(parent, params, ctx) {
    const dtype = signedDType(parent, params.dtype, "astype");
    const round = params.round ?? (params.dtype !== null && isIntegerDType(dtype));
    return derivedRecording(parent, {
      siClass: SI_CLASS,
      dtype,
      kwargs: { dtype: dtypeText(dtype), round },
      frames: {
        needs: "same",
        run(traces, _, out) {
          if (dtype === parent.dtype && (!round || isIntegerDType(dtype))) out.set(traces);
          else ctx.kernels.convert(traces, out, round);
        },
      },
    });
  },
});
