/*
 * filter: any IIR band-pass or high-pass, designed as scipy.signal.iirfilter does or given as coefficients.
 * Reference: SpikeInterface 0.103.2 preprocessing/filter.py. O(frames × channels × sections).
 */
import { z } from "zod";
import { definePreprocessor } from "../define.ts";
import { dtypeText, signedDType } from "../dtype.ts";
import { dtypeField, marginMsField } from "../fields.ts";
import { filterNode } from "../filter-node.ts";
import { defaultIirFields, iirCoefficients, loadableIirParams } from "../iir-params.ts";

const FILTER_CLASS = "spikeinterface.preprocessing.filter.FilterRecording";

export const filter = definePreprocessor({
  name: "filter",
  label: "Filter",
  summary: "Filters every channel with an IIR filter of any band, family, form and direction.",
  family: "filter",
  siClass: FILTER_CLASS,
  params: z.strictObject({
    band: z
      .union([z.number(), z.array(z.number())])
      .default([300, 6000])
      .describe("Cutoff of a high-pass, or lower and upper cutoff of a band-pass.")
      .meta({ unit: "Hz", label: "Band" }),
    btype: z
      .enum(["bandpass", "highpass", "lowpass", "bandstop"])
      .default("bandpass")
      .describe(
        "Kind of band; lowpass and bandstop only with coefficients given, as in SpikeInterface.",
      )
      .meta({ label: "Kind" }),
    filter_order: defaultIirFields.filter_order,
    ftype: defaultIirFields.ftype,
    filter_mode: defaultIirFields.filter_mode,
    margin_ms: marginMsField(5),
    add_reflect_padding: defaultIirFields.add_reflect_padding,
    coeff: defaultIirFields.coeff,
    rp: defaultIirFields.rp,
    rs: defaultIirFields.rs,
    dtype: dtypeField,
    direction: z
      .enum(["forward", "backward", "forward-backward"])
      .default("forward-backward")
      .describe("Direction in which the signal is filtered; both ways leaves no delay.")
      .meta({ label: "Direction" }),
  }),
  chunkTolerance: 1e-2,
  async apply(parent, params, ctx) {
    const dtype = signedDType(parent, params.dtype, "filter");
    const { band, btype } = params;
    const cutoffsHz = typeof band === "number" ? [band] : band;
    const coefficients = iirCoefficients(
      params,
      { cutoffsHz, btype, fs: parent.samplingFrequency, fields: ["band"] },
      "filter",
    );
    return filterNode(
      parent,
      {
        siClass: FILTER_CLASS,
        kwargs: { ...loadableIirParams(params, coefficients), dtype: dtypeText(dtype) },
        coefficients,
        marginMs: params.margin_ms,
        reflect: params.add_reflect_padding,
        direction: params.direction,
        dtype,
      },
      ctx,
    );
  },
});
