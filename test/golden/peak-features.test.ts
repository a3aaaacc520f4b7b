import { beforeAll, describe, expect, it } from "vitest";
import type { ComputeContext } from "#core/compute/index.ts";
import { linearProbe } from "#core/generation/index.ts";
import { createLocalComputeContext } from "#core/jobs/index.ts";
import { memoryRecording, withProbe, type Recording } from "#core/recording/index.ts";
import { computePeakFeatures, detectPeaks, type Peaks } from "#core/sorting-components/index.ts";
import { loadKernels, nodeFileSystem } from "#native/index.ts";

/* Features of peaks, and peaks in what is left when peaks are taken out, on signals whose numbers are known. */

const RATE = 30_000;
const CHANNELS = 4;

/** Bumps of some depth at some frames of channel 1, half as deep on its neighbours. */
function bumps(at: readonly (readonly [number, number])[]): Recording {
  const traces = new Float32Array(RATE * CHANNELS);
  for (const [frame, depth] of at) {
    for (let s = -30; s <= 30; s++) {
      for (const [channel, share] of [
        [0, 0.5],
        [1, 1],
        [2, 0.5],
      ] as const) {
        const i = (frame + s) * CHANNELS + channel;
        traces[i] = (traces[i] ?? 0) - depth * share * Math.exp(-(s ** 2) / 18);
      }
    }
  }
  const recording = memoryRecording({
    traces: [traces],
    numChannels: CHANNELS,
    samplingFrequency: RATE,
  });
  return withProbe(recording, { probes: [linearProbe(CHANNELS)] });
}

const noiseLevels = new Float32Array(CHANNELS).fill(1);
let ctx: ComputeContext;

beforeAll(() => {
  ctx = createLocalComputeContext({ kernels: loadKernels(), fs: nodeFileSystem });
});

describe("features of peaks", () => {
  const recording = bumps([
    [3000, 20],
    [9000, 40],
  ]);
  const peaks: Peaks = {
    sampleIndex: Float64Array.of(3000, 9000),
    channelIndex: Int32Array.of(1, 1),
    amplitude: Float64Array.of(-20, -40),
    segmentIndex: Int32Array.of(0, 0),
  };

  it("are the numbers that the signal was made of", async () => {
    const projections = [
      [1, 0],
      [0, 1],
      [0, 0],
      [1, 1],
    ];
    const found = await computePeakFeatures(
      recording,
      peaks,
      {
        features: [
          { method: "amplitude" },
          { method: "ptp" },
          { method: "ptp", params: { all_channels: false } },
          { method: "random_projections", params: { projections } },
          { method: "center_of_mass" },
        ],
      },
      ctx,
    );
    const rows = found.map(({ data }) =>
      Array.from(data, (value) => Math.round(value * 100) / 100),
    );
    expect(rows[0]).toEqual([-20, -40]);
    expect(rows[1]).toEqual([10, 20, 10, 0, 20, 40, 20, 0]);
    expect(rows[2]).toEqual([20, 40]);
    expect(rows[3]).toEqual([10, 20, 20, 40]);
    expect(rows[4]).toEqual([0, 20, 0, 20]);
  });

  it("are refused where directions do not fit the channels", async () => {
    const features = [{ method: "random_projections", params: { projections: [[1]] } }];
    const wrong = computePeakFeatures(recording, peaks, { features }, ctx);
    await expect(wrong).rejects.toMatchObject({ code: "InvalidParameter" });
  });
});

describe("iterative detection", () => {
  it("finds a small peak beside a large one once that is taken out", async () => {
    const recording = bumps([
      [3000, 40],
      [3012, 15],
    ]);
    const inner = { method: "locally_exclusive", method_kwargs: { exclude_sweep_ms: 0.8 } };
    const once = await detectPeaks(
      recording,
      { method: "locally_exclusive", params: { exclude_sweep_ms: 0.8 }, noiseLevels },
      ctx,
    );
    expect([...once.sampleIndex]).toEqual([3000]);
    const twice = await detectPeaks(
      recording,
      {
        method: "iterative",
        params: { ...inner, ms_before: 0.25, ms_after: 0.25, num_iterations: 3 },
        noiseLevels,
      },
      ctx,
    );
    expect(twice.sampleIndex.length).toBeGreaterThan(1);
    expect(twice.iteration?.[0]).toBeDefined();
    expect(Math.max(...(twice.iteration ?? []))).toBeGreaterThan(0);
    expect([...twice.sampleIndex]).toContain(3000);
    expect([...twice.sampleIndex].some((sample) => Math.abs(sample - 3012) <= 8)).toBe(true);
  });

  it("lowers the threshold from round to round, and refuses lists of another length", async () => {
    const recording = bumps([
      [3000, 40],
      [9000, 4],
    ]);
    const params = { num_iterations: 2, thresholds: [5, 3] };
    const found = await detectPeaks(recording, { method: "iterative", params, noiseLevels }, ctx);
    expect([...found.sampleIndex]).toContain(9000);
    const second = found.iteration?.[[...found.sampleIndex].indexOf(9000)];
    expect(second).toBe(1);
    const wrong = detectPeaks(
      recording,
      { method: "iterative", params: { num_iterations: 2, thresholds: [5] }, noiseLevels },
      ctx,
    );
    await expect(wrong).rejects.toMatchObject({ code: "InvalidParameter" });
  });
});
