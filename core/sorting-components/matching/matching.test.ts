import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { typescriptKernels } from "#core/kernels/index.ts";
import { circusOmp } from "./circus-omp/index.ts";
import { compressTemplates, createTemplateProducts, rebuildTemplate } from "./shared/low-rank.ts";
import { runningMaximum } from "./shared/running-maximum.ts";
import { matchingTemplates } from "./shared/templates.ts";

/* Parts of template matching by themselves; what the methods find is compared with SpikeInterface in test/golden. */

/** Two units on three channels: a narrow dip on the first two, a wide one on the last two. */
function twoUnits(): ReturnType<typeof matchingTemplates> {
  const [samples, channels] = [20, 3];
  const data = new Float32Array(2 * samples * channels);
  for (let s = 0; s < samples; s++) {
    const narrow = -10 * Math.exp(-((s - 8) ** 2) / 4);
    const wide = -8 * Math.exp(-((s - 8) ** 2) / 16);
    data[s * channels] = narrow;
    data[s * channels + 1] = narrow / 2;
    data[(samples + s) * channels + 1] = wide / 3;
    data[(samples + s) * channels + 2] = wide;
  }
  return matchingTemplates(data, [2, samples, channels], 8);
}

describe("low-rank templates", () => {
  it("rebuild what they were made of, and give its products with traces", () => {
    const templates = twoUnits();
    const parts = compressTemplates(templates, 3);
    const size = 60;
    expect([...rebuildTemplate(parts, 1)].map((v) => v.toFixed(3))).toEqual(
      [...templates.data.subarray(size, 2 * size)].map((v) => v.toFixed(3)),
    );
    const traces = Float32Array.from({ length: 40 * 3 }, (_, i) => Math.sin(i));
    const products = new Float32Array(21 * 2);
    createTemplateProducts(parts, typescriptKernels)(traces, 40, products);
    for (const start of [0, 13, 20]) {
      let sum = 0;
      for (let i = 0; i < size; i++) sum += traces[start * 3 + i] * templates.data[i];
      expect(products[start * 2]).toBeCloseTo(sum, 3);
    }
  });
});

describe("circus-omp", () => {
  it("tells two overlapping spikes apart, with their amplitudes", () => {
    const templates = twoUnits();
    const input = {
      samplingFrequency: 30_000,
      locations: undefined,
      templates,
      noiseLevels: undefined,
    };
    const params = circusOmp.params.parse({});
    const tables = circusOmp.prepare(params, input, undefined as never, undefined as never);
    const matcher = circusOmp.createMatcher(params, input, tables as never, typescriptKernels);
    const numFrames = 160;
    const traces = new Float32Array(numFrames * 3);
    const place = (unit: number, frame: number, amplitude: number): void => {
      for (let i = 0; i < 60; i++) {
        traces[(frame - 8) * 3 + i] += amplitude * templates.data[unit * 60 + i];
      }
    };
    place(0, 70, 1.2);
    place(1, 75, 0.9);
    const { frame, cluster, amplitude } = matcher.match(traces, numFrames);
    expect([...(frame as number[])]).toEqual([70, 75]);
    expect([...(cluster as number[])]).toEqual([0, 1]);
    expect(amplitude[0]).toBeCloseTo(1.2, 2);
    expect(amplitude[1]).toBeCloseTo(0.9, 2);
  });
});

describe("templates to look for", () => {
  it("refuse sizes, peaks and values that cannot be", () => {
    const data = new Float32Array(24);
    expect(() => matchingTemplates(data, [2, 4, 4], 1)).toThrow(/not 2 × 4 × 4/);
    expect(() => matchingTemplates(data, [2, 4, 3], 4)).toThrow(/cannot peak at sample 4/);
    expect(() => matchingTemplates(data, [2, 4, 3], 1, [1, 1])).toThrow(/2 entries for 2 units/);
    data[3] = NaN;
    expect(() => matchingTemplates(data, [2, 4, 3], 1)).toThrow(/NaN/);
  });
});

describe("the running maximum", () => {
  const window = fc.integer({ min: -1, max: 6 });
  test.prop([
    fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 40 }),
    window,
    window,
  ])("is the largest of every window", (numbers, before, after) => {
    const found = runningMaximum(Float32Array.from(numbers), before, after, -Infinity);
    numbers.forEach((_, i) => {
      const inside = numbers.filter((__, j) => j >= i - before && j <= i + after);
      expect(found[i]).toBe(Math.max(-Infinity, ...inside));
    });
  });
});
