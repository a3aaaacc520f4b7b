import { EphysError } from "#core/model/index.ts";

/*
 * Delaunay triangulation of points in the plane by growing triangles from a hull edge: each open edge takes the point
 * whose circle through the edge holds no other point. O(triangles × points). Four points on one circle may be cut
 * either way; a tiny lift by position in the list decides, so that all triangles agree (the reference's choice in such
 * places follows its own order of insertion).
 */

export interface Triangulation {
  /** [point × 2] */
  readonly points: Float64Array;
  /** [triangle × 3], counter-clockwise */
  readonly triangles: Int32Array;
  /** [triangle × 3]: the triangle across the edge opposite each vertex, −1 at the hull */
  readonly neighbours: Int32Array;
}

/** @throws InvalidParameter for fewer than three points, points twice, or all on one line */
export function triangulate(points: Float64Array): Triangulation {
  const n = points.length / 2;
  const heights = liftedHeights(points);
  const triangles: number[] = [];
  const owner = new Map<number, number>();
  const open = [firstHullEdge(points)];
  while (open.length > 0) {
    const [a, b] = open.pop() ?? [0, 0];
    if (owner.has(a * n + b)) continue;
    const c = apexOf(points, heights, a, b);
    if (c < 0) continue;
    const index = triangles.length / 3;
    triangles.push(a, b, c);
    for (const [from, to] of [
      [a, b],
      [b, c],
      [c, a],
    ] as const) {
      owner.set(from * n + to, index);
      if (!owner.has(to * n + from)) open.push([to, from]);
    }
  }
  if (triangles.length === 0) {
    throw new EphysError(
      "InvalidParameter",
      `${String(n)} points that lie on one line or twice at one place cannot be interpolated between`,
    );
  }
  const neighbours = new Int32Array(triangles.length);
  for (let t = 0; t < triangles.length; t += 3) {
    for (let k = 0; k < 3; k++) {
      const from = triangles[t + ((k + 1) % 3)];
      const to = triangles[t + ((k + 2) % 3)];
      neighbours[t + k] = owner.get(to * n + from) ?? -1;
    }
  }
  return { points, triangles: Int32Array.from(triangles), neighbours };
}

/** Heights of the points on a paraboloid around their middle, each raised by a little of its own. */
function liftedHeights(points: Float64Array): Float64Array {
  const n = points.length / 2;
  let [x0, y0] = [0, 0];
  for (let i = 0; i < n; i++) {
    x0 += points[2 * i] / n;
    y0 += points[2 * i + 1] / n;
  }
  const heights = Float64Array.from(
    { length: n },
    (_, i) => (points[2 * i] - x0) ** 2 + (points[2 * i + 1] - y0) ** 2,
  );
  const largest = heights.reduce((max, h) => Math.max(max, h), 0);
  return heights.map((h, i) => h + (largest * 1e-10 * (i + 1)) / n);
}

/** Twice the signed area: positive when c lies left of a → b. */
function orientation(points: Float64Array, a: number, b: number, c: number): number {
  const abx = points[2 * b] - points[2 * a];
  const aby = points[2 * b + 1] - points[2 * a + 1];
  const acx = points[2 * c] - points[2 * a];
  const acy = points[2 * c + 1] - points[2 * a + 1];
  return abx * acy - aby * acx;
}

/** From the lowest point to the next one counter-clockwise on the hull, the nearer of two on one line. */
function firstHullEdge(points: Float64Array): [number, number] {
  const n = points.length / 2;
  let a = 0;
  for (let i = 1; i < n; i++) {
    const dy = points[2 * i + 1] - points[2 * a + 1];
    if (dy < 0 || (dy === 0 && points[2 * i] < points[2 * a])) a = i;
  }
  let b = a === 0 ? 1 : 0;
  for (let i = 0; i < n; i++) {
    if (i === a || i === b) continue;
    const side = orientation(points, a, b, i);
    if (side < 0 || (side === 0 && distance(points, a, i) < distance(points, a, b))) b = i;
  }
  return [a, b];
}

function distance(points: Float64Array, a: number, b: number): number {
  return Math.hypot(points[2 * a] - points[2 * b], points[2 * a + 1] - points[2 * b + 1]);
}

/** The point left of a → b whose circle with them is empty; −1 on the hull. */
function apexOf(points: Float64Array, heights: Float64Array, a: number, b: number): number {
  let best = -1;
  for (let i = 0; i < heights.length; i++) {
    if (i === a || i === b || !(orientation(points, a, b, i) > 0)) continue;
    if (best < 0 || isInCircle(points, heights, [a, b, best], i)) best = i;
  }
  return best;
}

/** Whether a point lies inside the circle through a counter-clockwise triangle: below its plane on the paraboloid. */
function isInCircle(
  points: Float64Array,
  heights: Float64Array,
  [a, b, c]: readonly [number, number, number],
  d: number,
): boolean {
  const row = (i: number): [number, number, number] => [
    points[2 * i] - points[2 * d],
    points[2 * i + 1] - points[2 * d + 1],
    heights[i] - heights[d],
  ];
  const [ax, ay, ah] = row(a);
  const [bx, by, bh] = row(b);
  const [cx, cy, ch] = row(c);
  // heights relative to d's tangent plane do not matter: the determinant is the same for any plane
  return ax * (by * ch - bh * cy) - ay * (bx * ch - bh * cx) + ah * (bx * cy - by * cx) > 0;
}
