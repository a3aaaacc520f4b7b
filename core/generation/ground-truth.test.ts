import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decodeNpy, isStructured, toFloat64 } from "#core/array/index.ts";
import { channelLocations, readTracesNew } from "#core/recording/index.ts";
import { expectClose } from "../../test/support/close.ts";
import { goldenJson, goldenPath, hasGolden } from "../../test/support/golden.ts";
import {
  GENERATION_DICTS,
  GENERATION_SORTING_DICTS,
  generateGroundTruthRecording,
  type GroundTruthParams,
} from "./index.ts";

interface GenerationCase {
  readonly args: GroundTruthParams;
  readonly channel_ids: readonly string[];
  readonly unit_ids: readonly string[];
  readonly num_samples: readonly number[];
  readonly windows: readonly { segment: number; start: number; stop: number; file: string }[];
}

const CASES = [
  "demo_64ch_60s_20units_seed0",
  "on_the_fly_noise_seed3",
  "two_segments_32ch_seed7",
  "upsampled_int16_like_seed11",
];

function golden(name: string, file: string): Float64Array {
  const array = decodeNpy(readFileSync(goldenPath("generation", name, file)));
  if (isStructured(array)) throw new Error(file);
  return toFloat64(array);
}

describe.skipIf(!hasGolden)("a generated ground-truth recording", () => {
  for (const name of CASES) {
    test(`${name} has the reference's spikes, geometry and samples`, async () => {
      const truth = goldenJson<GenerationCase>("generation", name, "case.json");
      const { recording, sorting } = await generateGroundTruthRecording(truth.args);
      expect(recording.channelIds).toEqual(truth.channel_ids);
      expect(sorting.unitIds).toEqual(truth.unit_ids);
      expect(recording.numSamples).toEqual(truth.num_samples);
      expect(recording.dtype).toBe("float32");
      expect([...sorting.spikes.sampleIndex]).toEqual([...golden(name, "spikes_sample_index.npy")]);
      expect([...sorting.spikes.unitIndex]).toEqual([...golden(name, "spikes_unit_index.npy")]);
      expect([...sorting.spikes.segmentIndex]).toEqual([
        ...golden(name, "spikes_segment_index.npy"),
      ]);
      expect(channelLocations(recording)).toEqual(golden(name, "channel_locations.npy"));
      const locations = sorting.properties.get("gt_unit_locations");
      if (locations === undefined || isStructured(locations)) throw new Error("no unit locations");
      expect(toFloat64(locations)).toEqual(golden(name, "gt_unit_locations.npy"));
      for (const { segment, start, stop, file } of truth.windows) {
        const expected = golden(name, file);
        const largest = expected.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
        const traces = await readTracesNew(recording, segment, start, stop);
        expectClose(traces, expected, { atol: 1e-5 * largest });
      }
    });
  }
});

describe("the dictionary of a generated recording", () => {
  test("makes recording and sorting again, whatever they were made from", async () => {
    const first = await generateGroundTruthRecording({
      durations: [0.5, 0.3],
      num_channels: 5,
      num_units: 3,
      seed: 4,
      upsample_factor: 2,
      generate_templates_kwargs: { unit_params: { alpha: { $tuple: [50, 60] } } },
    });
    const second = await generateGroundTruthRecording({
      durations: [0.5, 0.3],
      sorting: first.sorting,
      probe: first.recording.probeGroup?.probes[0] ?? null,
      noise_kwargs: { noise_levels: [1, 2, 3, 4, 5], strategy: "tile_pregenerated" },
      dtype: "float64",
      seed: 5,
    });
    for (const { recording, sorting } of [first, second]) {
      const dict = JSON.parse(JSON.stringify(recording.dict)) as typeof recording.dict;
      const reader = GENERATION_DICTS.find(({ siClass }) => siClass === dict.class);
      const again = await reader?.read(dict.kwargs, undefined as never);
      if (again === undefined) throw new Error(dict.class);
      expect(await readTracesNew(again, 1, 1000, 7000)).toEqual(
        await readTracesNew(recording, 1, 1000, 7000),
      );
      const sortingDict = JSON.parse(JSON.stringify(sorting.dict)) as typeof sorting.dict;
      const sortingReader = GENERATION_SORTING_DICTS.find((r) => r.siClass === sortingDict.class);
      const sortingAgain = await sortingReader?.read(sortingDict.kwargs, undefined as never);
      expect(sortingAgain?.spikes).toEqual(sorting.spikes);
      expect(sortingAgain?.properties).toEqual(sorting.properties);
    }
  });

  test("windows and channels give the samples of one whole read", async () => {
    const { recording } = await generateGroundTruthRecording({
      durations: [1.3],
      num_channels: 6,
      num_units: 5,
      sampling_frequency: 10000,
      seed: 9,
    });
    const whole = await readTracesNew(recording, 0);
    const picked = Int32Array.of(4, 0, 4);
    for (const [start, stop] of [
      [0, 13000],
      [9990, 10010],
      [10000, 12999],
      [3, 4],
      [12000, 13000],
    ] as const) {
      const part = await readTracesNew(recording, 0, start, stop, picked);
      const expected = Float32Array.from(part, (_, i) => {
        const frame = start + Math.floor(i / 3);
        return whole[frame * 6 + (picked[i % 3] ?? 0)] ?? NaN;
      });
      expect(part).toEqual(expected);
    }
  });

  test("parameters that do not fit are refused", async () => {
    const refused = expect.objectContaining({ code: "InvalidParameter" }) as Error;
    const attempt = async (params: GroundTruthParams): Promise<unknown> =>
      generateGroundTruthRecording({ durations: [0.1], seed: 0, ...params });
    await expect(attempt({ ms_before: 0.05 })).rejects.toThrow(refused);
    await expect(attempt({ generate_sorting_kwargs: { firing_rates: 300 } })).rejects.toThrow(
      refused,
    );
    await expect(attempt({ noise_kwargs: { noise_levels: [1, 2] } })).rejects.toThrow(refused);
    await expect(
      attempt({ generate_probe_kwargs: { num_columns: 2, num_contact_per_column: [3, 3] } }),
    ).rejects.toThrow(refused);
  });
});
