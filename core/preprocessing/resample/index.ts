/*
 * resample: another sampling rate, by Chebyshev filter and stride where the ratio is whole, else by Fourier transform.
 * Reference: SpikeInterface 0.103.2 preprocessing/resample.py on scipy.signal.decimate and resample; computed in
 * float32 as there, whole-number outputs truncated. The time vector is dropped, as there.
 */
import { z } from "zod";
import { EphysError, type JsonObject, type JsonValue } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { decimateFiltered, resampleFourier } from "#core/signal/index.ts";
import { definePreprocessor } from "../define.ts";
import { dtypeText, signedDType } from "../dtype.ts";
import { dtypeField, marginMsField } from "../fields.ts";
import { derivedRecording } from "../node.ts";
import { framesOfMs, readWithReflection } from "../window.ts";

const SI_CLASS = "spikeinterface.preprocessing.resample.ResampleRecording";

export const resample = definePreprocessor({
  name: "resample",
  label: "Resample",
  summary: "Changes the sampling rate.",
  family: "resampling",
  siClass: SI_CLASS,
  params: z.strictObject({
    resample_rate: z
      .int()
      .positive()
      .describe("New sampling rate.")
      .meta({ unit: "Hz", label: "Rate" }),
    margin_ms: marginMsField(100),
    dtype: dtypeField,
    skip_checks: z
      .boolean()
      .default(false)
      .describe(
        "Refuse rates above half the old rate or the band of earlier filters (named as in SpikeInterface).",
      )
      .meta({ label: "Check the rate" }),
  }),
  chunkTolerance: 0.2,
  async apply(parent, { resample_rate: rate, margin_ms, dtype: wanted, skip_checks }, ctx) {
    const dtype = signedDType(parent, wanted, "resample");
    if (skip_checks) checkRate(parent, rate);
    const parentRate = parent.samplingFrequency;
    const margin = framesOfMs(margin_ms, parentRate);
    const newMargin = Math.trunc((margin / parentRate) * rate);
    const parentFrame = (frame: number): number => Math.trunc((frame / rate) * parentRate);
    return derivedRecording(parent, {
      siClass: SI_CLASS,
      dtype,
      kwargs: { resample_rate: rate, margin_ms, dtype: dtypeText(dtype), skip_checks },
      facts: {
        samplingFrequency: rate,
        numSamples: parent.numSamples.map((n) => Math.trunc((n / parentRate) * rate)),
        times: parent.times.map(({ tStartS }) => (tStartS === undefined ? {} : { tStartS })),
      },
      async read(range, out) {
        const source = {
          ...range,
          startFrame: parentFrame(range.startFrame),
          endFrame: parentFrame(range.endFrame),
        };
        const { traces, numChannels } = await readWithReflection(parent, source, margin);
        const samples = traces instanceof Float32Array ? traces : Float32Array.from(traces);
        const numFrames = range.endFrame - range.startFrame + 2 * newMargin;
        const resampled =
          parentRate % rate === 0
            ? decimateFiltered(samples, numChannels, parentRate / rate)
            : resampleFourier(samples, numChannels, numFrames);
        const from = newMargin * numChannels;
        ctx.kernels.convert(resampled.subarray(from, from + out.length), out, false);
      },
    });
  },
});

/** SpikeInterface's check, which its `skip_checks` turns on. */
function checkRate(parent: Recording, rate: number): void {
  const bands = parent.annotations["is_filtered"] === true ? upperCutoffs(parent.dict) : [];
  const lowest = Math.min(parent.samplingFrequency, ...bands);
  if (lowest / 2 > rate) return;
  throw new EphysError(
    "InvalidParameter",
    `resample: ${String(rate)} Hz is not below half of ${String(lowest)} Hz, the lowest rate or cutoff before it`,
    { step: "resample", parameter: "resample_rate", value: rate },
  );
}

/** All values of `freq_max` in a dictionary and its parents. */
function upperCutoffs(value: JsonValue | undefined): number[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return (value as readonly JsonValue[]).flatMap(upperCutoffs);
  return Object.entries(value as JsonObject).flatMap(([key, inner]) =>
    key === "freq_max" && typeof inner === "number" ? [inner] : upperCutoffs(inner),
  );
}
