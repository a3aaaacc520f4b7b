/*
 * notch_filter: zero-phase second-order notch.
 * Reference: SpikeInterface 0.103.2 preprocessing/filter.py (NotchFilterRecording), scipy.signal.iirnotch + filtfilt;
 * run as one second-order section, which is the same arithmetic with the same padding.
 */
import { z } from "zod";
import { EphysError } from "#core/model/index.ts";
import { notchFilter as designNotch } from "#core/signal/index.ts";
import { definePreprocessor } from "../define.ts";
import { dtypeText, signedDType } from "../dtype.ts";
import { dtypeField, marginMsField } from "../fields.ts";
import { filterNode } from "../filter-node.ts";

const SI_CLASS = "spikeinterface.preprocessing.filter.NotchFilterRecording";

export const notchFilter = definePreprocessor({
  name: "notch_filter",
  label: "Notch filter",
  summary: "Removes one frequency, for example the mains hum, without delay.",
  family: "filter",
  siClass: SI_CLASS,
  params: z.strictObject({
    freq: z
      .number()
      .positive()
      .default(3000)
      .describe("Frequency to remove.")
      .meta({ unit: "Hz", label: "Frequency" }),
    q: z
      .number()
      .positive()
      .default(30)
      .describe("Quality: the frequency divided by the width of the notch.")
      .meta({ label: "Quality" }),
    margin_ms: marginMsField(5),
    dtype: dtypeField,
  }),
  chunkTolerance: 0.1,
  async apply(parent, params, ctx) {
    const dtype = signedDType(parent, params.dtype, "notch_filter");
    if (params.freq > parent.samplingFrequency / 2) {
      throw new EphysError(
        "InvalidParameter",
        `notch_filter: freq ${String(params.freq)} Hz is above half the sampling frequency of ${String(parent.samplingFrequency)} Hz`,
        { step: "notch_filter", parameter: "freq", value: params.freq },
      );
    }
    const { b, a } = designNotch(params.freq, params.q, parent.samplingFrequency);
    return filterNode(
      parent,
      {
        siClass: SI_CLASS,
        kwargs: { ...params, dtype: dtypeText(dtype) },
        coefficients: { mode: "sos", sos: Float64Array.of(...b, ...a) },
        marginMs: params.margin_ms,
        dtype,
        keepsOffsets: true,
      },
      ctx,
    );
  },
});
