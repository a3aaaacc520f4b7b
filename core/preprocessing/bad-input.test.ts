import { describe, expect, it } from "vitest";
import { ndArray } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { typescriptKernels } from "#core/kernels/index.ts";
import type { JsonObject, SampleArray } from "#core/model/index.ts";
import { floatProperty, memoryRecording, readTracesNew } from "#core/recording/index.ts";
import { expectClose } from "#test/support/close.ts";
import { applyStep } from "./index.ts";

const CHANNELS = 6;
// nothing here opens files
const ctx = { kernels: typescriptKernels, fs: undefined } as unknown as CoreContext;

function recordingOf(traces: SampleArray) {
  const ids = Array.from({ length: CHANNELS }, (_, i) => `c${String(i)}`);
  const places = Float64Array.from(ids.flatMap((_, i) => [20 * (i % 2), 25 * Math.floor(i / 2)]));
  return memoryRecording({
    traces: [traces],
    samplingFrequency: 30000,
    channelIds: ids,
    properties: new Map([
      ["location", ndArray("float64", [CHANNELS, 2], places)],
      ["inter_sample_shift", floatProperty(ids.map((_, i) => i / CHANNELS))],
    ]),
  });
}

function noise(frames: number): Float32Array {
  return Float32Array.from({ length: frames * CHANNELS }, (_, i) => 20 * Math.sin(i * i));
}

const W = Array.from({ length: CHANNELS }, (_, i) =>
  Array.from({ length: CHANNELS }, (_unused, j) => (i === j ? 2 : 0)),
);
const withoutLast = W.map((row) => row.slice(0, -1));

describe("wrong parameters are refused by name", () => {
  it.each<[string, string, JsonObject, string]>([
    ["a cutoff above Nyquist", "bandpass_filter", { freq_max: 16000 }, "freq_max"],
    ["a cutoff at Nyquist", "highpass_filter", { freq_min: 15000 }, "freq_min"],
    ["a band upside down", "bandpass_filter", { freq_min: 6000, freq_max: 300 }, "freq_min"],
    ["one cutoff for a band", "filter", { band: 300 }, "band"],
    ["a band above Nyquist", "causal_filter", { band: [300, 20000] }, "band"],
    ["a kind without coefficients", "filter", { btype: "lowpass", band: 300 }, "btype"],
    ["a family without its ripple", "filter", { ftype: "cheby1" }, "rp"],
    ["a family without its attenuation", "bandpass_filter", { ftype: "ellip", rp: 1 }, "rs"],
    ["coefficients of another form", "filter", { coeff: [[1, 2, 3]] }, "coeff"],
    ["a notch above Nyquist", "notch_filter", { freq: 15001 }, "freq"],
    ["a margin below zero", "bandpass_filter", { margin_ms: -1 }, "margin_ms"],
    ["a whitening matrix that is not square", "whiten", { W: withoutLast }, "W"],
    ["a whitening matrix of other channels", "whiten", { W: W.slice(1) }, "W"],
    ["a whitening matrix with holes", "whiten", { W: [[NaN]] }, "W.0.0"],
    ["means of other channels", "whiten", { W, M: [1, 2] }, "M"],
    [
      "a reference that is no channel",
      "common_reference",
      { ref_channel_ids: ["x"] },
      "ref_channel_ids",
    ],
    [
      "an annulus without channels",
      "common_reference",
      { reference: "local", local_radius: [1, 2] },
      "local_radius",
    ],
    ["a motion of two segments", "interpolate_motion", { motion: motion(2) }, "motion"],
    ["a motion larger than the probe", "interpolate_motion", { motion: motion(1) }, "border_mode"],
    [
      "bins that do not rise",
      "interpolate_motion",
      { motion: motion(1), interpolation_time_bin_centers_s: [2, 1], border_mode: "force_zeros" },
      "interpolation_time_bin_centers_s",
    ],
    [
      "an offset beyond the step",
      "decimate",
      { decimation_factor: 3, decimation_offset: 3 },
      "decimation_offset",
    ],
    ["padding below zero", "pad_traces", { padding_start: -1 }, "padding_start"],
  ])("%s", async (_, step, params, parameter) => {
    await expect(applyStep(recordingOf(noise(2000)), step, params, ctx)).rejects.toMatchObject({
      code: "InvalidParameter",
      details: { parameter },
    });
  });
});

function motion(segments: number): JsonObject {
  const list = <T>(value: T): T[] => Array.from({ length: segments }, () => value);
  return {
    displacement: list([[900], [-900]]),
    temporal_bins_s: list([0, 1]),
    spatial_bins_um: [0],
  };
}

describe("unsigned samples", () => {
  const unsigned = recordingOf(Uint16Array.from(noise(2000), (v) => v + 500));

  it.each(["bandpass_filter", "notch_filter", "common_reference", "resample", "correct_lsb"])(
    "are refused by %s, which says what to do",
    async (step) => {
      const params = step === "resample" ? { resample_rate: 10000 } : {};
      await expect(applyStep(unsigned, step, params, ctx)).rejects.toThrow(/unsigned_to_signed/);
    },
  );
});

describe("samples that are no numbers", () => {
  it.each<[string, JsonObject]>([
    ["bandpass_filter", {}],
    ["gaussian_filter", {}],
    ["phase_shift", {}],
    ["resample", { resample_rate: 20000 }],
    ["scale", { gain: 2 }],
  ])("stay in their channel: %s", async (step, params) => {
    const traces = noise(2000);
    traces[100 * CHANNELS + 3] = NaN;
    const recording = await applyStep(recordingOf(traces), step, params, ctx);
    const samples = await readTracesNew(recording, 0);
    const hit = new Set<number>();
    for (const [i, value] of samples.entries()) if (Number.isNaN(value)) hit.add(i % CHANNELS);
    expect([...hit]).toEqual([3]);
  });

  it("are refused where a matrix is estimated from them", async () => {
    const traces = noise(2000).fill(NaN);
    await expect(
      applyStep(recordingOf(traces), "whiten", { chunk_size: 500 }, ctx),
    ).rejects.toMatchObject({ code: "InvalidValue" });
  });
});

describe("margins longer than the segment", () => {
  it.each(["bandpass_filter", "highpass_filter", "notch_filter"])(
    "end with the segment: %s",
    async (step) => {
      const source = recordingOf(noise(400));
      const wide = await applyStep(source, step, { margin_ms: 1000 }, ctx);
      const exact = await applyStep(source, step, { margin_ms: 400 / 30 }, ctx);
      expectClose(await readTracesNew(wide, 0), await readTracesNew(exact, 0), {});
    },
  );

  it.each(["phase_shift", "gaussian_filter"])("are filled up: %s", async (step) => {
    const params = step === "phase_shift" ? { margin_ms: 1000 } : { margin_sd: 500 };
    const recording = await applyStep(recordingOf(noise(50)), step, params, ctx);
    const samples = await readTracesNew(recording, 0);
    expect(samples.every(Number.isFinite)).toBe(true);
  });

  it("leave a segment that is too short to a message that says how long it must be", async () => {
    const recording = await applyStep(recordingOf(noise(20)), "bandpass_filter", {}, ctx);
    await expect(readTracesNew(recording, 0)).rejects.toThrow(/more than 33/);
  });
});
