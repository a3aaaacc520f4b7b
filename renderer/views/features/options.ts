import type { UnitId } from "#core/model/index.ts";
import type { Palette, Plot, Range } from "../../charts/index.ts";
import { isInside, unitColour } from "../../charts/index.ts";

/** Components of the chosen spikes of some units. */
export interface Features {
  readonly unitIds: readonly UnitId[];
  /** [spike × dimension] */
  readonly points: Float32Array;
  readonly timesS: Float32Array;
  /** in the unit's train */
  readonly positions: Int32Array;
  /** [unit + 1] */
  readonly starts: Int32Array;
  /** [spike × dimension] of other units on these channels */
  readonly background: Float32Array;
  /** −1: all channels together */
  readonly channels: Int32Array;
  readonly numComponents: number;
  /** spikes of the units, also those without components */
  readonly total: number;
}

/** What an axis shows: a dimension of the points, a direction through all of them, or the time. */
export type FeatureAxis =
  | { readonly kind: "dimension"; readonly at: number }
  | { readonly kind: "direction"; readonly weights: readonly number[] }
  | { readonly kind: "time" };

export const numDimensions = ({ channels, numComponents }: Features): number =>
  channels.length * numComponents;

/** "AP12 · PC1" */
export function dimensionName(
  { channels, numComponents }: Pick<Features, "channels" | "numComponents">,
  at: number,
  channelName: (channel: number) => string,
): string {
  const channel = channels[Math.floor(at / numComponents)] ?? -1;
  const component = `PC${(at % numComponents) + 1}`;
  return channel < 0 ? component : `${channelName(channel)} · ${component}`;
}

/** Values along an axis: of the spikes, or of the background, which has no times. */
export function valuesAlong(
  features: Features,
  axis: FeatureAxis,
  of: "points" | "background",
): Float32Array {
  const dims = numDimensions(features);
  const points = features[of];
  const n = dims === 0 ? 0 : points.length / dims;
  if (axis.kind === "time")
    return of === "points" ? features.timesS : new Float32Array(n).fill(NaN);
  const out = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    if (axis.kind === "dimension") out[i] = points[i * dims + axis.at] ?? NaN;
    else {
      let sum = 0;
      for (let d = 0; d < dims; d++) sum += (points[i * dims + d] ?? 0) * (axis.weights[d] ?? 0);
      out[i] = sum;
    }
  }
  return out;
}

/** Two directions at right angles and of length one, from numbers 0…1 that the caller draws. */
export function randomPlane(
  dims: number,
  random: () => number,
): readonly [readonly number[], readonly number[]] {
  const draw = (): number[] =>
    Array.from(
      { length: dims },
      () => Math.sqrt(-2 * Math.log(random() || 1e-12)) * Math.cos(2 * Math.PI * random()),
    );
  const unit = (v: readonly number[]): number[] => {
    const length = Math.hypot(...v) || 1;
    return v.map((x) => x / length);
  };
  const first = unit(draw());
  const raw = draw();
  const along = raw.reduce((sum, x, i) => sum + x * (first[i] ?? 0), 0);
  return [first, unit(raw.map((x, i) => x - along * (first[i] ?? 0)))];
}

/** Between the hundredths of the spikes, widened: outliers do not squeeze the clouds. */
function rangeOf(values: Float32Array): Range {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const low = sorted[Math.floor(sorted.length * 0.003)] ?? -1;
  const high = sorted[Math.max(0, Math.ceil(sorted.length * 0.997) - 1)] ?? 1;
  const pad = (high - low) * 0.12 || 1;
  return [low - pad, high + pad];
}

function within([low, high]: Range, scale: number): Range {
  const [middle, half] = [(low + high) / 2, (high - low) / 2];
  return [middle - half / scale, middle + half / scale];
}

export interface NamedAxis {
  readonly axis: FeatureAxis;
  readonly name: string;
}

export function featurePlot(
  features: Features,
  palette: Palette,
  x: NamedAxis,
  y: NamedAxis,
  place: Plot["place"],
  /** 2: half the range of components, so that they are drawn twice as large */
  scale = 1,
): Plot {
  const [xs, ys] = [
    valuesAlong(features, x.axis, "points"),
    valuesAlong(features, y.axis, "points"),
  ];
  const size = features.positions.length > 6000 ? 1.6 : 2.4;
  return {
    id: `${x.name} × ${y.name}`,
    place,
    x: { range: x.axis.kind === "time" ? rangeOf(xs) : within(rangeOf(xs), scale), label: x.name },
    y: { range: within(rangeOf(ys), scale), label: y.name },
    zoom: "xy",
    layers: [
      {
        kind: "points",
        x: valuesAlong(features, x.axis, "background"),
        y: valuesAlong(features, y.axis, "background"),
        colour: palette.fg2,
        size: 1.5,
        opacity: 0.35,
      },
      ...features.unitIds.map((id, at) => ({
        kind: "points" as const,
        x: xs.subarray(features.starts[at], features.starts[at + 1]),
        y: ys.subarray(features.starts[at], features.starts[at + 1]),
        colour: unitColour(palette, id),
        size,
        opacity: 0.8,
      })),
    ],
  };
}

/** Positions in the first unit's train of its spikes inside a polygon. */
export function insideOf(
  features: Features,
  x: FeatureAxis,
  y: FeatureAxis,
  polygon: readonly number[],
): readonly number[] {
  const [xs, ys] = [valuesAlong(features, x, "points"), valuesAlong(features, y, "points")];
  const inside: number[] = [];
  for (let i = 0; i < (features.starts[1] ?? 0); i++)
    if (isInside(polygon, xs[i] ?? NaN, ys[i] ?? NaN)) inside.push(features.positions[i] ?? -1);
  return inside;
}
