import { describe, expect, it } from "vitest";
import type { MethodChoice } from "../method-choice.ts";
import type { WaveformBatch, WaveformContext } from "./define.ts";
import { createWaveformSteps } from "./steps.ts";

const CONTEXT: WaveformContext = {
  samplingFrequency: 30_000,
  nbefore: 4,
  nafter: 6,
  noiseLevels: Float32Array.of(1, 2),
};

/** One peak on two channels: a cubic, and a small bump. */
function batch(): WaveformBatch {
  const data = new Float32Array(20);
  for (let s = 0; s < 10; s++) {
    data[2 * s] = 0.1 * s ** 3 - s ** 2 + 2;
    data[2 * s + 1] = s === 4 ? 3 : 0;
  }
  return { count: 1, numSamples: 10, width: 2, data, channels: [Int32Array.of(0, 1)] };
}

function after(...steps: MethodChoice[]): WaveformBatch {
  return createWaveformSteps(steps, CONTEXT)(batch());
}

describe("changes of waveforms", () => {
  it("leave cubics as they are when smoothing by cubics, and spread a bump as SciPy does", () => {
    const { data } = after({ method: "savgol_denoiser" });
    for (let s = 0; s < 10; s++) expect(data[2 * s]).toBeCloseTo(0.1 * s ** 3 - s ** 2 + 2, 4);
    // scipy.signal.savgol_coeffs(7, 3) = [-2, 3, 6, 7, 6, 3, -2] / 21
    const bump = Array.from({ length: 4 }, (_, i) => data[2 * (i + 3) + 1]);
    for (const [i, weight] of [6, 7, 6].entries())
      expect(bump[i]).toBeCloseTo((3 * weight) / 21, 5);
  });

  it("fade out towards both ends as NumPy's hanning windows", () => {
    const before = batch().data;
    const { data } = after({ method: "hanning_filter" });
    expect(data[0]).toBe(0);
    expect(data[18]).toBeCloseTo(0, 6);
    const third = 0.5 - 0.5 * Math.cos((2 * Math.PI * 2) / 7);
    expect(data[4]).toBeCloseTo((before[4] ?? 0) * third, 5);
  });

  it("silence the channels that are small in their own noise", () => {
    const { data } = after({ method: "waveform_thresholder" });
    expect(data.filter((_, i) => i % 2 === 1).every((value) => value === 0)).toBe(true);
    expect(data[0]).toBe(2);
    const kept = after({ method: "waveform_thresholder", params: { threshold: 1.4 } });
    expect(kept.data[9]).toBe(3);
  });

  it("project on components and come back from them", () => {
    const component = Array.from({ length: 10 }, (_, s) => (s === 4 ? 1 : 0));
    const pca_model = {
      mean: new Array<number>(10).fill(0),
      components: [component],
      explained_variance: [4],
      whiten: true,
    };
    const scores = after({ method: "temporal_pca_projection", params: { pca_model } });
    expect([scores.numSamples, scores.data[1]]).toEqual([1, 1.5]);
    const { data } = after({ method: "temporal_pca_denoising", params: { pca_model } });
    expect(data[9]).toBe(3);
    expect(data[0]).toBe(0);
    const shorter = { ...pca_model, mean: [0] };
    expect(() =>
      after({ method: "temporal_pca_denoising", params: { pca_model: shorter } }),
    ).toThrow(/same ms_before/);
  });

  it("refuse windows that do not fit, and names that are not there", () => {
    const params = { window_length_ms: 2 };
    expect(() => after({ method: "savgol_denoiser", params })).toThrow(/60 samples/);
    expect(() => after({ method: "toy_denoiser" })).toThrow(/no waveform method/);
  });
});
