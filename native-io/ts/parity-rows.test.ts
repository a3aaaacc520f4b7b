import { describe, expect, it } from "vitest";
import { typescriptKernels as twin, type Tridiagonal } from "#core/kernels/index.ts";
import { allocateSamples, SAMPLE_DTYPES } from "#core/model/index.ts";
import { availableLevels, kernelsAtLevel } from "#native/index.ts";
import { expectClose } from "#test/support/close.ts";

const LEVELS = availableLevels().filter((level) => level !== "typescript");

/** Numbers that repeat on every run: a 32-bit multiplicative generator. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296 - 0.5;
  };
}

function floats(length: number, spread = 1, seed = 1): Float32Array {
  const random = generator(seed);
  return Float32Array.from({ length }, () => random() * spread);
}

function doubles(length: number, spread = 1, seed = 1): Float64Array {
  const random = generator(seed);
  return Float64Array.from({ length }, () => random() * spread);
}

function positions(length: number, bound: number): Int32Array {
  return Int32Array.from({ length }, (_, i) => (i * 7 + 3) % bound);
}

const WIDTHS = [1, 2, 7, 12, 16, 17, 50, 90];

describe.each(LEVELS)("rows of spikes, %s as in TypeScript:", (level) => {
  const kernels = kernelsAtLevel(level);

  it("counting pairs of spikes in whole frames and beyond 2^31", () => {
    const random = generator(5);
    let frame = 0;
    const times = Array.from({ length: 3000 }, () => (frame += Math.floor((random() + 0.5) * 9)));
    const units = Uint32Array.from(times, () => Math.floor((random() + 0.5) * 5));
    const rows = Uint32Array.from(units.keys()).filter((row) => units[row] === 2);
    for (const frames of [Int32Array.from(times), Float64Array.from(times, (t) => t + 2 ** 33)]) {
      for (const [binFrames, numHalfBins] of [
        [1000, 13], // more pairs than a short counter holds
        [1, 1],
        [4, 10],
        [30, 25],
      ] as const) {
        const pairs = { frames, units, numUnits: 5, rows, binFrames, numHalfBins };
        const counts = [twin, kernels].map((own) => {
          const below = new Int32Array(5 * numHalfBins);
          const exact = new Int32Array(5 * (numHalfBins + 1));
          own.countPairs(pairs, below, exact);
          return { below, exact };
        });
        expect(counts[1]).toEqual(counts[0]);
        expect(Math.max(...(counts[0]?.exact ?? []))).toBeGreaterThan(0);
      }
    }
  });

  it("finding the smallest values of rows and where values are below a limit, ties and NaN included", () => {
    for (const columns of [1, 5, 31, 64, 200, 513]) {
      const rows = 9;
      const values = floats(rows * columns, 40, columns).map(Math.round);
      for (let i = 4; i < values.length; i += 37) values[i] = NaN;
      values[3] = -0;
      const left = Int32Array.from({ length: rows }, (_, r) => (r % 3 === 0 ? -1 : r % columns));
      for (const count of [1, 4, 9]) {
        const expected = new Float32Array(rows);
        const actual = new Float32Array(rows);
        twin.smallestOfRows(values, columns, count, left, expected);
        kernels.smallestOfRows(values, columns, count, left, actual);
        expect(actual).toEqual(expected);
        // a limit between two floats, one that is a float, none at all
        const limits = Float64Array.from(expected, (value, r) => value + [1e-12, 0, -1e-12][r % 3]);
        limits[rows - 1] = Infinity;
        limits[0] = -1e-60;
        const found = [twin, kernels].map((own) => {
          const starts = new Int32Array(rows + 1);
          const below = new Int32Array(20).fill(-1);
          const number = own.positionsBelow(values, columns, limits, left, starts, below);
          return { number, starts, below };
        });
        expect(found[1]).toEqual(found[0]);
      }
    }
  });

  it("summing products of rows around a centre", () => {
    for (const width of WIDTHS) {
      const values = doubles(130 * width, 100, width);
      const centre = doubles(width, 10, 3);
      for (const rows of [undefined, positions(61, 130), new Int32Array(0)]) {
        const expected = new Float64Array(width * width);
        const actual = new Float64Array(width * width).fill(7);
        twin.centredGram(values, width, rows, centre, expected);
        kernels.centredGram(values, width, rows, centre, actual);
        expectClose(actual, expected, { rtol: 1e-12, atol: 1e-7 });
      }
    }
  });

  it("reducing a symmetric matrix to three diagonals", () => {
    for (const n of [1, 2, 3, 8, 9, 17, 90]) {
      const matrix = new Float64Array(n * n);
      twin.centredGram(doubles(2 * n * n), n, undefined, new Float64Array(n), matrix);
      if (n > 8) for (let i = 0; i < n; i++) matrix[i * n + 3] = matrix[3 * n + i] = 0; // stands alone
      for (const k of [twin, kernels]) {
        const reflections = Math.max(0, n - 2);
        const out = {
          diagonal: new Float64Array(n).fill(7),
          beside: new Float64Array(n).fill(7),
          reflectors: new Float64Array(reflections * n).fill(7),
          factors: new Float64Array(reflections).fill(7),
        };
        k.tridiagonal(matrix, out);
        expectClose(undone(out), matrix, { atol: 1e-14 * n * Math.max(0, ...matrix) });
      }
    }
  });

  it("cutting pieces out of the traces", () => {
    const numChannels = 9;
    const channels = {
      starts: Int32Array.of(0, 3, 3, 12),
      indices: Int32Array.of(8, 0, 4, 0, 1, 2, 3, 4, 5, 6, 7, 8),
    };
    const cut = { numChannels, channels, numSamples: 5, width: 10 };
    const starts = Int32Array.of(0, 15, 3, 3);
    const sets = Int32Array.of(2, 0, 1, 2);
    for (const dtype of SAMPLE_DTYPES) {
      const traces = allocateSamples(dtype, 180);
      for (let k = 0; k < 180; k++) traces[k] = k;
      const expected = allocateSamples(dtype, 200);
      const actual = allocateSamples(dtype, 200);
      twin.cutRows(traces, { ...cut, starts, sets }, expected);
      kernels.cutRows(traces, { ...cut, starts, sets }, actual);
      expect(actual).toEqual(expected);
      expect(expected[1]).toBe(traces[1]);
    }
    const outside = { ...cut, starts: Int32Array.of(16), sets: Int32Array.of(0) };
    const traces = new Float32Array(180);
    expect(() => kernels.cutRows(traces, outside, new Float32Array(50))).toThrow();
  });

  it("taking columns of pieces of every dtype", () => {
    const take = {
      ...{ numSamples: 5, width: 7, rows: Int32Array.of(2, 0, 3), columns: Int32Array.of(6, 0, 3) },
      starts: Float64Array.of(16, 0, 40),
    };
    for (const dtype of SAMPLE_DTYPES) {
      const pieces = allocateSamples(dtype, 4 * 35);
      for (let k = 0; k < pieces.length; k++) pieces[k] = k % 120;
      const [expected, actual] = [new Float64Array(56), new Float64Array(56)];
      twin.takeColumns(pieces, take, expected);
      kernels.takeColumns(pieces, take, actual);
      expect(actual).toEqual(expected);
      expect(expected[16]).toBe(pieces[2 * 35 + 6]);
    }
    const short = new Float64Array(54);
    const outside = { ...take, rows: Int32Array.of(4) };
    expect(() => kernels.takeColumns(new Float32Array(140), take, short)).toThrow();
    expect(() => kernels.takeColumns(new Float32Array(140), outside, short)).toThrow();
  });

  it("measuring rows by a matrix, and projecting them on components", () => {
    for (const width of WIDTHS) {
      const values = doubles(40 * width, 100, width);
      const centre = doubles(width, 10, 3);
      const matrix = new Float64Array(width * width);
      twin.centredGram(values, width, undefined, centre, matrix);
      const rows = positions(25, 40);
      const expected = new Float64Array(25);
      const actual = new Float64Array(25);
      twin.quadraticForms(values, width, rows, centre, matrix, expected);
      kernels.quadraticForms(values, width, rows, centre, matrix, actual);
      expectClose(actual, expected, { rtol: 1e-11 });
      const model = {
        mean: centre,
        components: doubles(3 * width),
        scale: Float64Array.of(1, 2, 0.5),
      };
      const expectedScores = new Float32Array(120);
      const actualScores = new Float32Array(120);
      twin.projectRows(values, model, expectedScores);
      kernels.projectRows(values, model, actualScores);
      expectClose(actualScores, expectedScores, { rtol: 1e-6, atol: 1e-5 });
    }
  });

  it("averaging rows in single precision", () => {
    for (const size of [1, 15, 300, 513]) {
      const values = floats(50 * size, 100, size);
      const rows = positions(33, 50);
      const [a, b, c, d] = Array.from({ length: 4 }, () => new Float32Array(size));
      twin.meanAndSpread(values, size, rows, a, b);
      kernels.meanAndSpread(values, size, rows, c, d);
      expect([c, d]).toEqual([a, b]);
      kernels.meanAndSpread(values, size, rows, c, undefined);
      expect(c).toEqual(a);
    }
  });

  it("adding samples of every type", () => {
    for (const dtype of SAMPLE_DTYPES) {
      const values = allocateSamples(dtype, 77);
      for (let i = 0; i < values.length; i++) values[i] = (i * 7919) % 251;
      const [a, b] = [floats(77, 1000, 3), floats(77, 1000, 3)];
      twin.addInto(values, a);
      kernels.addInto(values, b);
      expect(b).toEqual(a);
      expect(b).not.toEqual(floats(77, 1000, 3));
    }
  });

  it("summing over boxcars", () => {
    const values = doubles(2000, 30).map(Math.abs);
    for (const size of [1, 15, 16, 31, 32, 47, 250]) {
      const starts = positions(90, 2000 - size);
      const expected = new Float64Array(90);
      const actual = new Float64Array(90);
      twin.fusedDots(values, starts, size, 1 / size, expected);
      kernels.fusedDots(values, starts, size, 1 / size, actual);
      expectClose(actual, expected, { rtol: 4e-16 });
    }
  });

  it("refusing what does not fit", () => {
    const values = new Float32Array(10);
    expect(() => {
      kernels.meanAndSpread(values, 5, Int32Array.of(2), new Float32Array(5), undefined);
    }).toThrow(/row 2 is not one of 2/);
    expect(() => {
      kernels.fusedDots(new Float64Array(4), Int32Array.of(1), 4, 1, new Float64Array(1));
    }).toThrow(/start 1 is not one of 1/);
    expect(() => {
      kernels.smallestOfRows(values, 3, 1, new Int32Array(3), new Float32Array(3));
    }).toThrow(/no multiple of 3/);
  });
});

/** The matrix that was reduced: the reflections from both sides of the three diagonals. */
function undone({ diagonal, beside, reflectors, factors }: Tridiagonal): Float64Array {
  const n = diagonal.length;
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    out[i * n + i] = diagonal[i];
    if (i + 1 < n) out[i * n + i + 1] = out[(i + 1) * n + i] = beside[i];
  }
  for (let k = factors.length - 1; k >= 0; k--) {
    const v = reflectors.subarray(k * n, (k + 1) * n);
    for (const [step, line] of [
      [1, n],
      [n, 1],
    ] as const) {
      for (let a = 0; a < n; a++) {
        let along = 0;
        for (let b = 0; b < n; b++) along += v[b] * out[a * line + b * step];
        for (let b = 0; b < n; b++) out[a * line + b * step] -= factors[k] * along * v[b];
      }
    }
  }
  return out;
}
