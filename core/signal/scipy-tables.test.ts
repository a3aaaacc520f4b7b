import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { typescriptKernels } from "#core/kernels/index.ts";
import { expectClose } from "#test/support/close.ts";
import {
  decimateFiltered,
  hannWindow,
  iirSos,
  resampleFourier,
  welch,
  type IirSpecification,
} from "./index.ts";

interface Tables {
  readonly designs: readonly { readonly specification: IirSpecification; readonly sos: number[] }[];
  /** [frame × 2 channels] */
  readonly x: number[];
  readonly sections: readonly {
    readonly sos: number[];
    readonly sosfilt: number[];
    readonly sosfiltfilt: number[];
  }[];
  readonly resample: readonly { readonly frames: number; readonly resampled: number[] }[];
  /** of the first 75 frames */
  readonly resampleOdd: readonly { readonly frames: number; readonly resampled: number[] }[];
  readonly decimate: readonly { readonly factor: number; readonly decimated: number[] }[];
  readonly welch: readonly {
    readonly segment: number;
    readonly fs: number;
    readonly frequencies: number[];
    readonly density: number[];
  }[];
  readonly windows: readonly {
    readonly length: number;
    readonly symmetric: number[];
    readonly periodic: number[];
  }[];
}

// made with numpy 1.24.2 and scipy 1.10.1, see `origin` in the file
const path = new URL("./fixtures/scipy-tables.json", import.meta.url);
const tables = JSON.parse(readFileSync(path, "utf8")) as Tables;
const x = Float64Array.from(tables.x);

/** 1e-9 of each value, and of the largest where values pass through zero. */
function expectNine(actual: ArrayLike<number>, expected: readonly number[]): void {
  const largest = expected.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
  expectClose(actual, expected, { rtol: 1e-9, atol: 1e-12 * largest });
}

describe("filter design", () => {
  it.each(tables.designs)("equals SciPy's sections: $specification", ({ specification, sos }) => {
    expectNine(iirSos(specification), sos);
  });

  it.each([
    ["cheby1", {}],
    ["cheby2", { rippleDb: 1 }],
    ["ellip", { rippleDb: 1 }],
    ["ellip", { rippleDb: 50, attenuationDb: 1 }],
  ] as const)("refuses a %s without its ripple or attenuation: %o", (family, decibels) => {
    const specification = { order: 3, cutoffsHz: [300], btype: "highpass", fs: 30000 } as const;
    expect(() => iirSos({ ...specification, family, ...decibels })).toThrow(
      expect.objectContaining({ code: "InvalidParameter" }),
    );
  });
});

describe("filtering by sections", () => {
  it.each(tables.sections)("equals sosfilt and sosfiltfilt", ({ sos, sosfilt, sosfiltfilt }) => {
    const coefficients = Float64Array.from(sos);
    const out = new Float64Array(x.length);
    typescriptKernels.sosfilt(coefficients, x, 2, new Float64Array((sos.length / 6) * 4), out);
    expectNine(out, sosfilt);
    typescriptKernels.sosfiltfilt(coefficients, x, 2, 0, x.length / 2, out);
    expectNine(out, sosfiltfilt);
  });
});

describe("changing the rate", () => {
  it.each(tables.resample)("resamples an even length to $frames", ({ frames, resampled }) => {
    expectNine(resampleFourier(x, 2, frames), resampled);
  });

  it.each(tables.resampleOdd)("resamples an odd length to $frames", ({ frames, resampled }) => {
    expectNine(resampleFourier(x.subarray(0, 150), 2, frames), resampled);
  });

  it.each(tables.decimate)("decimates by $factor", ({ factor, decimated }) => {
    expectNine(decimateFiltered(x, 2, factor), decimated);
  });
});

describe("spectra", () => {
  it.each(tables.welch)("equals welch with segments of $segment", (expected) => {
    const { frequencies, density } = welch(x, 2, expected.fs, expected.segment);
    expectNine(frequencies, expected.frequencies);
    expectNine(density, expected.density);
  });

  it.each(tables.windows)("equals SciPy's Hann window of $length", (window) => {
    expectClose(hannWindow(window.length, "symmetric"), window.symmetric, { atol: 1e-15 });
    expectClose(hannWindow(window.length, "periodic"), window.periodic, { atol: 1e-15 });
  });
});
