import { EphysError } from "#core/model/index.ts";
import { mean } from "../quality/shared/numeric.ts";
import { centreOf, distancesTo, rowsByLabel, type Label, type LabelledPoints } from "./points.ts";

/** Silhouette with distances to centroids (simplified_silhouette_score of SpikeInterface 0.103). */
export function simplifiedSilhouette(points: LabelledPoints, label: Label): number {
  const groups = rowsByLabel(points);
  const own = groups.get(label) ?? new Int32Array(0);
  const distances = (rows: Int32Array): Float64Array =>
    distancesTo(points, own, centreOf(points, rows));
  return silhouetteOf(distances(own), nearestGroup(groups, label, distances));
}

/**
 * Silhouette with all pairwise distances, as the reference's silhouette_score computes it: matrices are subtracted element by
 * element, so that the nearest other unit must have as many spikes as this one (or one of both a single spike).
 */
export function referenceSilhouette(points: LabelledPoints, label: Label): number {
  const groups = rowsByLabel(points);
  const own = groups.get(label) ?? new Int32Array(0);
  const distances = (rows: Int32Array): Float64Array => pairwise(points, rows, own);
  const nearest = nearestGroup(groups, label, distances);
  const self = distances(own);
  if (nearest.length !== self.length && nearest.length !== own.length && own.length !== 1) {
    throw new EphysError(
      "InvalidValue",
      `the nearest other unit has ${String(nearest.length / own.length)} spikes and this one ${String(own.length)}: ` +
        "the full silhouette needs as many",
    );
  }
  const length = Math.max(self.length, nearest.length);
  const at = (values: Float64Array, k: number): number => values[k % values.length];
  return silhouetteOf(
    Float64Array.from({ length }, (_, k) => at(self, k)),
    Float64Array.from({ length }, (_, k) => at(nearest, k)),
  );
}

/**
 * Silhouette after Rousseeuw: of each spike the mean distance to the other spikes of its unit against that to the spikes of
 * the nearest other unit. NaN for a single spike.
 */
export function fullSilhouette(points: LabelledPoints, label: Label): number {
  const groups = rowsByLabel(points);
  const own = groups.get(label) ?? new Int32Array(0);
  if (own.length < 2) return NaN;
  const { values, numFeatures: n } = points;
  let sum = 0;
  for (const row of own) {
    const place = values.subarray(row * n, (row + 1) * n);
    let inside = 0;
    let nearest = Infinity;
    for (const [other, rows] of groups) {
      let total = 0;
      for (const d of distancesTo(points, rows, place)) total += d;
      if (other === label) inside = total / (rows.length - 1);
      else nearest = Math.min(nearest, total / rows.length);
    }
    sum += (nearest - inside) / Math.max(nearest, inside);
  }
  return groups.size < 2 ? NaN : sum / own.length;
}

function pairwise(points: LabelledPoints, from: Int32Array, to: Int32Array): Float64Array {
  const { values, numFeatures: n } = points;
  const out = new Float64Array(from.length * to.length);
  for (let i = 0; i < from.length; i++) {
    const place = values.subarray(from[i] * n, (from[i] + 1) * n);
    out.set(distancesTo(points, to, place), i * to.length);
  }
  return out;
}

function nearestGroup(
  groups: ReadonlyMap<Label, Int32Array>,
  label: Label,
  distances: (rows: Int32Array) => Float64Array,
): Float64Array {
  let nearest: Float64Array | undefined;
  let least = Infinity;
  for (const [other, rows] of groups) {
    if (other === label) continue;
    const found = distances(rows);
    const middle = mean(found);
    if (nearest !== undefined && !(middle < least)) continue;
    [nearest, least] = [found, middle];
  }
  if (nearest !== undefined) return nearest;
  throw new EphysError("InvalidValue", "a silhouette needs another unit");
}

function silhouetteOf(inside: Float64Array, outside: Float64Array): number {
  return mean(inside.map((d, k) => (outside[k] - d) / Math.max(outside[k], d)));
}
