import { expect, test } from "vitest";
import { typescriptKernels } from "#core/kernels/index.ts";
import { denseWhenRead } from "./sparse-rows.ts";

/** Two units of two samples on three channels; the second unit has one channel, so its second column is padding. */
const sparse = {
  rows: Float64Array.from([1, 2, 3, 4, 5, 99, 6, 99]),
  numSamples: 2,
  width: 2,
  channels: [Int32Array.from([0, 2]), Int32Array.from([1])],
  numChannels: 3,
};
const dense = [1, 0, 2, 3, 0, 4, 0, 5, 0, 0, 6, 0];

test("sparse rows become dense when they are read, and only once", () => {
  let allocations = 0;
  const kernels = {
    ...typescriptKernels,
    largePages: () => {
      allocations++;
    },
  };
  const array = denseWhenRead(sparse, kernels);
  expect(array.dtype).toBe("float64");
  expect(array.shape).toEqual([2, 2, 3]);
  expect(allocations).toBe(0);
  expect(Array.from(array.data as Float64Array)).toEqual(dense);
  expect(array.data).toBe(array.data);
  expect(allocations).toBe(1);
});

test("another thread gets the dense data", () => {
  const copy = structuredClone(denseWhenRead(sparse, typescriptKernels));
  expect(Array.from(copy.data as Float64Array)).toEqual(dense);
});
