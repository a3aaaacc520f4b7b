import { expect, it } from "vitest";
import { typescriptKernels } from "#core/kernels/index.ts";
import { mahalanobisMetrics } from "./mahalanobis.ts";

it("does not give a negative distance where the spikes are fewer than the features", () => {
  const numFeatures = 8;
  let found = 0;
  for (let seed = 1; seed <= 20; seed++) {
    const values = Float64Array.from({ length: 24 * numFeatures }, (_, k) =>
      Math.sin(seed * 7 + k * k),
    );
    const labels = Int32Array.from({ length: 24 }, (_, row) => (row < 4 ? 0 : 1));
    const points = { values, numFeatures, labels };
    const { isolationDistance } = mahalanobisMetrics(points, 0, typescriptKernels);
    expect(isolationDistance < 0).toBe(false);
    if (Number.isNaN(isolationDistance)) found++;
  }
  expect(found).toBeGreaterThan(0);
});
