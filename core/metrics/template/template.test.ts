import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { upsample } from "#core/signal/index.ts";
import { expDecay } from "./exp-decay.ts";
import { spread } from "./spread.ts";
import { pickChannels, type TemplateGrid } from "./template-grid.ts";
import { theilSenLine } from "./theil-sen.ts";
import { velocity } from "./velocity.ts";

/** A spike that starts at channel 6 of 14 and travels away, 500 µm/ms, falling by e in 50 µm. */
function travelling(): TemplateGrid {
  const numSamples = 120;
  const numChannels = 14;
  const values = new Float64Array(numSamples * numChannels);
  for (let c = 0; c < numChannels; c++) {
    const distance = Math.abs(c - 6) * 20;
    for (let s = 0; s < numSamples; s++) {
      const t = s - 40 - (distance / 500) * 30;
      values[s * numChannels + c] = -100 * Math.exp(-distance / 50) * Math.exp(-(t * t) / 18);
    }
  }
  const locations = Float64Array.from({ length: 28 }, (_, i) => (i % 2 === 0 ? 0 : 10 * (i - 1)));
  return { values, numSamples, numChannels, isFloat32: false, locations, ndim: 2 };
}

const ALL = { depth_direction: "y", min_channels_for_velocity: 5, min_r2_velocity: 0.5, column_range: null }; // prettier-ignore

describe("a travelling spike", () => {
  it("is measured", () => {
    const grid = travelling();
    const fine = { ...grid, values: upsample(grid.values, 14, 10), numSamples: 1200 };
    for (const side of ["above", "below"] as const) {
      expect(velocity(side, fine, 300_000, ALL)).toBeGreaterThan(450);
      expect(velocity(side, fine, 300_000, ALL)).toBeLessThan(550);
    }
    expect(expDecay(grid, { exp_peak_function: "ptp", min_r2_exp_decay: 0.5 })).toBeCloseTo(0.02, 3); // prettier-ignore
    const params = { depth_direction: "y", spread_threshold: 0.2, spread_smooth_um: null, column_range: null }; // prettier-ignore
    expect(spread(grid, params)).toBe(160);
  });

  test.prop([
    fc.shuffledSubarray(
      Array.from({ length: 14 }, (_, i) => i),
      { minLength: 14 },
    ),
  ])("is the same in any order of channels", (order) => {
    const grid = travelling();
    const shuffled = pickChannels(grid, order);
    expect(velocity("above", shuffled, 30_000, ALL)).toBeCloseTo(velocity("above", grid, 30_000, ALL), 6); // prettier-ignore
    const decay = { exp_peak_function: "ptp", min_r2_exp_decay: 0.5 } as const;
    expect(expDecay(shuffled, decay)).toBeCloseTo(expDecay(grid, decay), 8);
  });

  it("on few channels has no velocity", () => {
    expect(velocity("above", pickChannels(travelling(), [5, 6, 7]), 30_000, ALL)).toBeNaN();
  });
});

describe("a robust line", () => {
  test.prop([
    fc.double({ min: -50, max: 50, noNaN: true }),
    fc.double({ min: -50, max: 50, noNaN: true }),
  ])("goes through points on a line", (slope, intercept) => {
    const x = Float64Array.from({ length: 9 }, (_, i) => i / 2);
    const line = theilSenLine(
      x,
      x.map((v) => slope * v + intercept),
    );
    expect(line.slope).toBeCloseTo(slope, 6);
    expect(line.intercept).toBeCloseTo(intercept, 6);
  });

  it("of more pairs than are looked at is the same each time", () => {
    const x = Float64Array.from({ length: 200 }, (_, i) => i);
    const y = x.map((v) => 2 * v + Math.sin(v * 7));
    expect(theilSenLine(x, y)).toEqual(theilSenLine(x, y));
    expect(theilSenLine(x, y).slope).toBeCloseTo(2, 1);
  });

  it("refuses points that are not finite", () => {
    expect(() => theilSenLine(Float64Array.of(1, NaN), Float64Array.of(1, 2))).toThrow(/finite/);
  });
});

describe("upsampling", () => {
  it("keeps the samples and puts smooth ones between", () => {
    const values = Float64Array.from({ length: 60 }, (_, i) => Math.sin(i / 4));
    const fine = upsample(values, 1, 4);
    expect(fine).toHaveLength(240);
    for (let m = 60; m < 180; m++) expect(fine[m]).toBeCloseTo(Math.sin(m / 16), 2);
  });
});
