import { EphysError } from "#core/model/index.ts";
import { defaultRng, zeros, type NdArray, type Seed } from "#core/array/index.ts";
import { createFft, irfft, rfft } from "#core/signal/index.ts";
import { isRange, linspace, type PerUnit } from "./numbers.ts";
import type { WaveDType } from "./params.ts";
import { singleFakeWaveform } from "./waveform.ts";

/*
 * Templates of point-like units: one waveform per unit, scaled on each channel by exp(−distance / decay) with the
 * distance measured in an ellipsoid (SpikeInterface 0.103.2, generate_templates), delayed with the distance by a
 * phase ramp.
 */

/** Parameters of units and the ranges they are drawn from, in the order of drawing. */
export const UNIT_PARAM_RANGES = {
  /** µV */
  alpha: [100, 500],
  depolarization_ms: [0.09, 0.14],
  repolarization_ms: [0.5, 0.8],
  recovery_ms: [1.0, 1.5],
  /** relative to the negative peak */
  positive_amplitude: [0.1, 0.25],
  smooth_ms: [0.03, 0.07],
  /** µm */
  spatial_decay: [10, 45],
  /** µm/ms */
  propagation_speed: [250, 350],
  ellipse_shrink: [0.4, 1],
  /** rad */
  ellipse_angle: [0, Math.PI * 2],
} as const satisfies Record<string, readonly [number, number]>;

export type UnitParamName = keyof typeof UNIT_PARAM_RANGES;
export type UnitParams = { readonly [K in UnitParamName]?: PerUnit | null };

export interface TemplateOptions {
  /** Hz */
  readonly samplingFrequency: number;
  readonly msBefore: number;
  readonly msAfter: number;
  readonly seed: Seed;
  /** default float32 */
  readonly dtype?: WaveDType;
  /** sub-sample versions of each template; null = none (default) */
  readonly upsampleFactor?: number | null;
  readonly unitParams?: UnitParams | null;
  /** "ellipsoid" (default) or "sphere" */
  readonly mode?: string;
}

/**
 * @param channelLocations [channel × stride], µm
 * @param unitLocations [unit × 3], µm
 * @returns [unit × sample × channel], or [unit × sample × channel × version] with an upsample factor; µV
 * @throws InvalidParameter for windows that are too short, unknown modes, or versions that do not share a length
 */
export function generateTemplates(
  channelLocations: Float64Array,
  stride: number,
  unitLocations: ArrayLike<number>,
  options: TemplateOptions,
): NdArray<Float32Array | Float64Array> {
  const { samplingFrequency, msBefore, msAfter, dtype = "float32", mode = "ellipsoid" } = options;
  if (mode !== "ellipsoid" && mode !== "sphere") {
    throw new EphysError("InvalidParameter", `mode "${mode}" is neither ellipsoid nor sphere`);
  }
  const numUnits = unitLocations.length / 3;
  const numChannels = channelLocations.length / stride;
  if (numUnits > 0 && numChannels === 0) {
    throw new EphysError("InvalidParameter", "channel_locations holds no channels");
  }
  const width =
    Math.trunc((samplingFrequency * msBefore) / 1000) +
    Math.trunc((samplingFrequency * msAfter) / 1000);
  const versions = versionsOf(options.upsampleFactor);
  const fs = samplingFrequency * versions;
  const params = drawUnitParams(options.unitParams ?? {}, numUnits, options.seed);
  const size = numUnits * width * numChannels * versions;
  const out = zeros(dtype, [size]).data as Float64Array; // or another of its kind
  const whole = dtype === "int64"; // the others cut themselves
  for (let unit = 0; unit < numUnits; unit++) {
    const wave = singleFakeWaveform({
      samplingFrequency: fs,
      msBefore,
      msAfter,
      positiveAmplitude: valueOf(params.positive_amplitude, unit),
      depolarizationMs: valueOf(params.depolarization_ms, unit),
      repolarizationMs: valueOf(params.repolarization_ms, unit),
      recoveryMs: valueOf(params.recovery_ms, unit),
      smoothMs: valueOf(params.smooth_ms, unit),
      dtype,
    });
    if (wave.length !== width * versions) {
      throw new EphysError(
        "InvalidParameter",
        `${String(msBefore)} and ${String(msAfter)} ms are no whole numbers of samples at ` +
          `${String(samplingFrequency)} Hz, so ${String(versions)} versions would differ in length`,
      );
    }
    const center = [
      unitLocations[unit * 3],
      unitLocations[unit * 3 + 1],
      unitLocations[unit * 3 + 2],
    ];
    const shape =
      mode === "sphere"
        ? {}
        : {
            yFactor: valueOf(params.ellipse_shrink, unit),
            zAngle: valueOf(params.ellipse_angle, unit),
          };
    const distances = ellipseDistances(channelLocations, stride, center, shape);
    const spread = spreadOverChannels(wave, distances, {
      alpha: valueOf(params.alpha, unit),
      decayUm: valueOf(params.spatial_decay, unit),
      speedUmPerMs: params.propagation_speed?.[unit],
      fs,
    });
    const base = unit * width * numChannels * versions;
    for (let sample = 0; sample < width; sample++) {
      for (let channel = 0; channel < numChannels; channel++) {
        const to = base + (sample * numChannels + channel) * versions;
        for (let version = 0; version < versions; version++) {
          const value = spread[channel * wave.length + sample * versions + version];
          out[to + version] = whole ? Math.trunc(value) : value;
        }
      }
    }
  }
  const shape = [numUnits, width, numChannels];
  const upsampled = options.upsampleFactor !== null && options.upsampleFactor !== undefined;
  return { dtype, shape: upsampled ? [...shape, versions] : shape, data: out };
}

