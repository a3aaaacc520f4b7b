import { readFileSync } from "node:fs";
import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { expectClose } from "#test/support/close.ts";
import {
  butterworthSos,
  convolveSame,
  createFrequencyShifter,
  cosineRise,
  filtfilt,
  iirSos,
  iirTransferFunction,
  lfilter,
  lfilterInitialState,
  notchFilter,
  removeMedianTrend,
  welch,
  type IirSpecification,
} from "./index.ts";

interface Fixture {
  readonly designs: readonly {
    readonly specification: IirSpecification;
    readonly sos: number[];
    readonly b: number[];
    readonly a: number[];
  }[];
  readonly filters: readonly {
    readonly b: number[];
    readonly a: number[];
    readonly zi: number[] | null;
    readonly lfilter: number[];
    readonly filtfilt: number[] | null;
  }[];
  readonly notch: { readonly b: number[]; readonly a: number[] };
  readonly x: number[];
  readonly convolve: {
    readonly window: number[];
    readonly same: number[];
    readonly long: number[];
  };
  readonly welch: { readonly frequencies: number[]; readonly density: number[] };
  readonly welchOdd: { readonly frequencies: number[]; readonly density: number[] };
}

// made with numpy 1.24.2 and scipy 1.10.1, see `origin` in the file
const path = new URL("./fixtures/scipy.json", import.meta.url);
const scipy = JSON.parse(readFileSync(path, "utf8")) as Fixture;
const x = Float64Array.from(scipy.x);

describe("IIR design", () => {
  it.each(scipy.designs)("equals SciPy's sections, in its order: $specification", (design) => {
    expectClose(iirSos(design.specification), design.sos, { rtol: 1e-9, atol: 1e-12 });
    const { b, a } = iirTransferFunction(design.specification);
    expectClose(b, design.b, { rtol: 1e-7, atol: 1e-11 });
    expectClose(a, design.a, { rtol: 1e-7, atol: 1e-11 });
  });

  it("designs SciPy's notch", () => {
    const { b, a } = notchFilter(60, 30, 1000);
    expectClose(b, scipy.notch.b, { rtol: 1e-14 });
    expectClose(a, scipy.notch.a, { rtol: 1e-14 });
  });

  it.each([
    ["a band upside down", [6000, 300], "bandpass"],
    ["a cutoff at the Nyquist frequency", [15000], "highpass"],
    ["one cutoff for a band", [300], "bandpass"],
    ["a cutoff of zero", [0], "lowpass"],
  ] as const)("refuses %s", (_, cutoffs, btype) => {
    expect(() => butterworthSos(5, cutoffs, btype, 30000)).toThrow(
      expect.objectContaining({ code: "InvalidParameter" }),
    );
  });
});

describe("filtering with a transfer function", () => {
  it.each(scipy.filters)("equals SciPy's for b $b and a $a", (filter) => {
    const form = { b: Float64Array.from(filter.b), a: Float64Array.from(filter.a) };
    const out = new Float64Array(x.length);
    lfilter(form, x, 2, out);
    expectClose(out, filter.lfilter, { atol: 1e-11 });
    if (filter.zi !== null) expectClose(lfilterInitialState(form), filter.zi, { rtol: 1e-12 });
    if (filter.filtfilt === null) return;
    filtfilt(form, x, 2, out);
    expectClose(out, filter.filtfilt, { atol: 1e-10 });
  });

  it("wraps the padding of whole-number samples, as NumPy does", () => {
    const form = { b: Float64Array.of(0.5, 0.5), a: Float64Array.of(1, 0) };
    const samples = Int16Array.from({ length: 20 }, (_, i) => (i === 0 ? 30000 : -30000));
    const wide = Float64Array.from(samples);
    const [wrapped, exact] = [new Float64Array(20), new Float64Array(20)];
    filtfilt(form, samples, 1, wrapped);
    filtfilt(form, wide, 1, exact);
    expect(wrapped[0]).not.toBe(exact[0]);
    expect(wrapped[10]).toBe(exact[10]);
  });

  it("refuses a signal shorter than its padding", () => {
    const form = { b: Float64Array.of(1, 1), a: Float64Array.of(1, 0) };
    expect(() => filtfilt(form, new Float64Array(6), 1, new Float64Array(6))).toThrow(
      expect.objectContaining({ code: "InvalidParameter" }),
    );
  });
});

