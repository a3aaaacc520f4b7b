import { describe, expect, it } from "vitest";
import { Pcg64, SeedSequence } from "#core/array/index.ts";
import { typescriptKernels as twin, type Tridiagonal } from "#core/kernels/index.ts";
import { allocateSamples, EphysError, SAMPLE_DTYPES } from "#core/model/index.ts";
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

  it("adding correlograms of few and of many units, beyond 2^31 and across long gaps", () => {
    const random = generator(11);
    const draw = (bound: number): number => Math.floor((random() + 0.5) * bound);
    for (const { numSpikes, numUnits, binFrames, numHalfBins } of [
      { numSpikes: 0, numUnits: 3, binFrames: 5, numHalfBins: 4 },
      { numSpikes: 1, numUnits: 1, binFrames: 1, numHalfBins: 1 },
      { numSpikes: 800, numUnits: 1, binFrames: 7, numHalfBins: 9 },
      { numSpikes: 2000, numUnits: 6, binFrames: 30, numHalfBins: 25 },
      { numSpikes: 2000, numUnits: 100, binFrames: 3, numHalfBins: 25 }, // not all counters at once
      { numSpikes: 300, numUnits: 2, binFrames: 700, numHalfBins: 1 },
    ]) {
      for (const first of [-50, 0, 2 ** 31 - 900, 2 ** 45]) {
        const units = Int32Array.from({ length: numSpikes }, () => draw(Math.max(1, numUnits - 1)));
        let frame = first;
        const samples = Float64Array.from(units, (_, i) => {
          frame += i % 500 === 499 ? 2 ** 32 + draw(2) : draw(9);
          return frame;
        });
        const [expected, actual] = [twin, kernels].map((own) => {
          const counts = new Float64Array(numUnits * numUnits * 2 * numHalfBins).fill(2);
          own.addCorrelograms(samples, units, { numUnits, binFrames, numHalfBins }, counts);
          return counts;
        });
        expect(actual).toEqual(expected);
        expect(expected.some((count) => count > 2)).toBe(numSpikes > 1);
      }
    }
  });

  it("adding correlograms of frames with fractions, which are dropped", () => {
    const samples = Float64Array.of(-1.5, -0.5, 0.5, 1.9, 2, 4.7);
    const [expected, actual] = [twin, kernels].map((own) => {
      const counts = new Float64Array(6);
      const shape = { numUnits: 1, binFrames: 2, numHalfBins: 3 };
      own.addCorrelograms(samples, new Int32Array(6), shape, counts);
      return counts;
    });
    expect(actual).toEqual(expected);
  });

  it.each([
    ["a unit that is none", [1, 2], [0, 2], 24],
    ["a negative unit", [1, 2], [0, -1], 24],
    ["spikes out of order", [2, 1], [0, 1], 24],
    ["no frames", [1, NaN], [0, 1], 24],
    ["endless frames", [1, Infinity], [0, 1], 24],
    ["fewer units than spikes", [1, 2], [0], 24],
    ["too few counts", [1, 2], [0, 1], 23],
  ])("refusing correlograms of %s", (_, samples, units, length) => {
    const shape = { numUnits: 2, binFrames: 5, numHalfBins: 3 };
    for (const own of [twin, kernels]) {
      const counts = new Float64Array(length);
      expect(() => {
        own.addCorrelograms(Float64Array.from(samples), Int32Array.from(units), shape, counts);
      }).toThrow(EphysError);
      expect(counts.every((count) => count === 0)).toBe(true);
    }
  });

  it("counting the intervals of units, the longest one included", () => {
    const starts = Float64Array.of(0, 0, 1, 400, 900, 900, 1500); // 3 units in 2 segments
    const samples = new Float64Array(1500);
    for (let g = 0; g + 1 < starts.length; g++) {
      for (let i = starts[g] + 1, at = 0; i < starts[g + 1]; i++) samples[i] = at += (i * 37) % 95;
    }
    for (const [binFrames, numBins] of [
      [1, 90],
      [30, 3],
      [7, 5],
    ]) {
      const [expected, actual] = [twin, kernels].map((k) => {
        const counts = new Float64Array(3 * numBins).fill(2);
        k.countIntervals(samples, starts, 2, binFrames, numBins, counts);
        return counts;
      });
      expect(actual).toEqual(expected);
      expect(expected[numBins - 1]).toBe(2); // no unit of the first group has two spikes
      expect(expected.at(-1)).toBeGreaterThan(2);
    }
    expect(() => {
      kernels.countIntervals(samples, Float64Array.of(0, 1501), 1, 1, 1, new Float64Array(1));
    }).toThrow(/not among the spikes/);
  });

  it("choosing rows of units, the generator's state included", () => {
    // few, all, one, none, and so many that NumPy shuffles; rows of units lie among each other
    const counts = [700, 3, 1, 0, 12_000, 30_000];
    const starts = new Float64Array(counts.length + 1);
    for (const [unit, count] of counts.entries()) starts[unit + 1] = starts[unit] + count;
    const total = starts[counts.length];
    const rows = new Uint32Array(total);
    for (const [unit] of counts.entries()) {
      for (let i = starts[unit]; i < starts[unit + 1]; i++) rows[i] = (i - starts[unit]) * 6 + unit;
    }
    for (const most of [0, 1, 500, 2000, 40_000]) {
      const [expected, actual] = [twin, kernels].map((k) => {
        const { state } = new Pcg64(new SeedSequence(most));
        const marks = new Uint8Array(180_000);
        k.markChoices(state, rows, starts, most, marks);
        return { state, marks };
      });
      expect(actual).toEqual(expected);
      if (most === 0) expect(expected.marks.every((mark) => mark === 0)).toBe(true);
    }
    const beyond = (): void => {
      const { state } = new Pcg64(new SeedSequence(0));
      kernels.markChoices(state, rows, starts, 1, new Uint8Array(100));
    };
    expect(beyond).toThrow(/have no mark/);
  });

  it("finding the nearest points, equal ones by position", () => {
    for (const [points, features] of [
      [2, 1],
      [13, 3],
      [64, 40],
      [300, 17],
      [517, 5],
    ]) {
      const values = doubles(points * features, 30, points);
      // some points twice, far from the centre, and whole numbers with many equal distances
      if (points > 20) values.copyWithin(9 * features, 4 * features, 7 * features);
      const shifted = values.map((value) => value + 1e5);
      for (const own of [values, shifted, values.map((value) => Math.round(value / 10))]) {
        for (const withSelf of [true, false]) {
          for (const count of [1, 5, 12]) {
            if (count > (withSelf ? points : points - 1)) continue;
            const [expected, actual] = [0, 1].map(() => new Int32Array(points * count));
            expect(twin.nearestPoints(own, features, count, withSelf, expected)).toBe(true);
            expect(kernels.nearestPoints(own, features, count, withSelf, actual)).toBe(true);
            expect(actual).toEqual(expected);
          }
        }
      }
    }
  });

  it("finding the nearest of more points than a row lists, all in one place", () => {
    const values = new Float64Array(700 * 3).fill(2);
    const [expected, actual] = [0, 1].map(() => new Int32Array(700 * 4));
    twin.nearestPoints(values, 3, 4, false, expected);
    kernels.nearestPoints(values, 3, 4, false, actual);
    expect(actual).toEqual(expected);
    expect([...actual.subarray(0, 8)]).toEqual([1, 2, 3, 4, 0, 2, 3, 4]);
  });

  it("saying that points are not finite", () => {
    for (const value of [NaN, Infinity]) {
      const values = doubles(90, 10);
      values[31] = value;
      expect(twin.nearestPoints(values, 3, 2, true, new Int32Array(60))).toBe(false);
      expect(kernels.nearestPoints(values, 3, 2, true, new Int32Array(60))).toBe(false);
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

  it("summing pieces of every dtype, with and without weights", () => {
    const numChannels = 90;
    const pieces = {
      numChannels,
      starts: Int32Array.of(0, 3, 19, 5, 20),
      ends: Int32Array.of(20, 11, 20, 5, 20),
      channels: {
        starts: Int32Array.of(0, 90, 93, 94, 96, 96),
        // all in a row, some with a gap, one alone, of no frames
        indices: Int32Array.of(...positions(90, 90).keys(), 2, 3, 7, 89, 0, 1),
      },
    };
    for (const dtype of SAMPLE_DTYPES) {
      const traces = allocateSamples(dtype, 20 * numChannels);
      for (let k = 0; k < traces.length; k++) traces[k] = (k * 37) % 113;
      for (const weights of [undefined, doubles(numChannels, 3, 5)]) {
        const [expected, actual] = [new Float64Array(5), new Float64Array(5)];
        twin.sumPieces(traces, { ...pieces, weights }, expected);
        kernels.sumPieces(traces, { ...pieces, weights }, actual);
        expect(actual).toEqual(expected);
        expect(expected[0]).not.toBe(0);
        expect(expected[4]).toBe(0);
      }
    }
    const beyond = { ...pieces, ends: Int32Array.of(20, 11, 21, 5, 20), weights: undefined };
    const traces = new Float32Array(20 * numChannels);
    expect(() => kernels.sumPieces(traces, beyond, new Float64Array(5))).toThrow();
  });

  it("wishing for large pages changes nothing", () => {
    const values = doubles(600_000, 3);
    const before = values.slice();
    kernels.largePages(values);
    twin.largePages(values);
    expect(values).toEqual(before);
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
      kernels.nearestPoints(new Float64Array(9), 3, 3, false, new Int32Array(9));
    }).toThrow(/3 points do not have 3 neighbours each/);
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
