import { beforeAll, describe, expect, it } from "vitest";
import { compareToGroundTruth } from "#core/comparison/index.ts";
import { generateGroundTruthRecording } from "#core/generation/index.ts";
import type { Recording } from "#core/recording/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { sorterBench } from "../support/sorter-bench.ts";

/* Neurons side by side that fire 20 spikes/s each: many of their spikes overlap. */

const bench = sorterBench("collisions-");

describe("a recording full of overlapping spikes", { timeout: 120_000 }, () => {
  let recording: Recording;
  let truth: Sorting;
  let plain: number;

  const accuracy = async (sorter: string): Promise<number> => {
    const sorting = await bench.sort(sorter, recording, sorter);
    return compareToGroundTruth(truth, sorting, { exhaustiveGroundTruth: true }).pooled.accuracy;
  };

  beforeAll(async () => {
    ({ recording, sorting: truth } = await generateGroundTruthRecording(
      {
        durations: [40],
        sampling_frequency: 25_000,
        num_channels: 8,
        num_units: 8,
        seed: 8,
        generate_sorting_kwargs: { firing_rates: 20, refractory_period_ms: 4 },
        generate_unit_locations_kwargs: {
          margin_um: 10,
          minimum_z: 5,
          maximum_z: 40,
          minimum_distance: 15,
        },
        noise_kwargs: { noise_levels: 5, strategy: "on_the_fly" },
      },
      bench.ctx,
    ));
    plain = await accuracy("simple");
  });

  it.each(["spikedesk", "tridesclous2", "spykingcircus2", "lupin"])(
    "%s, which matches templates, is ten points better than clusters alone",
    async (sorter) => {
      expect(await accuracy(sorter)).toBeGreaterThan(plain + 0.1);
    },
  );
});
