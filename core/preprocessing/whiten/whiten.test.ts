import { describe, expect, it } from "vitest";
import { defaultRng } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { typescriptKernels } from "#core/kernels/index.ts";
import { memoryRecording, readTracesNew } from "#core/recording/index.ts";
import { applyStep } from "../pipeline.ts";
import { createSmallSquareMedian } from "./square-median.ts";

// nothing here opens files
const ctx = { kernels: typescriptKernels, fs: undefined } as unknown as CoreContext;

function correlated(scale: number): Float32Array {
  const rng = defaultRng(5);
  const out = new Float32Array(3 * 5000);
  for (let i = 0; i < out.length; i += 3) {
    const common = rng.random() - 0.5;
    for (let c = 0; c < 3; c++) out[i + c] = scale * (common + (c + 1) * (rng.random() - 0.5));
  }
  return out;
}

function covarianceOf(traces: ArrayLike<number>, a: number, b: number): number {
  let sum = 0;
  for (let i = 0; i < traces.length; i += 3) sum += (traces[i + a] ?? 0) * (traces[i + b] ?? 0);
  return sum / (traces.length / 3);
}

describe("whitening", () => {
  it.each([100, 1e-6])(
    "gives uncorrelated channels of unit variance, also of volts (scale %f)",
    async (scale) => {
      const recording = memoryRecording({
        traces: [correlated(scale)],
        samplingFrequency: 1000,
        numChannels: 3,
      });
      const white = await applyStep(recording, "whiten", { seed: 1 }, ctx);
      const traces = await readTracesNew(white, 0);
      for (let a = 0; a < 3; a++) {
        for (let b = 0; b <= a; b++)
          expect(covarianceOf(traces, a, b)).toBeCloseTo(a === b ? 1 : 0, 1);
      }
    },
  );

  it.each(["GraphicalLassoCV", "MinCovDet", "LedoitWolf", "OAS", "ShrunkCovariance"])(
    "takes the covariance of %s, whose matrix stands in the dictionary",
    async (method) => {
      const recording = memoryRecording({
        traces: [correlated(100)],
        samplingFrequency: 1000,
        numChannels: 3,
      });
      const regularize_kwargs = { method };
      const params = {
        apply_mean: true,
        regularize: true,
        regularize_kwargs,
        chunk_size: 250,
        seed: 1,
      };
      const white = await applyStep(recording, "whiten", params, ctx);
      expect(covarianceOf(await readTracesNew(white, 0), 1, 1)).toBeGreaterThan(0.5);
      expect(white.dict.kwargs["W"]).toHaveLength(3);
    },
  );

  it("refuses MinCovDet on more samples than it can take, saying what to shorten", async () => {
    const recording = memoryRecording({
      traces: [correlated(100)],
      samplingFrequency: 1000,
      numChannels: 3,
    });
    const params = {
      apply_mean: true,
      regularize: true,
      regularize_kwargs: { method: "MinCovDet" },
      chunk_size: 2000,
      num_chunks_per_segment: 20,
    };
    await expect(applyStep(recording, "whiten", params, ctx)).rejects.toMatchObject({
      code: "InvalidParameter",
      details: { step: "whiten", parameter: "chunk_size" },
    });
  });

  it("takes given matrices as they are", async () => {
    const recording = memoryRecording({
      traces: [Float32Array.of(1, 2, 3, 4)],
      samplingFrequency: 1000,
      numChannels: 2,
    });
    const params = {
      W: [
        [2, 0],
        [1, 1],
      ],
      M: [1, 1],
    };
    const white = await applyStep(recording, "whiten", params, ctx);
    expect([...(await readTracesNew(white, 0))]).toEqual([1, 1, 7, 3]);
    await expect(applyStep(recording, "whiten", { W: [[1]] }, ctx)).rejects.toMatchObject({
      code: "InvalidParameter",
    });
  });

  it("names an estimator that it does not have", async () => {
    const recording = memoryRecording({
      traces: [correlated(1)],
      samplingFrequency: 1000,
      numChannels: 3,
    });
    const params = {
      regularize: true,
      apply_mean: true,
      regularize_kwargs: { method: "GaussianMixture" },
    };
    await expect(applyStep(recording, "whiten", params, ctx)).rejects.toMatchObject({
      code: "Unsupported",
    });
  });
});

describe("the median of squares", () => {
  it("is exact after its passes", () => {
    const samples = Float32Array.from({ length: 1001 }, (_, i) => Math.sin(i * i) / 3);
    for (const length of [1001, 1000]) {
      const squares = createSmallSquareMedian();
      squares.count(samples.subarray(0, 400));
      squares.count(samples.subarray(400, length));
      expect(squares.isBelowOne()).toBe(true);
      squares.countUpper(samples.subarray(0, length));
      squares.countLower(samples.subarray(0, length));
      const sorted = Float32Array.from(samples.subarray(0, length), (v) => v * v).sort();
      const [low, high] = [sorted[(length - 1) >> 1] ?? 0, sorted[length >> 1] ?? 0];
      expect(squares.median()).toBe((low + high) / 2);
    }
  });

  it("is not asked for of a signal above 1", () => {
    const squares = createSmallSquareMedian();
    squares.count(Float32Array.of(3, 5, NaN, 0));
    expect(squares.isBelowOne()).toBe(false);
    expect(squares.median()).toBeUndefined();
  });
});
