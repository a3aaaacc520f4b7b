import type { Kernels } from "#core/kernels/index.ts";
import { allocateSamples, EphysError } from "#core/model/index.ts";
import { gainsOf, offsetsOf, type Recording } from "#core/recording/index.ts";

/** Reads frames of one segment as float32, in µV where gains are known and wanted. */
export interface SampleReader {
  readonly scaled: boolean;
  readonly numChannels: number;
  /** channels that reading costs, also when few are asked for */
  readonly costPerFrame: number;
  /** [frame × channel] */
  read(startFrame: number, endFrame: number): Promise<Float32Array>;
  readonly kernels: Kernels;
}

export interface ReaderOptions {
  readonly segment: number;
  /** undefined = all */
  readonly channels: Int32Array | undefined;
  /** the samples are no voltages (whitened, z-scored): gains say nothing about them */
  readonly isArbitrary: boolean;
}

export function sampleReader(
  recording: Recording,
  { segment, channels, isArbitrary }: ReaderOptions,
  kernels: Kernels,
): SampleReader {
  const pick = (values: Float32Array | undefined): Float32Array | undefined =>
    values && channels ? Float32Array.from(channels, (c) => values[c] ?? NaN) : values;
  const gains = isArbitrary ? undefined : pick(gainsOf(recording));
  const offsets = isArbitrary ? undefined : pick(offsetsOf(recording));
  const numChannels = channels?.length ?? recording.channelIds.length;
  return {
    scaled: gains !== undefined,
    numChannels,
    costPerFrame: recording.channelIds.length,
    kernels,
    async read(startFrame, endFrame) {
      const raw = allocateSamples(recording.dtype, (endFrame - startFrame) * numChannels);
      await recording.readTraces(segment, startFrame, endFrame, channels, raw);
      if (raw instanceof Float32Array && gains === undefined) return raw;
      const out = new Float32Array(raw.length);
      kernels.decode(raw, numChannels, undefined, gains, offsets, out);
      return out;
    },
  };
}

/** raw − processed of the channels that both have, sample by sample: what a chain took away. */
export function differenceReader(
  raw: Recording,
  processed: Recording,
  { segment, channels, isArbitrary }: ReaderOptions,
  kernels: Kernels,
): SampleReader {
  const same =
    raw.samplingFrequency === processed.samplingFrequency &&
    raw.numSamples[segment] === processed.numSamples[segment];
  if (!same) {
    throw new EphysError(
      "InvalidValue",
      "raw and preprocessed have other frames (resampled or cut): they have no difference",
      { segment },
    );
  }
  const shared = sharedChannels(raw, processed);
  const picked = channels === undefined ? shared : Array.from(channels, (i) => shared[i] ?? [0, 0]);
  const of = (recording: Recording, side: 0 | 1, arbitrary: boolean): SampleReader =>
    sampleReader(
      recording,
      { segment, channels: Int32Array.from(picked, (pair) => pair[side]), isArbitrary: arbitrary },
      kernels,
    );
  const before = of(raw, 0, false);
  const after = of(processed, 1, isArbitrary);
  if (before.scaled !== after.scaled) {
    throw new EphysError(
      "InvalidValue",
      "raw is in µV and preprocessed is not (whitened or normalised): they have no difference",
      {},
    );
  }
  return {
    ...before,
    costPerFrame: before.costPerFrame + after.costPerFrame,
    async read(startFrame, endFrame) {
      const out = await before.read(startFrame, endFrame);
      const minus = await after.read(startFrame, endFrame);
      const difference = new Float32Array(out.length);
      for (let i = 0; i < out.length; i++) difference[i] = (out[i] ?? 0) - (minus[i] ?? 0);
      return difference;
    },
  };
}

/** Positions in `raw` and `processed` of the channels that both have, in the order of `raw`. */
function sharedChannels(raw: Recording, processed: Recording): (readonly [number, number])[] {
  const places = new Map(processed.channelIds.map((id, at) => [id, at]));
  return raw.channelIds.flatMap((id, at) => {
    const other = places.get(id);
    return other === undefined ? [] : [[at, other] as const];
  });
}
