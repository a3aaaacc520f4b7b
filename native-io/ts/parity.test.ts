import { describe, expect, it } from "vitest";
import { typescriptKernels as twin, type Kernels } from "#core/kernels/index.ts";
import {
  allocateSamples,
  SAMPLE_DTYPES,
  type SampleArray,
  type SampleDType,
} from "#core/model/index.ts";
import { expectClose } from "#test/support/close.ts";
import { availableLevels, kernelsAtLevel } from "#native/index.ts";

const LEVELS = availableLevels().filter((level) => level !== "typescript");

/** Numbers that repeat on every run: a 32-bit multiplicative generator. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

function samples(dtype: SampleDType, length: number, spread: number, seed = 1): SampleArray {
  const random = generator(seed);
  const out = allocateSamples(dtype, length);
  const middle = dtype.startsWith("u") ? spread : 0;
  for (let i = 0; i < length; i++) {
    const sum = random() + random() + random() - 1.5;
    out[i] = middle + sum * spread;
  }
  return out;
}

function floats(length: number, spread: number, seed = 1): Float32Array {
  return samples("float32", length, spread, seed) as Float32Array;
}

/** The same samples in shared memory, at an odd offset of elements. */
function shared(from: SampleArray): SampleArray {
  const bytes = from.BYTES_PER_ELEMENT;
  const construct = from.constructor as Float32ArrayConstructor;
  const view = new construct(
    new SharedArrayBuffer((from.length + 3) * bytes),
    3 * bytes,
    from.length,
  );
  view.set(from);
  return view;
}

const CHANNELS = [1, 3, 8, 24, 63, 64, 385];
const FRAMES = [1, 31, 33, 100];

// scipy.signal.butter(5, [300, 6000], btype="bandpass", fs=30000, output="sos")
const BAND_PASS = Float64Array.of(
  0.01790522907755109,
  0.03581045815510218,
  0.01790522907755109,
  1.0,
  -0.41488281136493704,
  0.1568801776748323,
  1.0,
  2.0,
  1.0,
  1.0,
  -0.4964688276665688,
  0.5739584248473685,
  1.0,
  0.0,
  -1.0,
  1.0,
  -1.1375979216362906,
  0.19076020221856674,
  1.0,
  -2.0,
  1.0,
  1.0,
  -1.8972507975260808,
  0.9014457490171331,
  1.0,
  -2.0,
  1.0,
  1.0,
  -1.9606312289011083,
  0.9645632488794053,
);
// scipy.signal.butter(3, 300, btype="highpass", fs=30000, output="sos")
const HIGH_PASS = Float64Array.of(
  0.9390916523119581,
  -0.9390916523119581,
  0.0,
  1.0,
  -0.9390625058174923,
  0.0,
  1.0,
  -2.0,
  1.0,
  1.0,
  -1.9352943868599919,
  0.939120798806424,
);
// no b0 is 1, one is 0: a differentiator before a resonance
const ODD = Float64Array.of(0, 0.5, -0.25, 1, -0.3, 0.1, 2, 0.1, 0.7, 1, -1.2, 0.6);

/** An input beyond 16 MB and what the twin makes of it: made once, for every level. */
function largeCase(dtype: "float32" | "int16"): LargeCase {
  const known = largeCases.get(dtype);
  if (known !== undefined) return known;
  const channels = 384;
  const frames = dtype === "float32" ? 11_000 : 22_000;
  const input = samples(dtype, channels * frames, 100);
  const all = [Int32Array.from({ length: channels }, (_, i) => i)];
  const filtered = allocateSamples(dtype, input.length);
  const referenced = allocateSamples(dtype, input.length);
  twin.sosfiltfilt(BAND_PASS, input, channels, 0, frames, filtered);
  twin.subtractReference(input, channels, "average", all, referenced);
  const made = { input, channels, frames, all, filtered, referenced };
  largeCases.set(dtype, made);
  return made;
}

