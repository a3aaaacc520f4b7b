import { describe, expect, it } from "vitest";
import { defaultRng } from "#core/array/index.ts";
import { loadKernels } from "#native/index.ts";
import { ldaDPrime } from "./discriminant.ts";

const kernels = loadKernels();
const NUM_POINTS = 200;

/** Two groups of points apart along the first feature; `repeated` adds a feature that is the sum of the others. */
function points(repeated: boolean) {
  const rng = defaultRng(2);
  const numFeatures = repeated ? 4 : 3;
  const values = new Float64Array(NUM_POINTS * numFeatures);
  const labels = Int32Array.from({ length: NUM_POINTS }, (_, i) => i % 2);
  for (let i = 0; i < NUM_POINTS; i++) {
    const row = values.subarray(i * numFeatures, (i + 1) * numFeatures);
    for (let f = 0; f < 3; f++) row[f] = rng.random() + (f === 0 ? 2 * labels[i] : 0);
    if (repeated) row[3] = row[0] + row[1] + row[2];
  }
  return { values, numFeatures, labels };
}

describe("ldaDPrime", () => {
  it("is the same with a feature that says nothing new: directions that do not vary do not count", () => {
    const plain = ldaDPrime(points(false), 1, kernels);
    expect(plain).toBeGreaterThan(5);
    expect(ldaDPrime(points(true), 1, kernels)).toBeCloseTo(plain, 6);
  });

  it("refuses groups that nothing tells apart", () => {
    const { numFeatures, labels } = points(false);
    const same = { values: new Float64Array(NUM_POINTS * numFeatures), numFeatures, labels };
    expect(() => ldaDPrime(same, 1, kernels)).toThrow(
      expect.objectContaining({ code: "InvalidValue" }),
    );
  });
});
