/*
 * causal_filter: the `filter` step run in one direction only.
 * Reference: SpikeInterface 0.103.2 preprocessing/filter.py (causal_filter), which stores a FilterRecording.
 */
import { z } from "zod";
import { QUIAN_QUIROGA_2009 } from "../citations.ts";
import { definePreprocessor } from "../define.ts";
import { dtypeText, signedDType } from "../dtype.ts";
import { dtypeField, marginMsField } from "../fields.ts";
import { filterNode } from "../filter-node.ts";
import { defaultIirFields, iirCoefficients, loadableIirParams } from "../iir-params.ts";

const SI_CLASS = "spikeinterface.preprocessing.filter.FilterRecording";

export const causalFilter = definePreprocessor({
  name: "causal_filter",
  label: "Causal filter",
  summary:
    "Filters in one direction only, so that nothing later (or earlier) than a sample affects it.",
  family: "filter",
  citation: QUIAN_QUIROGA_2009,
  siClass: SI_CLASS,
  params: z.strictObject({
    direction: z
      .enum(["forward", "backward"])
      .default("forward")
      .describe("Direction in which the signal is filtered.")
      .meta({ label: "Direction" }),
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
  }),
  chunkTolerance: 1e-2,
  async apply(parent, params, ctx) {
    const dtype = signedDType(parent, params.dtype, "causal_filter");
    const { band, btype } = params;
    const cutoffsHz = typeof band === "number" ? [band] : band;
    const coefficients = iirCoefficients(
      params,
      { cutoffsHz, btype, fs: parent.samplingFrequency, fields: ["band"] },
      "causal_filter",
    );
    return filterNode(
      parent,
      {
        siClass: SI_CLASS,
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