describe("spectra and convolution", () => {
  it("convolves as SciPy's mode same, also with a window longer than the signal", () => {
    const window = Float64Array.from(scipy.convolve.window);
    expectClose(convolveSame(x, 2, window), scipy.convolve.same, { atol: 1e-10 });
    expectClose(convolveSame(x.subarray(0, 10), 2, window), scipy.convolve.long, { atol: 1e-10 });
  });

  it("leaves a silent channel exactly silent beside a loud one", () => {
    const traces = x.map((v, i) => (i % 2 === 0 ? v : 0));
    const out = convolveSame(traces, 2, Float64Array.from(scipy.convolve.window));
    for (let i = 1; i < out.length; i += 2) expect(out[i]).toBe(0);
  });

  it.each([
    [16, scipy.welch],
    [9, scipy.welchOdd],
  ] as const)("estimates SciPy's density with segments of %i", (segment, expected) => {
    const { frequencies, density } = welch(x, 2, 100, segment);
    expectClose(frequencies, expected.frequencies, { rtol: 1e-14 });
    expectClose(density, expected.density, { rtol: 1e-10, atol: 1e-12 });
  });
});

describe("shifting by phases", () => {
  test.prop([
    fc.integer({ min: -20, max: 20 }),
    fc.integer({ min: 3, max: 60 }),
    fc.integer({ min: 1, max: 5 }),
  ])("moves whole samples round the signal", (shift, frames, channels) => {
    const traces = Float64Array.from({ length: frames * channels }, (_, i) => Math.sin(i * i));
    const shifted = traces.slice();
    createFrequencyShifter(frames).apply(shifted, channels, new Float64Array(channels).fill(shift));
    for (let i = 0; i < frames; i++) {
      const source = (((i - shift) % frames) + frames) % frames;
      for (let c = 0; c < channels; c++) {
        expect(Math.abs(shifted[i * channels + c] - traces[source * channels + c])).toBeLessThan(
          1e-12,
        );
      }
    }
  });

  it("keeps channels with different shifts apart", () => {
    const frames = 50;
    const alone = Float64Array.from({ length: frames }, (_, i) => Math.exp(-((i - 25) ** 2) / 20));
    const pair = Float64Array.from(
      { length: 2 * frames },
      (_, i) => alone[i >> 1] * (i % 2 ? -3 : 1),
    );
    createFrequencyShifter(frames).apply(pair, 2, [0.25, -0.5]);
    const [a, b] = [alone.slice(), alone.slice()];
    createFrequencyShifter(frames).apply(a, 1, [0.25]);
    createFrequencyShifter(frames).apply(b, 1, [-0.5]);
    expectClose(
      pair.filter((_, i) => i % 2 === 0),
      a,
      { atol: 1e-13 },
    );
    expectClose(
      pair.filter((_, i) => i % 2 === 1),
      b.map((v) => -3 * v),
      { atol: 1e-13 },
    );
  });
});

describe("trends and tapers", () => {
  it("subtracts a running median that holds its end values", () => {
    expect([...removeMedianTrend([5, 5, 9, 5, 5, 1], 3)]).toEqual([0, 0, 4, 0, 0, 0]);
  });

  it("rises along half a cosine between its bounds", () => {
    expect(cosineRise(-1, [0, 4])).toBe(0);
    expect(cosineRise(2, [0, 4])).toBeCloseTo(0.5, 15);
    expect(cosineRise(9, [0, 4])).toBe(1);
  });
});
