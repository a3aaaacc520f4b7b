/*
 * bandpass_filter: zero-phase Butterworth band-pass (order 5, 300 to 6000 Hz unless said otherwise).
 * Reference: SpikeInterface 0.103.2 preprocessing/filter.py (BandpassFilterRecording). O(frames × channels × sections).
 */
import { z } from "zod";
import { QUIAN_QUIROGA_2009 } from "../citations.ts";
import { definePreprocessor } from "../define.ts";
import { dtypeText, signedDType } from "../dtype.ts";
import { dtypeField, marginMsField } from "../fields.ts";
import { filterNode } from "../filter-node.ts";
import { givenIirParams, iirCoefficients, optionalIirFields } from "../iir-params.ts";

const SI_CLASS = "spikeinterface.preprocessing.filter.BandpassFilterRecording";

export const bandpassFilter = definePreprocessor({
  name: "bandpass_filter",
  label: "Band-pass filter",
  summary: "Keeps the frequencies between two cutoffs, without delay.",
  family: "filter",
  citation: QUIAN_QUIROGA_2009,
  siClass: SI_CLASS,
  params: z.strictObject({
    freq_min: z
      .number()
      .positive()
      .default(300)
      .describe("Lower cutoff.")
      .meta({ unit: "Hz", label: "Lower cutoff" }),
    freq_max: z
      .number()
      .positive()
      .default(6000)
      .describe("Upper cutoff.")
      .meta({ unit: "Hz", label: "Upper cutoff" }),
    margin_ms: marginMsField(5),
    dtype: dtypeField,
    ...optionalIirFields,
  }),
  chunkTolerance: 1e-2,
  async apply(parent, params, ctx) {
    const dtype = signedDType(parent, params.dtype, "bandpass_filter");
    const { freq_min, freq_max, margin_ms } = params;
    const band = {
      cutoffsHz: [freq_min, freq_max],
      btype: "bandpass",
      fs: parent.samplingFrequency,
      fields: ["freq_min", "freq_max"],
    } as const;
    const coefficients = iirCoefficients(params, band, "bandpass_filter");
    return filterNode(
      parent,
      {
        siClass: SI_CLASS,
        kwargs: {
          freq_min,
          freq_max,
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