function versionsOf(upsampleFactor: number | null | undefined): number {
  const versions = Math.trunc(upsampleFactor ?? 1);
  if (versions >= 1) return versions;
  throw new EphysError("InvalidParameter", `upsample_factor ${String(upsampleFactor)} is below 1`);
}

/** Draws, spreads or checks the parameters of units; null stays null. */
export function drawUnitParams(
  given: UnitParams,
  numUnits: number,
  seed: Seed,
): Record<UnitParamName, Float64Array | null> {
  const rng = defaultRng(seed);
  const out: Partial<Record<UnitParamName, Float64Array | null>> = {};
  for (const [key, range] of Object.entries(UNIT_PARAM_RANGES)) {
    const name = key as UnitParamName; // the keys of the constant
    const value = given[name];
    if (value === null) out[name] = null;
    else if (value === undefined) out[name] = rng.uniform(range[0], range[1], numUnits);
    else if (isRange(value)) {
      const [low = 0, high = 0] = value.$tuple;
      out[name] = rng.uniform(low, high, numUnits);
    } else if (typeof value === "number") out[name] = new Float64Array(numUnits).fill(value);
    else if (value.length === numUnits) out[name] = Float64Array.from(value);
    else {
      throw new EphysError(
        "InvalidParameter",
        `unit parameter ${name} has ${String(value.length)} values for ${String(numUnits)} units`,
        { name },
      );
    }
  }
  return out as Record<UnitParamName, Float64Array | null>; // every key was set
}

function valueOf(values: Float64Array | null, unit: number): number {
  if (values) return values[unit];
  throw new EphysError(
    "InvalidParameter",
    "only propagation_speed may be null among the unit parameters",
  );
}

export interface EllipsoidShape {
  readonly xFactor?: number;
  readonly yFactor?: number;
  /** rad */
  readonly xAngle?: number;
  readonly yAngle?: number;
  readonly zAngle?: number;
}

/**
 * Radius of each channel in an ellipsoid around a unit: the offset is turned by −z, −y, −x and divided by the factors.
 * @param positions [channel × stride], µm; channels lie in the plane z = 0
 * @param center x, y, z, µm
 * @returns [channel], µm
 */
export function ellipseDistances(
  positions: ArrayLike<number>,
  stride: number,
  center: ArrayLike<number>,
  { xFactor = 1, yFactor = 1, xAngle = 0, yAngle = 0, zAngle = 0 }: EllipsoidShape = {},
): Float64Array {
  const [cx, sx] = [Math.cos(-xAngle), Math.sin(-xAngle)];
  const [cy, sy] = [Math.cos(-yAngle), Math.sin(-yAngle)];
  const [cz, sz] = [Math.cos(-zAngle), Math.sin(-zAngle)];
  const out = new Float64Array(positions.length / stride);
  for (let i = 0; i < out.length; i++) {
    const x = positions[i * stride] - center[0];
    const y = positions[i * stride + 1] - center[1];
    const z = -center[2];
    const x1 = cz * x - sz * y;
    const y1 = sz * x + cz * y;
    const x2 = cy * x1 + sy * z;
    const z2 = -sy * x1 + cy * z;
    const y3 = cx * y1 - sx * z2;
    const z3 = sx * y1 + cx * z2;
    out[i] = Math.sqrt((x2 / xFactor) ** 2 + (y3 / yFactor) ** 2 + z3 ** 2);
  }
  return out;
}

/** How a unit's wave spreads. */
export interface SpreadOptions {
  /** µV at distance 0 */
  readonly alpha: number;
  readonly decayUm: number;
  /** undefined = no delay */
  readonly speedUmPerMs: number | undefined;
  /** Hz */
  readonly fs: number;
}

/**
 * The wave on each channel, scaled and (with a speed) delayed.
 * @param distances of the unit, [channel], µm
 * @param channels which to fill; default all
 * @returns [picked channel × sample]
 */
export function spreadOverChannels(
  wave: Float64Array,
  distances: Float64Array,
  { alpha, decayUm, speedUmPerMs, fs }: SpreadOptions,
  channels: Iterable<number> & { readonly length: number } = Int32Array.from(distances.keys()),
): Float64Array {
  const n = wave.length;
  const out = new Float64Array(channels.length * n);
  const nearest = distances.reduce((min, d) => Math.min(min, d), Infinity);
  const fft = createFft(n);
  const spectrum = rfft(wave, fft);
  const bins = spectrum.re.length;
  const omega = linspace(0, n % 2 === 0 ? Math.PI : (Math.PI * (n - 1)) / n, bins);
  const re = new Float64Array(bins);
  const im = new Float64Array(bins);
  let row = 0;
  for (const channel of channels) {
    const factor = alpha * Math.exp(-distances[channel] / decayUm);
    if (speedUmPerMs === undefined) {
      for (let i = 0; i < n; i++) out[row * n + i] = wave[i] * factor;
    } else {
      const shift = ((distances[channel] - nearest) / speedUmPerMs / 1000) * fs;
      for (let k = 0; k < bins; k++) {
        const c = Math.cos(omega[k] * shift);
        const s = Math.sin(omega[k] * shift);
        re[k] = factor * (spectrum.re[k] * c + spectrum.im[k] * s);
        im[k] = factor * (spectrum.im[k] * c - spectrum.re[k] * s);
      }
      out.set(irfft(re, im, n, fft), row * n);
    }
    row++;
  }
  return out;
}
