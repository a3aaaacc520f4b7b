import { defaultRng } from "#core/array/index.ts";
import type { Kernels } from "#core/kernels/index.ts";
import { EphysError, numContacts, type Probe } from "#core/model/index.ts";
import { NoiseGeneratorRecording } from "./noise.ts";
import { isRange, type PerUnit } from "./numbers.ts";

/** Parameters of SpikeInterface's generate_noise. */
export interface ProbeNoiseParams {
  /** Hz */
  readonly sampling_frequency: number;
  /** s per segment */
  readonly durations: readonly number[];
  /** default float32 */
  readonly dtype?: "float32" | "float64";
  /** standard deviation: for all channels, each, or a range to draw from; default 15 */
  readonly noise_levels?: PerUnit;
  /** µm over which the correlation of two channels falls to 1/e; null (default) = independent channels */
  readonly spatial_decay?: number | null;
  readonly seed: number;
}

/** Noise on a probe's channels, correlated between near ones; drawn where it is read. */
export function probeNoise(
  probe: Probe,
  params: ProbeNoiseParams,
  kernels?: Kernels,
): NoiseGeneratorRecording {
  const { noise_levels = 15, spatial_decay = null, seed } = params;
  const numChannels = numContacts(probe);
  return new NoiseGeneratorRecording(
    {
      num_channels: numChannels,
      sampling_frequency: params.sampling_frequency,
      durations: params.durations,
      dtype: params.dtype ?? "float32",
      noise_levels: noiseLevelsOf(noise_levels, numChannels, seed),
      cov_matrix: spatial_decay === null ? null : spatialCovariance(probe, spatial_decay),
      strategy: "on_the_fly",
      seed,
    },
    kernels,
  );
}

/** One standard deviation per channel; a range is drawn from. */
export function noiseLevelsOf(levels: PerUnit, numChannels: number, seed: number): number[] {
  if (typeof levels === "number") return new Array<number>(numChannels).fill(levels);
  if (isRange(levels)) {
    const [low = 0, high = 0] = levels.$tuple;
    return [...defaultRng(seed).random(numChannels)].map((x) => x * (high - low) + low);
  }
  if (levels.length === numChannels) return Array.from(levels);
  throw new EphysError(
    "InvalidParameter",
    `noise_levels has ${String(levels.length)} values for ${String(numChannels)} channels`,
    { noise_levels: levels.length, num_channels: numChannels },
  );
}

/** exp(−distance / decay) between contacts: [channel][channel]. */
export function spatialCovariance(
  { contactPositions: xy, ndim }: Probe,
  decayUm: number,
): number[][] {
  if (!(decayUm > 0)) {
    throw new EphysError("InvalidParameter", `spatial_decay ${String(decayUm)} is not above 0`);
  }
  const n = xy.length / ndim;
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (__, k) => {
      let sum = 0;
      for (let axis = 0; axis < ndim; axis++)
        sum += (xy[ndim * i + axis] - xy[ndim * k + axis]) ** 2;
      return Math.exp(-Math.sqrt(sum) / decayUm);
    }),
  );
}
