import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { defaultRng } from "#core/array/index.ts";
import { ensureContinuousLabels, isocut, isosplit } from "#core/stats/index.ts";

/** [row × 2]: `perCluster` normal points around every centre. */
function blobs(centres: readonly (readonly [number, number])[], perCluster: number): Float64Array {
  const rng = defaultRng(7);
  const x = new Float64Array(2 * centres.length * perCluster);
  for (let i = 0; i < x.length; i++) {
    const centre = centres[Math.floor(i / 2) % centres.length] ?? [0, 0];
    x[i] = (centre[i % 2] ?? 0) + rng.normal(0, 1);
  }
  return x;
}

const random = (): ((bound: number) => number) => {
  const rng = defaultRng(1);
  return (bound) => rng.integers(0, bound);
};

describe("isocut", () => {
  it("takes one normal sample for one and two apart for two, with the cut between", () => {
    const rng = defaultRng(0);
    const one = rng.normal(0, 1, 1000);
    expect(isocut(one).dipScore).toBeLessThan(2);
    const two = one.map((value, i) => (i % 2 === 0 ? value : value + 8));
    const { dipScore, cutPoint } = isocut(two);
    expect(dipScore).toBeGreaterThan(5);
    expect(cutPoint).toBeGreaterThan(2);
    expect(cutPoint).toBeLessThan(6);
  });

  it("takes fewer than two samples for one", () => {
    expect(isocut(new Float64Array(0)).dipScore).toBe(0);
    expect(isocut(Float64Array.of(3))).toEqual({ dipScore: 0, cutPoint: 3 });
  });

  test.prop([
    fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 8, maxLength: 60 }),
    fc.integer({ min: -500, max: 500 }),
  ])("does not depend on order", (values) => {
    const sorted = Float64Array.from(values).sort();
    expect(isocut(Float64Array.from(values))).toEqual(isocut(sorted));
  });
});

describe("isosplit", () => {
  it("finds three clusters without being told how many, and the same ones again", () => {
    const x = blobs(
      [
        [0, 0],
        [12, 0],
        [0, 12],
      ],
      150,
    );
    const labels = isosplit(x, 2, { numInitial: 20 }, random());
    expect(Math.max(...labels)).toBe(2);
    for (let i = 3; i < labels.length; i++) expect(labels[i]).toBe(labels[i % 3]);
    expect(isosplit(x, 2, { numInitial: 20 }, random())).toEqual(labels);
  });

  it("leaves one cluster whole", () => {
    const labels = isosplit(blobs([[0, 0]], 300), 2, { numInitial: 15 }, random());
    expect(new Set(labels)).toEqual(new Set([0]));
  });

  it("copes with rows that are all equal and with no rows", () => {
    expect(isosplit(new Float64Array(80), 2, {}, random())).toEqual(new Int32Array(40));
    expect(isosplit(new Float64Array(0), 2, {}, random())).toEqual(new Int32Array(0));
  });
});

test.prop([fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 40 })])(
  "continuous labels keep order and equality",
  (labels) => {
    const out = ensureContinuousLabels(labels);
    expect(new Set(out)).toEqual(
      new Set(Array.from({ length: new Set(labels).size }, (_, i) => i)),
    );
    for (let i = 1; i < labels.length; i++) {
      expect(Math.sign(out[i] - out[0])).toBe(Math.sign((labels[i] ?? 0) - (labels[0] ?? 0)));
    }
  },
);
