import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { bidiagonalSvd } from "./bidiagonal-svd.ts";
import { scatteredInterpolator } from "./scattered.ts";
import { triangulate } from "./triangulation.ts";

const place = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 60 }));
const places = fc.uniqueArray(place, { minLength: 4, maxLength: 40, selector: String });

/** Twice the area of a triangle of points. */
function area(p: Float64Array, a: number, b: number, c: number): number {
  const at = (i: number): number => p[i] ?? NaN;
  return (
    (at(2 * b) - at(2 * a)) * (at(2 * c + 1) - at(2 * a + 1)) -
    (at(2 * b + 1) - at(2 * a + 1)) * (at(2 * c) - at(2 * a))
  );
}

function hullArea(points: readonly (readonly [number, number])[]): number {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (list: readonly (readonly [number, number])[]): (readonly [number, number])[] => {
    const out: (readonly [number, number])[] = [];
    for (const p of list) {
      for (;;) {
        const [b, a] = [out.at(-1), out.at(-2)];
        if (!a || !b) break;
        if ((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) > 0) break;
        out.pop();
      }
      out.push(p);
    }
    return out.slice(0, -1);
  };
  const hull = [...half(sorted), ...half([...sorted].reverse())];
  return hull.reduce((sum, [x, y], i) => {
    const [nx, ny] = hull[(i + 1) % hull.length] ?? [x, y];
    return sum + x * ny - nx * y;
  }, 0);
}

describe("triangulation", () => {
  property.prop([places])("covers the hull once, whatever lies on one circle or line", (points) => {
    const flat = Float64Array.from(points.flat());
    const whole = hullArea(points);
    if (whole === 0) {
      expect(() => triangulate(flat)).toThrow(
        expect.objectContaining({ code: "InvalidParameter" }),
      );
      return;
    }
    const { triangles } = triangulate(flat);
    let sum = 0;
    for (let t = 0; t < triangles.length; t += 3) {
      const [a = 0, b = 0, c = 0] = triangles.subarray(t, t + 3);
      expect(area(flat, a, b, c)).toBeGreaterThan(0);
      sum += area(flat, a, b, c);
    }
    expect(sum).toBe(whole);
  });

  property.prop([places, fc.double({ min: -3, max: 3, noNaN: true })])(
    "linear and cubic interpolation keep a plane, and values at the points",
    (points, slope) => {
      if (hullArea(points) === 0) return;
      const source = Float64Array.from(points.flat());
      const values = Float64Array.from(points, ([x, y]) => slope * x - 2 * y + 5);
      const centre = [0, 1].map((k) => points.reduce((s, p) => s + (p[k] ?? 0), 0) / points.length);
      const target = Float64Array.from([...source, ...centre]);
      const expected = [...values, slope * (centre[0] ?? 0) - 2 * (centre[1] ?? 0) + 5];
      for (const method of ["linear", "cubic"] as const) {
        const out = new Float64Array(target.length / 2);
        scatteredInterpolator(source, target, method)(values, out);
        for (const [i, x] of out.entries())
          expect(Math.abs(x - (expected[i] ?? NaN))).toBeLessThan(1e-3);
      }
    },
  );
});

describe("singular values", () => {
  property.prop([
    fc.integer({ min: 1, max: 12 }),
    fc.array(fc.integer({ min: -9000, max: 9000 }), { minLength: 144, maxLength: 144 }),
  ])("u · diag(s) · vt is the matrix, s descends", (n, numbers) => {
    const matrix = Float64Array.from(numbers.slice(0, n * n), (x) => x / 1000);
    const { u, s, vt } = bidiagonalSvd(matrix, n);
    for (let i = 1; i < n; i++) expect(s[i - 1]).toBeGreaterThanOrEqual(s[i] ?? NaN);
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < n; k++) {
        let sum = 0;
        for (let m = 0; m < n; m++) sum += (u[i * n + m] ?? 0) * (s[m] ?? 0) * (vt[m * n + k] ?? 0);
        expect(Math.abs(sum - (matrix[i * n + k] ?? NaN))).toBeLessThan(1e-10);
      }
    }
  });

  test("a diagonal matrix keeps its values, sorted and positive", () => {
    const { s } = bidiagonalSvd(Float64Array.of(1, 0, 0, 0, -3, 0, 0, 0, 2), 3);
    expect([...s]).toEqual([3, 2, 1]);
  });
});