interface LargeCase {
  readonly input: SampleArray;
  readonly channels: number;
  readonly frames: number;
  readonly all: readonly Int32Array[];
  readonly filtered: SampleArray;
  readonly referenced: SampleArray;
}

const largeCases = new Map<string, LargeCase>();

describe.each(LEVELS)("the %s kernels agree with their twins", (level) => {
  const kernels = kernelsAtLevel(level);

  it("decoding every dtype with gains, offsets and picked channels, bit for bit", () => {
    for (const dtype of SAMPLE_DTYPES) {
      for (const channels of CHANNELS) {
        const input = samples(dtype, channels * 33, 100, channels);
        const gains = floats(channels, 3, 2);
        const offsets = floats(channels, 1000, 3);
        const picked = Int32Array.from(
          { length: Math.ceil(channels / 2) },
          (_, i) => channels - 1 - 2 * i,
        );
        const cases = [
          [undefined, undefined, undefined],
          [undefined, gains, undefined],
          [undefined, undefined, offsets],
          [undefined, gains, offsets],
          [picked, undefined, undefined],
          [picked.slice().sort().subarray(0, 1), gains.subarray(0, 1), undefined],
          [picked, gains.subarray(0, picked.length), offsets.subarray(0, picked.length)],
        ] as const;
        for (const [indices, g, o] of cases) {
          const length = 33 * (indices?.length ?? channels);
          const expected = new Float32Array(length);
          const actual = shared(new Float32Array(length)) as Float32Array;
          twin.decode(input, channels, indices, g, o, expected);
          kernels.decode(shared(input), channels, indices, g, o, actual);
          expect(Array.from(actual)).toEqual(Array.from(expected));
        }
      }
    }
  });

  it("picking channels of every dtype", () => {
    for (const dtype of SAMPLE_DTYPES) {
      const input = samples(dtype, 385 * 5, 100);
      for (const picked of [Int32Array.of(384, 0, 7, 7), Int32Array.of(5, 6, 7, 8)]) {
        const expected = allocateSamples(dtype, 4 * 5);
        const actual = allocateSamples(dtype, 4 * 5);
        twin.pickChannels(input, 385, picked, expected);
        kernels.pickChannels(input, 385, picked, actual);
        expect(actual).toEqual(expected);
      }
    }
  });

  it("converting between all dtypes, with values beyond the range, halves and NaN", () => {
    const edges = [
      0, -0, 0.5, 1.5, 2.5, -0.5, -1.5, 127.6, 255.5, 32767.5, -32769, 65536.7, 2147483647.5,
    ];
    const wild = [
      2147483648,
      -2147483649,
      4294967295.5,
      4294967296,
      1e10,
      -1e10,
      1e19,
      -1e300,
      NaN,
      Infinity,
    ];
    for (const from of SAMPLE_DTYPES) {
      const input = samples(from, 130, 40000);
      [...edges, ...wild].forEach((value, i) => (input[i] = value));
      for (const to of SAMPLE_DTYPES) {
        for (const round of [false, true]) {
          const expected = allocateSamples(to, input.length);
          const actual = allocateSamples(to, input.length);
          twin.convert(input, expected, round);
          kernels.convert(input, actual, round);
          expect(
            Array.from(actual, (v) => v + 0),
            `${from} to ${to}`,
          ).toEqual(Array.from(expected, (v) => v + 0));
        }
      }
    }
  });

  it.each([
    ["band-pass", BAND_PASS],
    ["high-pass", HIGH_PASS],
    ["no b0 of 1", ODD],
    ["eleven sections", Float64Array.of(...BAND_PASS, ...HIGH_PASS, ...BAND_PASS.subarray(0, 24))],
  ] as const)("filtering forward over chunks, keeping the state: %s", (_, sos) => {
    for (const channels of CHANNELS) {
      const input = samples("float64", channels * 300, 1000, channels);
      const expected = new Float64Array(input.length);
      const actual = Float64Array.from(input);
      const states = [0, 1].map(
        () => samples("float64", (sos.length / 3) * channels, 5) as Float64Array,
      );
      twin.sosfilt(sos, input, channels, states[0], expected);
      for (const [first, last] of [
        [0, 1],
        [1, 130],
        [130, 300],
      ] as const) {
        const part = actual.subarray(first * channels, last * channels); // in place
        kernels.sosfilt(sos, part, channels, states[1], part);
      }
      const largest = Math.max(...expected.map(Math.abs));
      expectClose(actual, expected, { atol: 1e-12 * largest });
      expectClose(states[1], states[0], { atol: 1e-12 * largest });
    }
  });

  it.each([
    ["band-pass", BAND_PASS],
    ["high-pass", HIGH_PASS],
    ["no b0 of 1", ODD],
  ] as const)("filtering forward and backward: %s", (_, sos) => {
    for (const channels of CHANNELS) {
      const input = samples("float64", channels * 401, 1000, channels);
      for (let i = 0; i < input.length; i++) input[i] += 5000; // an offset shows a wrong initial state
      for (const [first, last] of [
        [0, 401],
        [7, 400],
        [50, 51],
        [9, 9],
      ] as const) {
        const expected = new Float64Array((last - first) * channels);
        const actual = shared(new Float64Array(expected.length));
        twin.sosfiltfilt(sos, input, channels, first, last, expected);
        kernels.sosfiltfilt(sos, shared(input), channels, first, last, actual);
        const largest = expected.reduce((most, v) => Math.max(most, Math.abs(v)), 5000);
        expectClose(actual, expected, { atol: 1e-12 * largest });
      }
    }
  });

  it("filtering every dtype into every dtype, integers rounded the same way", () => {
    for (const from of SAMPLE_DTYPES) {
      for (const to of SAMPLE_DTYPES) {
        const channels = 19;
        const input = samples(from, channels * 200, 60);
        const expected = allocateSamples(to, input.length);
        const actual = allocateSamples(to, input.length);
        twin.sosfiltfilt(BAND_PASS, input, channels, 0, 200, expected);
        kernels.sosfiltfilt(BAND_PASS, input, channels, 0, 200, actual);
        expectClose(actual, expected, to.startsWith("float") ? { rtol: 1e-6, atol: 1e-5 } : {});
        const states = [0, 1].map(() => new Float64Array(10 * channels));
        twin.sosfilt(BAND_PASS, input, channels, states[0], expected);
        kernels.sosfilt(BAND_PASS, input, channels, states[1], actual);
        expectClose(actual, expected, to.startsWith("float") ? { rtol: 1e-6, atol: 1e-5 } : {});
      }
    }
  });

  it("filtering and referencing into outputs that no cache holds, wherever they begin", () => {
    for (const dtype of ["float32", "int16"] as const) {
      const { input, channels, frames, all, filtered, referenced } = largeCase(dtype);
      for (const offset of [0, 3]) {
        const room = allocateSamples(dtype, input.length + offset);
        const actual = room.subarray(offset);
        kernels.sosfiltfilt(BAND_PASS, input, channels, 0, frames, actual);
        expectClose(actual, filtered, dtype === "float32" ? { rtol: 1e-6, atol: 1e-5 } : {});
        kernels.subtractReference(input, channels, "average", all, actual);
        expectClose(actual, referenced, dtype === "float32" ? { atol: 1e-4 } : {});
      }
    }
  });

  it("checksums of every length and place", () => {
    const bytes = Uint8Array.from({ length: 4200 }, (_, i) => (i * 2654435761) >>> 13);
    for (let length = 0; length < 300; length++) {
      const part = bytes.subarray(length % 17, (length % 17) + length);
      expect(kernels.crc32(part)).toBe(twin.crc32(part));
    }
    expect(kernels.crc32(bytes)).toBe(twin.crc32(bytes));
    for (const cut of [0, 1, 63, 64, 1000, 4200]) {
      const before = kernels.crc32(bytes.subarray(0, cut));
      expect(kernels.crc32(bytes.subarray(cut), before)).toBe(twin.crc32(bytes));
      expect(twin.crc32(bytes.subarray(cut), before)).toBe(twin.crc32(bytes));
    }
    expect(kernels.crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
  });

  it("filtering NaN, which stays in its channel", () => {
    const input = floats(16 * 200, 100);
    input[100 * 16 + 5] = NaN;
    const expected = new Float32Array(input.length);
    const actual = new Float32Array(input.length);
    twin.sosfiltfilt(BAND_PASS, input, 16, 0, 200, expected);
    kernels.sosfiltfilt(BAND_PASS, input, 16, 0, 200, actual);
    expectClose(actual, expected, { atol: 1e-4 });
    expect(actual.reduce((n, v) => n + Number(Number.isNaN(v)), 0)).toBe(200);
  });

  it("subtracting medians and averages of groups, bit for bit in integers", () => {
    for (const dtype of SAMPLE_DTYPES) {
      for (const channels of CHANNELS) {
        for (const frames of FRAMES) compareReferences(kernels, dtype, channels, frames);
      }
    }
  });

  it("subtracting medians of constant, extreme, offset and special floats", () => {
    const kinds = ["constant", "offset", "few", "extreme", "special", "two", "uneven"] as const;
    for (const channels of [1, 2, 7, 64, 96, 97, 384]) {
      for (const kind of kinds) {
        const input = floats(channels * 70, 50, channels);
        for (let i = 0; i < input.length; i++) {
          if (kind === "constant") input[i] = -3.25;
          if (kind === "offset") input[i] = 4000 + input[i] / 64;
          if (kind === "few") input[i] = Math.round(input[i] / 30);
          if (kind === "extreme") input[i] = i % 3 === 0 ? 3.4e38 : i % 3 === 1 ? -3.4e38 : 1e-45;
          if (kind === "two") input[i] = i % 2 === 0 ? -1 : 1;
          if (kind === "uneven") input[i] *= 1e-3 ** (i % 3);
          if (kind === "special" && i % 97 === 0) input[i] = [NaN, Infinity, -Infinity][i % 3] ?? 0;
        }
        const groups = [Int32Array.from({ length: channels }, (_, i) => i)];
        const expected = new Float32Array(input.length);
        const actual = new Float32Array(input.length);
        twin.subtractReference(input, channels, "median", groups, expected);
        kernels.subtractReference(input, channels, "median", groups, actual);
        expectClose(actual, expected);
      }
    }
  });

  it("subtracting medians of int16 over its whole range", () => {
    const input = samples("int16", 64 * 100, 65000) as Int16Array;
    input.fill(-32768, 0, 64 * 3).fill(32767, 64 * 3, 64 * 6);
    const groups = [Int32Array.from({ length: 64 }, (_, i) => i)];
    const expected = new Int16Array(input.length);
    const actual = new Int16Array(input.length);
    twin.subtractReference(input, 64, "median", groups, expected);
    kernels.subtractReference(input, 64, "median", groups, actual);
    expect(actual).toEqual(expected);
  });

  it("shifting channels over every kind of length, faded at the ends, from shared memory", () => {
    // one, primes, powers, a square, products with primes of 7, 29, 31, 109 and 1009, a large prime
    const lengths = [1, 2, 3, 4, 31, 59, 64, 90, 961, 1000, 1001, 1090, 2697, 4096, 4036, 3203];
    for (const frames of lengths) {
      for (const channels of frames < 100 ? CHANNELS : [1, 17])
        compareShifts(kernels, channels, frames);
    }
    compareShifts(kernels, 385, 1200);
  });

  it("rounding shifted channels to integers, halves to even", () => {
    const channels = 20;
    for (const dtype of ["int16", "uint16", "int32", "int8"] as const) {
      const input = samples(dtype, channels * 300, 50);
      const shifts = Float64Array.from({ length: channels }, (_, c) => (c % 4) - 1.3 * (c % 3));
      const shift = { shifts, taper: new Float64Array(), firstFrame: 0, lastFrame: 300 };
      const expected = allocateSamples(dtype, input.length);
      const actual = allocateSamples(dtype, input.length);
      twin.shiftChannels(input, channels, shift, expected);
      kernels.shiftChannels(input, channels, shift, actual);
      expect(actual).toEqual(expected);
    }
  });

  it("shifting by nothing gives the samples back, by whole samples turns them round", () => {
    const input = samples("int16", 24 * 210, 300) as Int16Array;
    const out = new Int16Array(input.length);
    const shift = { taper: new Float64Array(), firstFrame: 0, lastFrame: 210 };
    kernels.shiftChannels(input, 24, { ...shift, shifts: new Float64Array(24) }, out);
    expect(out).toEqual(input);
    kernels.shiftChannels(input, 24, { ...shift, shifts: new Float64Array(24).fill(3) }, out);
    expect(out.subarray(3 * 24)).toEqual(input.subarray(0, 207 * 24));
    expect(out.subarray(0, 3 * 24)).toEqual(input.subarray(207 * 24));
  });

  it("a channel with NaN or infinity is lost to a shift, its neighbours are not", () => {
    const channels = 18;
    const input = floats(channels * 100, 50);
    const shifts = new Float64Array(channels).fill(0.4);
    const shift = { shifts, taper: new Float64Array(), firstFrame: 10, lastFrame: 90 };
    input[7 * channels + 2] = NaN;
    input[99 * channels + 17] = Infinity;
    const expected = new Float64Array(channels * 80);
    const actual = new Float64Array(channels * 80);
    twin.shiftChannels(input, channels, shift, expected);
    kernels.shiftChannels(input, channels, shift, actual);
    const lost = Array.from({ length: channels }, (_, c) => c === 2 || c === 17);
    expect(Array.from(actual.subarray(0, channels), Number.isNaN)).toEqual(lost);
    expectClose(actual, expected, { atol: 1e-7 });
  });

  it("subtracting local references, in place, with an empty and a shared set", () => {
    const channels = 20;
    const indices: number[] = [];
    const starts = Int32Array.from({ length: channels + 1 }, (_, c) => {
      const start = indices.length;
      for (let other = 0; other < channels; other++) {
        const near = Math.abs(other - (c - (c % 2))) < 5 && other !== c - (c % 2);
        if (c < channels && c !== 4 && near) indices.push(other);
      }
      return start;
    });
    const sets = { starts, indices: Int32Array.from(indices) };
    for (const dtype of ["int16", "float32", "int32"] as const) {
      for (const operator of ["median", "average"] as const) {
        const input = samples(dtype, channels * 77, 300);
        const expected = allocateSamples(dtype, input.length);
        twin.subtractLocalReference(input, channels, operator, sets, expected);
        kernels.subtractLocalReference(input, channels, operator, sets, input);
        expectClose(input, expected, dtype === "float32" ? { atol: 1e-4 } : {});
      }
    }
  });

  function expectSameMads(input: Float32Array, columns: number): void {
    const [medians, mads, expectedMedians, expectedMads] = Array.from(
      { length: 4 },
      () => new Float64Array(columns),
    ) as [Float64Array, Float64Array, Float64Array, Float64Array];
    twin.columnMads(input, columns, expectedMedians, expectedMads);
    kernels.columnMads(input, columns, medians, mads);
    expectClose(medians, expectedMedians);
    expectClose(mads, expectedMads);
  }

  it("medians and deviations of columns, with NaN, infinities, ties and no rows", () => {
    for (const columns of [1, 16, 17, 385]) {
      for (const rows of [0, 1, 2, 3, 100, 1001]) {
        const input = floats(columns * rows, 50, columns + rows);
        for (let i = 0; i < input.length; i += 3) input[i] = Math.round(input[i]);
        if (rows > 2 && columns > 5) input[columns * 2 + 3] = NaN;
        if (rows > 2) input.set([Infinity], 0);
        expectSameMads(input, columns);
      }
    }
  });

  it("medians of many rows: few values, all equal, rising, two heaps, a rare NaN", () => {
    const rows = 20_011;
    const shapes: readonly ((row: number, noise: number) => number)[] = [
      (_, noise) => Math.round(noise / 40),
      () => 7,
      (row) => row,
      (row) => (row % 2 === 0 ? -1e6 : 1e6),
      (_, noise) => noise,
      (row, noise) => (row === 777 ? NaN : noise),
      (row) => (row < rows / 2 ? 0 : row),
      (row, noise) => (row % 10 === 0 ? noise : 0),
    ];
    for (const columns of [16, 21]) {
      for (const count of [rows, rows - 1]) {
        const input = floats(columns * count, 50, columns);
        for (let i = 0; i < input.length; i++) {
          const shape = shapes[(i % columns) % shapes.length];
          input[i] = shape?.(Math.floor(i / columns), input[i] ?? 0) ?? 0;
        }
        expectSameMads(input, columns);
      }
    }
  });

  it("multiplying matrices of odd sizes", () => {
    for (const [m, k, n] of [
      [1, 1, 1],
      [13, 7, 5],
      [100, 385, 33],
      [31, 64, 64],
      [5, 0, 3],
    ] as const) {
      const a = floats(m * k, 1, 4);
      const b = floats(k * n, 1, 5);
      const expected = new Float32Array(m * n);
      const actual = shared(new Float32Array(m * n)) as Float32Array;
      twin.matmul(a, b, m, k, n, expected);
      kernels.matmul(shared(a) as Float32Array, b, m, k, n, actual);
      expectClose(actual, expected, { rtol: 1e-5, atol: 1e-5 });
    }
  });

  it("sliding products of columns with their taps, summed over terms", () => {
    for (const [frames, columns, terms, taps] of [
      [1, 1, 1, 1],
      [50, 37, 3, 11],
      [33, 20, 5, 8],
      [9, 64, 1, 30],
    ] as const) {
      const input = floats((frames + taps - 1) * columns * terms, 1, 4);
      const weights = floats(taps * columns * terms, 1, 5);
      const expected = new Float32Array(frames * columns);
      const actual = shared(new Float32Array(frames * columns)) as Float32Array;
      twin.correlateColumns(input, columns, weights, taps, expected);
      kernels.correlateColumns(shared(input) as Float32Array, columns, weights, taps, actual);
      expectClose(actual, expected, { rtol: 1e-5, atol: 1e-4 });
    }
  });

  it("applying a sparse matrix with an empty column to every number of frames", () => {
    const starts = Int32Array.of(0, 3, 3, 8, 9, 9, 10, 12, 15, 16);
    const indices = Int32Array.of(0, 5, 23, 1, 2, 3, 4, 5, 22, 0, 1, 17, 18, 19, 20, 21);
    const weights = floats(16, 1, 7);
    for (const frames of [1, 7, 31, 64, 65, 150]) {
      const input = floats(24 * frames, 100);
      const expected = new Float32Array(9 * frames);
      const actual = new Float32Array(9 * frames);
      twin.sparseMatmul(input, 24, { starts, indices, weights }, expected);
      kernels.sparseMatmul(input, 24, { starts, indices, weights }, actual);
      expectClose(actual, expected, { rtol: 1e-5, atol: 1e-4 });
    }
  });

  it("finding peaks of each sign with and without neighbours, ties and NaN included", () => {
    for (const channels of [1, 5, 64, 385]) {
      const traces = floats(channels * 500, 30, channels);
      for (let i = 0; i < traces.length; i++) traces[i] = Math.round(traces[i]); // ties
      for (let i = 7; i < traces.length; i += 501) traces[i] = NaN;
      const neighbours = ring(channels, 3);
      for (const sign of ["neg", "pos", "both"] as const) {
        for (const sweep of [0, 1, 4]) {
          for (const rows of [undefined, neighbours]) {
            const thresholds = new Float32Array(channels).fill(20);
            const scan = { numChannels: channels, thresholds, sign, sweep, neighbours: rows };
            const range = { firstFrame: 3, lastFrame: 500 };
            const [a, b, c, d] = [0, 0, 0, 0].map(() => new Int32Array(channels * 500));
            if (!a || !b || !c || !d) continue;
            const expected = twin.scanPeaks(traces, { ...scan, ...range }, a, b);
            expect(kernels.scanPeaks(traces, { ...scan, ...range }, c, d)).toBe(expected);
            expect(expected).toBeGreaterThan(0);
            expect(c).toEqual(a);
            expect(d).toEqual(b);
          }
        }
      }
    }
  });

  it("smallest and largest per bin, with more bins than frames and NaN", () => {
    for (const channels of [1, 64, 100, 385]) {
      const input = floats(channels * 97, 30, channels);
      for (let i = 0; i < input.length; i += 11) input[i] = NaN;
      for (const bins of [1, 10, 96, 97, 200]) {
        const expected = new Float32Array(bins * channels * 2);
        const actual = new Float32Array(bins * channels * 2);
        twin.minMax(input, channels, bins, expected);
        kernels.minMax(input, channels, bins, actual);
        expect(Array.from(actual)).toEqual(Array.from(expected));
      }
    }
  });
});

function ring(channels: number, reach: number): { starts: Int32Array; indices: Int32Array } {
  const size = Math.min(channels, 2 * reach + 1);
  return {
    starts: Int32Array.from({ length: channels + 1 }, (_, c) => c * size),
    indices: Int32Array.from(
      { length: channels * size },
      (_, i) => (Math.floor(i / size) + (i % size)) % channels,
    ),
  };
}

function compareShifts(kernels: Kernels, channels: number, frames: number): void {
  const random = generator(frames);
  const shift = {
    shifts: Float64Array.from({ length: channels }, (_, c) => (c % 5 === 4 ? 0 : random() * 4 - 2)),
    taper: Float64Array.from({ length: Math.ceil(frames / 3) }, (_, i) => (3 * i) / frames),
    firstFrame: Math.floor(frames / 7),
    lastFrame: frames - Math.floor(frames / 5),
  };
  const length = (shift.lastFrame - shift.firstFrame) * channels;
  for (const dtype of ["int16", "float32", "float64"] as const) {
    const input = samples(dtype, channels * frames, 400, frames);
    const expected = new Float64Array(length);
    const actual = shared(new Float64Array(length));
    twin.shiftChannels(input, channels, shift, expected);
    kernels.shiftChannels(shared(input), channels, shift, actual);
    expectClose(actual, expected, { atol: 4e-7 }); // 1e-9 of the largest sample
  }
}

function compareReferences(
  kernels: Kernels,
  dtype: SampleDType,
  channels: number,
  frames: number,
): void {
  const input = samples(dtype, channels * frames, 120, channels + frames);
  const all = Int32Array.from({ length: channels }, (_, i) => i);
  const split = [all.filter((i) => i % 3 === 0), all.filter((i) => i % 3 === 1)];
  for (const groups of [[all], split]) {
    for (const operator of ["median", "average"] as const) {
      for (const out of [dtype, "float32", "int16"] as const) {
        const expected = allocateSamples(out, input.length);
        const actual = shared(allocateSamples(out, input.length));
        twin.subtractReference(input, channels, operator, groups, expected);
        kernels.subtractReference(shared(input), channels, operator, groups, actual);
        expectClose(
          actual,
          expected,
          operator === "average" && out === "float32" ? { atol: 1e-4 } : {},
        );
      }
    }
  }
}
