import { EphysError } from "#core/model/index.ts";
import { triangulate, type Triangulation } from "./triangulation.ts";

/*
 * Interpolation between scattered points of the plane (scipy.interpolate.griddata): nearest, linear on triangles, or
 * cubic by Clough and Tocher's split triangles with gradients that bend the least (Nielson 1983, Renka and Cline 1984;
 * cross-edge directions towards the neighbour's centroid). Outside the hull the result is 0, except for nearest.
 */

export const INTERPOLATION_METHODS = ["nearest", "linear", "cubic"] as const;
export type InterpolationMethod = (typeof INTERPOLATION_METHODS)[number];

/** Maps values at the source points to values at the destinations. */
export type Interpolator = (values: Float64Array, out: Float64Array) => void;

/**
 * Prepares interpolation from `source` to `destination`, both [point × axes].
 * @param axes 2; only nearest takes others
 * @throws InvalidParameter when the sources span no plane
 */
export function scatteredInterpolator(
  source: Float64Array,
  destination: Float64Array,
  method: InterpolationMethod,
  axes = 2,
): Interpolator {
  if (method === "nearest") return nearestInterpolator(source, destination, axes);
  if (source.length < 6) {
    throw new EphysError("InvalidParameter", "interpolation needs at least three places");
  }
  const mesh = triangulate(source);
  const places = locate(mesh, destination);
  return method === "linear" ? linearInterpolator(mesh, places) : cubicInterpolator(mesh, places);
}

function nearestInterpolator(
  source: Float64Array,
  destination: Float64Array,
  axes: number,
): Interpolator {
  const nearest = new Int32Array(destination.length / axes);
  for (let i = 0; i < nearest.length; i++) {
    let best = Infinity;
    for (let k = 0; k < source.length / axes; k++) {
      let distance = 0;
      for (let axis = 0; axis < axes; axis++) {
        distance += (source[axes * k + axis] - destination[axes * i + axis]) ** 2;
      }
      if (distance < best) [best, nearest[i]] = [distance, k];
    }
  }
  return (values, out) => {
    for (let i = 0; i < nearest.length; i++) out[i] = values[nearest[i]];
  };
}

/** In which triangle each destination lies, and where. */
interface Places {
  /** [destination], −1 outside */
  readonly triangle: Int32Array;
  /** [destination × 3] */
  readonly barycentric: Float64Array;
}

const INSIDE = -100 * Number.EPSILON;

function locate(mesh: Triangulation, destination: Float64Array): Places {
  const count = destination.length / 2;
  const triangle = new Int32Array(count).fill(-1);
  const barycentric = new Float64Array(3 * count);
  for (let i = 0; i < count; i++) {
    for (let t = 0; t < mesh.triangles.length / 3; t++) {
      const b = barycentricOf(mesh, t, destination[2 * i], destination[2 * i + 1]);
      if (!(Math.min(...b) >= INSIDE)) continue; // NaN is nowhere
      triangle[i] = t;
      barycentric.set(b, 3 * i);
      break;
    }
  }
  return { triangle, barycentric };
}

function barycentricOf(
  { points, triangles }: Triangulation,
  t: number,
  x: number,
  y: number,
): [number, number, number] {
  const [a, b, c] = [triangles[3 * t], triangles[3 * t + 1], triangles[3 * t + 2]];
  const [cx, cy] = [points[2 * c], points[2 * c + 1]];
  const [ax, ay] = [points[2 * a] - cx, points[2 * a + 1] - cy];
  const [bx, by] = [points[2 * b] - cx, points[2 * b + 1] - cy];
  const area = ax * by - ay * bx;
  const first = ((x - cx) * by - (y - cy) * bx) / area;
  const second = (ax * (y - cy) - ay * (x - cx)) / area;
  return [first, second, 1 - first - second];
}

function linearInterpolator({ triangles }: Triangulation, places: Places): Interpolator {
  return (values, out) => {
    for (let i = 0; i < out.length; i++) {
      const t = places.triangle[i];
      out[i] = 0;
      for (let k = 0; t >= 0 && k < 3; k++) {
        out[i] += places.barycentric[3 * i + k] * values[triangles[3 * t + k]];
      }
    }
  };
}

function cubicInterpolator(mesh: Triangulation, places: Places): Interpolator {
  const links = linksOf(mesh);
  const slants = crossEdgeSlants(mesh);
  return (values, out) => {
    const gradients = smoothGradients(mesh.points, links, values);
    for (let i = 0; i < out.length; i++) {
      const t = places.triangle[i];
      const b = places.barycentric.subarray(3 * i, 3 * i + 3);
      out[i] = t < 0 ? 0 : cubicAt(mesh, slants, t, b, values, gradients);
    }
  };
}

/** The points that share an edge with each point. */
function linksOf({ points, triangles }: Triangulation): number[][] {
  const links = Array.from({ length: points.length / 2 }, () => new Set<number>());
  for (let t = 0; t < triangles.length; t += 3) {
    for (let k = 0; k < 3; k++) {
      const a = triangles[t + k];
      const b = triangles[t + ((k + 1) % 3)];
      links[a].add(b);
      links[b].add(a);
    }
  }
  return links.map((set) => [...set]);
}

