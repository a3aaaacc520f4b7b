/*
 * highpass_filter: zero-phase Butterworth high-pass (order 5, 300 Hz unless said otherwise).
 * Reference: SpikeInterface 0.103.2 preprocessing/filter.py (HighpassFilterRecording). O(frames × channels × sections).
 */
import { z } from "zod";
import { QUIAN_QUIROGA_2009 } from "../citations.ts";
import { definePreprocessor } from "../define.ts";
import { dtypeText, signedDType } from "../dtype.ts";
import { dtypeField, marginMsField } from "../fields.ts";
import { filterNode } from "../filter-node.ts";
import { givenIirParams, iirCoefficients, optionalIirFields } from "../iir-params.ts";

const SI_CLASS = "spikeinterface.preprocessing.filter.HighpassFilterRecording";

export const highpassFilter = definePreprocessor({
  name: "highpass_filter",
  label: "High-pass filter",
  summary: "Removes the frequencies below a cutoff, without delay.",
  family: "filter",
  citation: QUIAN_QUIROGA_2009,
  siClass: SI_CLASS,
  params: z.strictObject({
    freq_min: z
      .number()
      .positive()
      .default(300)
      .describe("Cutoff below which the signal is removed.")
      .meta({ unit: "Hz", label: "Cutoff" }),
    margin_ms: marginMsField(5),
    dtype: dtypeField,
    ...optionalIirFields,
  }),
  chunkTolerance: 1e-2,
  async apply(parent, params, ctx) {
    const dtype = signedDType(parent, params.dtype, "highpass_filter");
    const { freq_min, margin_ms } = params;
    const band = {
      cutoffsHz: [freq_min],
      btype: "highpass",
      fs: parent.samplingFrequency,
      fields: ["freq_min"],
    } as const;
    const coefficients = iirCoefficients(params, band, "highpass_filter");
    return filterNode(
      parent,
      {
        siClass: SI_CLASS,
        kwargs: {
          freq_min,
          margin_ms,
          dtype: dtypeText(dtype),
          ...givenIirParams(params, coefficients),
        },
        coefficients,
        marginMs: margin_ms,
        reflect: params.add_reflect_padding ?? false,
        direction: params.direction ?? "forward-backward",
        dtype,
      },
      ctx,
    );
  },
});
