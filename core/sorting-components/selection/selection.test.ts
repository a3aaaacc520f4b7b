import { describe, expect, it } from "vitest";
import { defaultRng } from "#core/array/index.ts";
import { allocatePeaks, type Peaks } from "../peaks.ts";
import { SELECTION_METHODS } from "./catalog.ts";
import { selectPeaks } from "./select-peaks.ts";

const N = 2000;

function somePeaks(): Peaks {
  const peaks = allocatePeaks(N);
  const rng = defaultRng(1);
  const amplitudes = rng.normal(-20, 5, N);
  for (let i = 0; i < N; i++) {
    peaks.sampleIndex[i] = 10 * i;
    peaks.channelIndex[i] = i % 4;
    peaks.amplitude[i] = amplitudes[i];
  }
  return peaks;
}

describe("a part of the peaks", () => {
  const peaks = somePeaks();
  const locations = {
    x: Float64Array.from({ length: N }, (_, i) => i % 7),
    y: Float64Array.from({ length: N }, (_, i) => (i % 50) * 4),
  };
  const noiseLevels = Float32Array.of(1, 1, 1, 1);

  it.each(SELECTION_METHODS.map(({ name }) => name))("is drawn by %s as asked", (method) => {
    const choice = { method, params: { n_peaks: 200 }, noiseLevels, locations, seed: 3 };
    const { peaks: some, rows } = selectPeaks(peaks, choice);
    expect(new Set(rows).size).toBe(200);
    expect([...some.sampleIndex]).toEqual([...some.sampleIndex].sort((a, b) => a - b));
    expect(selectPeaks(peaks, choice).rows).toEqual(rows);
    expect(selectPeaks(peaks, { ...choice, seed: 4 }).rows).not.toEqual(rows);
  });

  it("is drawn from every channel by itself, away from the ends of segments", () => {
    const params = { n_peaks: 30, select_per_channel: true };
    const { peaks: some } = selectPeaks(peaks, { method: "uniform", params });
    for (let c = 0; c < 4; c++) {
      expect(some.channelIndex.filter((channel) => channel === c).length).toBe(30);
    }
    const margin = { before: 500, after: 1000, numSamples: [10 * N] };
    const { peaks: inner } = selectPeaks(peaks, {
      method: "uniform",
      params: { n_peaks: N },
      margin,
    });
    expect(Math.min(...inner.sampleIndex)).toBe(510);
    expect(Math.max(...inner.sampleIndex)).toBe(10 * N - 1010);
  });

  it("says what a method lacks", () => {
    const lacking =
      (method: string): (() => unknown) =>
      () =>
        selectPeaks(peaks, { method, params: { n_peaks: 10 } });
    expect(lacking("smart_sampling_amplitudes")).toThrow(/noise_levels/);
    expect(lacking("smart_sampling_locations")).toThrow(/peaks_locations/);
    expect(lacking("uniform_locations")).toThrow(/no peak selection method/);
  });
});
