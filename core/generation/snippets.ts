import type { NdArray } from "#core/array/index.ts";
import type { Probe } from "#core/model/index.ts";
import { NoiseGeneratorRecording } from "./noise.ts";
import { linearProbe } from "./probe.ts";
import { generateSorting } from "./sorting.ts";

export interface SnippetParams {
  /** samples before the spike */
  readonly nbefore: number;
  /** samples from the spike on */
  readonly nafter: number;
  readonly num_channels: number;
  /** Hz */
  readonly sampling_frequency: number;
  /** s per segment */
  readonly durations: readonly number[];
  readonly set_probe: boolean;
  readonly ndim: 2 | 3;
  readonly num_units: number;
  readonly empty_units?: readonly number[] | null | undefined;
}

/** What `generateSnippets` made. */
export interface GeneratedSnippets {
  readonly num_channels: number;
  readonly nbefore: number;
  readonly snippet_len: number;
  readonly num_segments: number;
  readonly sampling_frequency: number;
  readonly dtype: string;
  readonly unit_ids: readonly (string | number)[];
  readonly num_spikes: number;
  /** [channel × ndim], µm, where a probe is set */
  readonly locations?: NdArray;
  /** [spike × sample × channel] */
  readonly snippets: NdArray<Float32Array>;
}

/**
 * Noise cut out around generated spikes, for tests and examples (SpikeInterface's generate_snippets; seeded with 0).
 * Samples beyond a segment's ends are zero. The spikes keep their units, which the reference overwrites.
 */
export async function generateSnippets(params: SnippetParams): Promise<GeneratedSnippets> {
  const { nbefore, nafter, num_channels, sampling_frequency, durations } = params;
  const seed = 0;
  const noise = new NoiseGeneratorRecording({
    num_channels,
    sampling_frequency,
    durations,
    seed,
    noise_block_size: Math.trunc(sampling_frequency),
  });
  const sorting = generateSorting({
    num_units: params.num_units,
    sampling_frequency,
    durations,
    empty_units: params.empty_units ?? null,
    seed,
  });
  const { sampleIndex, segmentIndex } = sorting.spikes;
  const length = nbefore + nafter;
  const data = new Float32Array(sampleIndex.length * length * num_channels);
  for (let i = 0; i < sampleIndex.length; i++) {
    const first = sampleIndex[i] - nbefore;
    const start = Math.max(0, first);
    const end = Math.min(noise.numSamples[segmentIndex[i]], first + length);
    const offset = (i * length + start - first) * num_channels;
    const out = data.subarray(offset, offset + (end - start) * num_channels);
    await noise.readTraces(segmentIndex[i], start, end, undefined, out);
  }
  return {
    num_channels,
    nbefore,
    snippet_len: length,
    num_segments: durations.length,
    sampling_frequency,
    dtype: "float32",
    unit_ids: sorting.unitIds,
    num_spikes: sampleIndex.length,
    ...(params.set_probe && { locations: probeLocations(linearProbe(num_channels), params.ndim) }),
    snippets: { dtype: "float32", shape: [sampleIndex.length, length, num_channels], data },
  };
}

/** A plane probe's contacts, in 3-D upright in the x–z plane as probeinterface's to_3d places them. */
function probeLocations({ contactPositions }: Probe, ndim: 2 | 3): NdArray {
  const count = contactPositions.length / 2;
  if (ndim === 2) return { dtype: "float64", shape: [count, 2], data: contactPositions };
  const data = new Float64Array(count * 3);
  for (let i = 0; i < count; i++) {
    data[3 * i] = contactPositions[2 * i];
    data[3 * i + 2] = contactPositions[2 * i + 1];
  }
  return { dtype: "float64", shape: [count, 3], data };
}
