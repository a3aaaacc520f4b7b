import { EphysError } from "#core/model/index.ts";
import { defaultRng, type NumpyGenerator, type Seed } from "#core/array/index.ts";
import { linspace } from "./numbers.ts";

/** Parameters of SpikeInterface's generate_unit_locations; lengths in µm. */
export interface UnitLocationParams {
  /** around the contacts' box, default 20 */
  readonly margin_um?: number;
  /** default 5 */
  readonly minimum_z?: number;
  /** default 40 */
  readonly maximum_z?: number;
  /** between any two units, default 20; null = any */
  readonly minimum_distance?: number | null;
  /** default 100 */
  readonly max_iteration?: number;
  /** whether to fail when the distance cannot be kept, default false */
  readonly distance_strict?: boolean;
  /** "uniform" or, along y, "multimodal"; default uniform */
  readonly distribution?: string;
  /** layers of "multimodal", default 2 */
  readonly num_modes?: number;
}

/**
 * Random places around a probe.
 * @param channelLocations [channel × 2 or more], µm
 * @param stride coordinates per channel
 * @returns [unit × 3], µm, float32
 * @throws InvalidParameter for an unknown distribution, or with `distance_strict` when there is no room
 */
export function generateUnitLocations(
  numUnits: number,
  channelLocations: Float64Array,
  stride: number,
  params: UnitLocationParams,
  seed: Seed,
): Float32Array {
  if (channelLocations.length === 0) {
    throw new EphysError("InvalidParameter", "channel_locations holds no channels");
  }
  const rng = defaultRng(seed);
  const draw = placeDrawer(rng, channelLocations, stride, params);
  const locations = new Float32Array(numUnits * 3);
  draw(
    locations,
    Array.from({ length: numUnits }, (_, i) => i),
  );
  const { minimum_distance = 20, max_iteration = 100 } = params;
  if (minimum_distance === null) return locations;

  let renew: number[] | undefined;
  for (let i = 0; i < max_iteration; i++) {
    const close = unitsTooClose(locations, minimum_distance);
    if (close.size === 0) return locations;
    // only units that were bad in every round so far move again
    renew =
      renew === undefined ? [...close].sort((a, b) => a - b) : renew.filter((u) => close.has(u));
    draw(locations, renew);
  }
  if (params.distance_strict === true) {
    throw new EphysError(
      "InvalidParameter",
      `no places for ${String(numUnits)} units at least ${String(minimum_distance)} µm apart after ` +
        `${String(max_iteration)} rounds: lower minimum_distance or widen the margins`,
      { minimum_distance, max_iteration },
    );
  }
  return locations;
}

/** Draws new places for the listed units: all x, then all y, then all z. */
function placeDrawer(
  rng: NumpyGenerator,
  channels: Float64Array,
  stride: number,
  params: UnitLocationParams,
): (locations: Float32Array, units: readonly number[]) => void {
  const { margin_um = 20, minimum_z = 5, maximum_z = 40 } = params;
  const { distribution = "uniform", num_modes = 2 } = params;
  if (distribution !== "uniform" && distribution !== "multimodal") {
    throw new EphysError(
      "InvalidParameter",
      `distribution "${distribution}" is neither uniform nor multimodal`,
    );
  }
  const x = bounds(channels, stride, 0, margin_um);
  const y = bounds(channels, stride, 1, margin_um);
  const put = (
    locations: Float32Array,
    units: readonly number[],
    axis: number,
    values: Float64Array,
  ): void => {
    for (const [i, unit] of units.entries()) locations[unit * 3 + axis] = values[i];
  };
  return (locations, units) => {
    const count = units.length;
    put(locations, units, 0, rng.uniform(x.low, x.high, count));
    const ys =
      distribution === "uniform"
        ? rng.uniform(y.low, y.high, count)
        : multimodal(rng, count, num_modes, y.low, y.high);
    put(locations, units, 1, ys);
    put(locations, units, 2, rng.uniform(minimum_z, maximum_z, count));
  };
}

function bounds(
  channels: Float64Array,
  stride: number,
  axis: number,
  marginUm: number,
): { low: number; high: number } {
  let low = Infinity;
  let high = -Infinity;
  for (let i = axis; i < channels.length; i += stride) {
    if (channels[i] < low) low = channels[i];
    if (channels[i] > high) high = channels[i];
  }
  return { low: low - marginUm, high: high + marginUm };
}

/** Values from evenly spaced Gaussian layers between two limits. */
function multimodal(
  rng: NumpyGenerator,
  size: number,
  numModes: number,
  low: number,
  high: number,
): Float64Array {
  const bins = linspace(low, high, 10000);
  const step = bins[1] - bins[0];
  const modeStep = (high - low) / (numModes + 1);
  const p = new Float64Array(bins.length);
  for (let mode = 0; mode < numModes; mode++) {
    const center = modeStep * (mode + 1);
    const sigma = modeStep / 5;
    for (let i = 0; i < bins.length; i++) {
      p[i] += Math.exp(-((bins[i] - center) ** 2) / (2 * sigma ** 2));
    }
  }
  const sum = p.reduce((total, value) => total + value, 0);
  const choices = rng.choice(bins.length, size, { p: p.map((value) => value / sum) });
  const jitter = rng.uniform(-step / 2, step / 2, size);
  return choices.map((bin, i) => bins[bin] + jitter[i]);
}

/** Units that have another one nearer than `minimum`, distances in float32 as the reference computes them. */
function unitsTooClose(locations: Float32Array, minimum: number): Set<number> {
  const f32 = Math.fround;
  const limit = f32(minimum);
  const close = new Set<number>();
  const count = locations.length / 3;
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) {
      let sum = 0;
      for (let axis = 0; axis < 3; axis++) {
        const d = f32(locations[a * 3 + axis] - locations[b * 3 + axis]);
        sum = f32(sum + f32(d * d));
      }
      if (f32(Math.sqrt(sum)) < limit) close.add(a).add(b);
    }
  }
  return close;
}