const MAX_ROUNDS = 400;
const GRADIENT_TOLERANCE = 1e-6;

/** Gradients [point × 2] with the least bending along the edges, by rounds over the points until they settle. */
function smoothGradients(
  points: Float64Array,
  links: readonly (readonly number[])[],
  values: Float64Array,
): Float64Array {
  const gradients = new Float64Array(points.length);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    let error = 0;
    for (const [i, others] of links.entries()) {
      if (others.length === 0) continue;
      let [qxx, qxy, qyy, sx, sy] = [0, 0, 0, 0, 0];
      for (const k of others) {
        const ex = points[2 * k] - points[2 * i];
        const ey = points[2 * k + 1] - points[2 * i + 1];
        const cube = Math.sqrt(ex * ex + ey * ey) ** 3;
        const slope = -ex * gradients[2 * k] - ey * gradients[2 * k + 1];
        const pull = (6 * (values[i] - values[k]) - 2 * slope) / cube;
        qxx += (4 * ex * ex) / cube;
        qxy += (4 * ex * ey) / cube;
        qyy += (4 * ey * ey) / cube;
        sx += pull * ex;
        sy += pull * ey;
      }
      const det = qxx * qyy - qxy * qxy;
      const gx = -(qyy * sx - qxy * sy) / det;
      const gy = -(qxx * sy - qxy * sx) / det;
      const change = Math.max(Math.abs(gradients[2 * i] - gx), Math.abs(gradients[2 * i + 1] - gy));
      error = Math.max(error, change / Math.max(1, Math.abs(gx), Math.abs(gy)));
      gradients[2 * i] = gx;
      gradients[2 * i + 1] = gy;
    }
    if (error < GRADIENT_TOLERANCE) break;
  }
  return gradients;
}

/** [triangle × 3]: how the direction across each edge leans along it, seen from this triangle. */
function crossEdgeSlants(mesh: Triangulation): Float64Array {
  const { points, triangles, neighbours } = mesh;
  const slants = new Float64Array(neighbours.length).fill(-0.5);
  for (let t = 0; t < neighbours.length / 3; t++) {
    for (let k = 0; k < 3; k++) {
      const other = neighbours[3 * t + k];
      if (other < 0) continue;
      let [x, y] = [0, 0];
      for (let v = 0; v < 3; v++) {
        x += points[2 * triangles[3 * other + v]] / 3;
        y += points[2 * triangles[3 * other + v] + 1] / 3;
      }
      const c = barycentricOf(mesh, t, x, y);
      const [i, j] = [(k + 1) % 3, (k + 2) % 3];
      slants[3 * t + k] = (2 * c[j] + c[i] - 1) / (2 - 3 * c[j] - 3 * c[i]);
    }
  }
  return slants;
}

/** The cubic at a place of a triangle, from its Bézier control values. */
function cubicAt(
  { points, triangles }: Triangulation,
  slants: Float64Array,
  t: number,
  b: Float64Array,
  values: Float64Array,
  gradients: Float64Array,
): number {
  const vertex = (i: number): number => triangles[3 * t + (i % 3)];
  const f = (i: number): number => values[vertex(i)];
  /** on the edge from i to j, a third of the way */
  const along = (i: number, j: number): number => {
    const [p, q] = [vertex(i), vertex(j)];
    const dx = points[2 * q] - points[2 * p];
    const dy = points[2 * q + 1] - points[2 * p + 1];
    return values[p] + (gradients[2 * p] * dx + gradients[2 * p + 1] * dy) / 3;
  };
  const towards = [0, 1, 2].map((i) => (along(i, i + 1) + along(i, i + 2) + f(i)) / 3);
  const middles = [0, 1, 2].map((k) => {
    const [i, j] = [k + 1, k + 2];
    const [ij, ji] = [along(i, j), along(j, i)];
    const bend = -f(i) + 3 * ij - 3 * ji + f(j);
    const base = -f(i) + 2 * ij - ji + towards[i % 3] + towards[j % 3];
    return (slants[3 * t + k] * bend + base) / 2;
  });
  const inner = [0, 1, 2].map(
    (i) => (middles[(i + 1) % 3] + middles[(i + 2) % 3] + towards[i]) / 3,
  );
  const centre = (inner[0] + inner[1] + inner[2]) / 3;

  const least = Math.min(b[0], b[1], b[2]);
  const share = [b[0] - least, b[1] - least, b[2] - least];
  const c = 3 * least;
  let sum = c ** 3 * centre;
  for (let i = 0; i < 3; i++) {
    const [j, k] = [(i + 1) % 3, (i + 2) % 3];
    const s = share[i];
    sum += s ** 3 * f(i) + 3 * s * s * c * towards[i] + 3 * s * c * c * inner[i];
    sum += 3 * s * s * (share[j] * along(i, j) + share[k] * along(i, k));
    sum += 6 * share[j] * share[k] * c * middles[i];
  }
  return sum;
}
