import type { NdArray } from "#core/array/index.ts";
import { NEGLIGIBLE, type SparseTemplate, type TemplateBank } from "./inject.ts";
import { cachedTemplates } from "./template-cache.ts";
import { ellipseDistances, spreadOverChannels, type drawUnitParams } from "./templates.ts";
import { singleFakeWaveform } from "./waveform.ts";

/** Units whose templates can be made for any place. */
export interface DriftingUnits {
  /** Hz */
  readonly samplingFrequency: number;
  readonly msBefore: number;
  readonly msAfter: number;
  readonly nbefore: number;
  readonly mode: string;
  readonly unitParams: ReturnType<typeof drawUnitParams>;
  /** [unit × 3], µm */
  readonly unitLocations: Float32Array;
  /** [channel × 2], µm */
  readonly channelLocations: Float64Array;
}

/**
 * Templates of units displaced by one of `steps` ([step × 2], µm), computed anew (not interpolated) when a spike first
 * needs them.
 */
export function driftingTemplateBank(
  units: DriftingUnits,
  steps: NdArray<Float64Array>,
): TemplateBank {
  const waves = new Map<number, Float64Array>();
  const waveOf = (unit: number): Float64Array => {
    const wave = waves.get(unit) ?? unitWave(units, unit);
    waves.set(unit, wave);
    return wave;
  };
  return {
    numUnits: units.unitLocations.length / 3,
    width: waveOf(0).length,
    numChannels: units.channelLocations.length / 2,
    numVersions: steps.shape[0],
    template: cachedTemplates(steps.shape[0], (unit, version) => {
      const place = [steps.data[2 * version], steps.data[2 * version + 1]] as const;
      return displacedTemplate(units, unit, waveOf(unit), place);
    }),
  };
}

/** [sample]: a unit's wave on one channel. */
function unitWave(units: DriftingUnits, unit: number): Float64Array {
  const { unitParams: p } = units;
  return singleFakeWaveform({
    samplingFrequency: units.samplingFrequency,
    msBefore: units.msBefore,
    msAfter: units.msAfter,
    ...(p.positive_amplitude && { positiveAmplitude: p.positive_amplitude[unit] }),
    ...(p.depolarization_ms && { depolarizationMs: p.depolarization_ms[unit] }),
    ...(p.repolarization_ms && { repolarizationMs: p.repolarization_ms[unit] }),
    ...(p.recovery_ms && { recoveryMs: p.recovery_ms[unit] }),
    ...(p.smooth_ms && { smoothMs: p.smooth_ms[unit] }),
  });
}

function displacedTemplate(
  { unitParams: p, unitLocations, channelLocations, mode, samplingFrequency }: DriftingUnits,
  unit: number,
  wave: Float64Array,
  [dx, dy]: readonly [number, number],
): SparseTemplate {
  const center = [
    Math.fround(unitLocations[3 * unit] + dx),
    Math.fround(unitLocations[3 * unit + 1] + dy),
    unitLocations[3 * unit + 2],
  ];
  const shape =
    mode === "sphere"
      ? {}
      : { yFactor: p.ellipse_shrink?.[unit] ?? 1, zAngle: p.ellipse_angle?.[unit] ?? 0 };
  const distances = ellipseDistances(channelLocations, 2, center, shape);
  const decayUm = p.spatial_decay?.[unit] ?? 1;
  const nearest = distances.reduce((min, d) => Math.min(min, d), Infinity);
  const reach = nearest - decayUm * Math.log(NEGLIGIBLE);
  const channels = Int32Array.from([...distances.keys()].filter((c) => distances[c] <= reach));
  const spread = spreadOverChannels(
    wave,
    distances,
    {
      alpha: p.alpha?.[unit] ?? 1,
      decayUm,
      speedUmPerMs: p.propagation_speed?.[unit],
      fs: samplingFrequency,
    },
    channels,
  );
  const samples = new Float32Array(spread.length);
  for (let s = 0; s < wave.length; s++) {
    for (let c = 0; c < channels.length; c++) {
      samples[s * channels.length + c] = spread[c * wave.length + s];
    }
  }
  return { channels, samples };
}
