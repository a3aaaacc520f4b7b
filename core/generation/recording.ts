import type { Kernels } from "#core/kernels/index.ts";
import { EphysError, type Probe } from "#core/model/index.ts";
import { withMetadata, withProbe, type Recording } from "#core/recording/index.ts";
import { NoiseGeneratorRecording, type NoiseParams } from "./noise.ts";
import { linearProbe } from "./probe.ts";

/** Parameters of SpikeInterface's generate_recording. */
export interface GenerateRecordingParams {
  /** default 2 */
  readonly num_channels?: number;
  /** Hz, default 30000 */
  readonly sampling_frequency?: number;
  /** s per segment, default [5, 2.5] */
  readonly durations?: readonly number[];
  /** whether contacts lie in a column of 20 µm pitch, default true */
  readonly set_probe?: boolean;
  /** 2 (default) or 3: the column upright in the x–z plane */
  readonly ndim?: number;
  /** default 0: unlike the reference, a call without a seed is repeatable */
  readonly seed?: number | null;
}

/** White noise of standard deviation 1, one second of it repeated: lazy, for tests of pipelines. */
export function generateRecording(
  params: GenerateRecordingParams = {},
  kernels?: Kernels,
): Recording {
  const { num_channels = 2, sampling_frequency = 30000, durations = [5, 2.5] } = params;
  const { set_probe = true, ndim = 2 } = params;
  if (ndim !== 2 && ndim !== 3) {
    throw new EphysError("InvalidParameter", `ndim ${String(ndim)} is neither 2 nor 3`);
  }
  const noise = new NoiseGeneratorRecording(
    {
      num_channels,
      sampling_frequency,
      durations,
      seed: params.seed ?? 0,
      noise_block_size: Math.trunc(sampling_frequency),
    },
    kernels,
  );
  const column = linearProbe(num_channels);
  const probed = set_probe
    ? withProbe(noise, { probes: [ndim === 3 ? upright(column) : column] })
    : noise;
  return withMetadata(probed, {
    annotations: { is_filtered: true, name: "SyntheticRecording" },
  });
}

/** A plane probe standing in the x–z plane, as probeinterface's to_3d places it. */
function upright(probe: Probe): Probe {
  const count = probe.contactPositions.length / 2;
  const positions = new Float64Array(3 * count);
  for (let i = 0; i < count; i++) {
    positions[3 * i] = probe.contactPositions[2 * i];
    positions[3 * i + 2] = probe.contactPositions[2 * i + 1];
  }
  return {
    ...probe,
    ndim: 3,
    contactPositions: positions,
    ...(probe.probePlanarContour && {
      probePlanarContour: probe.probePlanarContour.map(([x = 0, y = 0]) => [x, 0, y]),
    }),
  };
}

const BYTES_PER_GIB = 1024 ** 3;
const SIZED_CHANNELS = 384;
const SIZED_RATE = 30_000;

/**
 * Noise of a given size: 384 channels at 30 kHz in float32, as long as it takes (generate_recording_by_size).
 * @param sizeGib in GiB (2^30 bytes)
 */
export function generateRecordingBySize(
  sizeGib: number,
  options: {
    readonly seed?: number;
    readonly strategy?: NonNullable<NoiseParams["strategy"]>;
  } = {},
  kernels?: Kernels,
): Recording {
  const numFrames = Math.trunc(Math.trunc(sizeGib * BYTES_PER_GIB) / (SIZED_CHANNELS * 4));
  return new NoiseGeneratorRecording(
    {
      num_channels: SIZED_CHANNELS,
      sampling_frequency: SIZED_RATE,
      durations: [numFrames / SIZED_RATE],
      seed: options.seed ?? 0,
      ...(options.strategy && { strategy: options.strategy }),
    },
    kernels,
  );
}
