import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  centerOfMass,
  enforceDecrease,
  locateOnGrid,
  monopolarTriangulation,
  MONOPOLAR_OPTIMIZERS,
  radialOrderParents,
  templateGrid,
} from "./index.ts";
import { minimizeInBox } from "./bounded-quasi-newton.ts";
import { smallSvd } from "./small-svd.ts";

/** Two columns of eight contacts, 20 um apart. */
const contacts = Float64Array.from({ length: 32 }, (_, k) =>
  k % 2 === 0 ? 32 * (Math.floor(k / 2) % 2) : 20 * Math.floor(k / 4),
);

/** Amplitudes of a source at a place. */
function amplitudesAt(x: number, y: number, z: number, alpha: number): Float64Array {
  return Float64Array.from(
    { length: contacts.length / 2 },
    (_, c) => alpha / Math.hypot(x - contacts[2 * c], y - contacts[2 * c + 1], z),
  );
}

describe("monopolar triangulation", () => {
  it("finds a source that the amplitudes come from", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -15, max: 45, noNaN: true }),
        fc.double({ min: 20, max: 120, noNaN: true }),
        // nearer to a contact SciPy gives up too
        fc.double({ min: 15, max: 60, noNaN: true }),
        (x, y, z) => {
          const amplitudes = amplitudesAt(x, y, z, 2000);
          const found = monopolarTriangulation(amplitudes, contacts, 1000, "least_square");
          expect(Math.hypot(found.x - x, found.y - y, found.z - z)).toBeLessThan(1);
          expect(found.alpha).toBeCloseTo(2000, -2);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("with the logarithmic penalty lies near and off the plane", () => {
    const found = monopolarTriangulation(
      amplitudesAt(10, 70, 25, 2000),
      contacts,
      150,
      "minimize_with_log_penality",
    );
    expect(Math.hypot(found.x - 10, found.y - 70)).toBeLessThan(2);
    expect(found.z).toBeGreaterThan(15);
  });

  it.each(MONOPOLAR_OPTIMIZERS)("has no answer for a silent unit (%s)", (optimizer) => {
    const found = monopolarTriangulation(new Float64Array(16), contacts, 150, optimizer);
    expect([found.x, found.y, found.z, found.alpha]).toEqual([NaN, NaN, NaN, NaN]);
  });

  it.each(MONOPOLAR_OPTIMIZERS)("moves with the probe (%s)", (optimizer) => {
    const amplitudes = amplitudesAt(10, 70, 25, 2000);
    const here = monopolarTriangulation(amplitudes, contacts, 150, optimizer);
    const moved = contacts.map((v, k) => (k % 2 === 0 ? v + 512 : v - 256));
    const there = monopolarTriangulation(amplitudes, moved, 150, optimizer);
    expect(there.x - here.x).toBeCloseTo(512, 0);
    expect(there.y - here.y).toBeCloseTo(-256, 0);
  });
});

describe("other locations", () => {
  it("are the mean of contacts for the centre of mass", () => {
    expect(centerOfMass([1, 1], Float64Array.of(0, 0, 10, 20))).toEqual({ x: 5, y: 10 });
  });

  it("lie where amplitudes fall off from, on the grid", () => {
    const grid = templateGrid(contacts, { weights: { mode: "gaussian_2d" } });
    const products = Float64Array.from({ length: 16 }, (_, c) =>
      Math.exp(-((16 - contacts[2 * c]) ** 2 + (70 - contacts[2 * c + 1]) ** 2) / 800),
    );
    const { x, y } = locateOnGrid(grid, products, 6, 5);
    expect(Math.hypot(x - 16, y - 70)).toBeLessThan(5);
  });
});

describe("radial order", () => {
  it("leaves amplitudes that fall already and lowers those that rise again", () => {
    const all = Array.from({ length: 16 }, () => Int32Array.from({ length: 16 }, (_, c) => c));
    const parents = radialOrderParents(contacts, 2, all)[0] ?? [];
    const falling = amplitudesAt(contacts[0], contacts[1], 10, 100);
    const kept = Float64Array.from(falling);
    enforceDecrease(kept, parents);
    expect([...kept]).toEqual([...falling]);
    const rising = Float64Array.from(falling);
    rising[15] = 1000;
    enforceDecrease(rising, parents);
    expect(rising[15]).toBeLessThan(10);
  });
});

describe("the solvers", () => {
  it("stop at the bound where the minimum lies outside the box", () => {
    const found = minimizeInBox(
      (x, gradient) => {
        gradient[0] = 2 * (x[0] - 5);
        gradient[1] = 2 * (x[1] + 1);
        return (x[0] - 5) ** 2 + (x[1] + 1) ** 2;
      },
      Float64Array.of(0, 0),
      { lower: Float64Array.of(-1, -3), upper: Float64Array.of(2, 3) },
    );
    expect(found[0]).toBe(2);
    expect(found[1]).toBeCloseTo(-1, 5);
  });

  it("decompose a matrix so that its parts make it again", () => {
    const matrix = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 10);
    const { values, vectors, projected } = smallSvd(matrix.slice(), 3, Float64Array.of(1, 0, 0));
    // ‖A v‖ is the singular value of each right vector
    for (let k = 0; k < 3; k++) {
      let sum = 0;
      for (let i = 0; i < 3; i++) {
        const row = [0, 1, 2].reduce((s, j) => s + matrix[3 * i + j] * vectors[3 * j + k], 0);
        sum += row * row;
      }
      expect(Math.sqrt(sum)).toBeCloseTo(values[k], 10);
    }
    expect(Math.hypot(...projected)).toBeCloseTo(1, 10);
  });
});
