import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { createFft, irfft, rfft, rfftFrequencies } from "./index.ts";

const samples = fc
  .array(fc.double({ min: -1000, max: 1000, noNaN: true }), { minLength: 1, maxLength: 130 })
  .map((values) => Float64Array.from(values));

/** The definition itself. */
function slowSpectrum(x: Float64Array): { re: number; im: number }[] {
  return Array.from({ length: Math.floor(x.length / 2) + 1 }, (_, k) => {
    let re = 0;
    let im = 0;
    for (let i = 0; i < x.length; i++) {
      const angle = (2 * Math.PI * ((k * i) % x.length)) / x.length;
      re += x[i] * Math.cos(angle);
      im -= x[i] * Math.sin(angle);
    }
    return { re, im };
  });
}

describe("the discrete Fourier transform", () => {
  test.prop([samples])("agrees with its definition at any length", (x) => {
    const { re, im } = rfft(x);
    for (const [k, bin] of slowSpectrum(x).entries()) {
      expect(Math.abs(re[k] - bin.re)).toBeLessThan(1e-7);
      expect(Math.abs(im[k] - bin.im)).toBeLessThan(1e-7);
    }
  });

  test.prop([samples])("comes back through its inverse", (x) => {
    const { re, im } = rfft(x);
    const back = irfft(re, im, x.length);
    for (let i = 0; i < x.length; i++) expect(Math.abs(back[i] - x[i])).toBeLessThan(1e-9);
  });

  it.each([1009, 2 * 37 * 41])("keeps its precision at a length with large primes (%i)", (n) => {
    const x = Float64Array.from({ length: n }, (_, i) => Math.sin(i * i));
    const { re, im } = rfft(x);
    const expected = slowSpectrum(x);
    for (const [k, bin] of expected.entries()) {
      expect(Math.hypot(re[k] - bin.re, im[k] - bin.im)).toBeLessThan(1e-9);
    }
  });

  it("transforms complex signals in place", () => {
    const re = Float64Array.of(1, 0, 0, 0, 0, 0);
    const im = Float64Array.of(0, 1, 0, 0, 0, 0);
    createFft(6).forward(re, im);
    // exp(−2πi·0·k/6) + i·exp(−2πi·k/6)
    for (let k = 0; k < 6; k++) {
      expect(re[k]).toBeCloseTo(1 + Math.sin((2 * Math.PI * k) / 6), 12);
      expect(im[k]).toBeCloseTo(Math.cos((2 * Math.PI * k) / 6), 12);
    }
  });

  it("takes missing bins as zero and gives the frequencies of bins", () => {
    expect([...irfft(Float64Array.of(4), Float64Array.of(0), 4)]).toEqual([1, 1, 1, 1]);
    expect([...rfftFrequencies(5, 100)]).toEqual([0, 20, 40]);
  });

  it("refuses to transform nothing", () => {
    expect(() => createFft(0)).toThrow(expect.objectContaining({ code: "InvalidValue" }));
  });
});
