import { beforeAll, describe, expect, it } from "vitest";
import { generateGroundTruthRecording, linearProbe } from "#core/generation/index.ts";
import { memoryRecording, withProbe, type Recording } from "#core/recording/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { sorterBench } from "#test/support/sorter-bench.ts";
import { sorterByName } from "../run-sorter.ts";
import { REFERENCE_PARAMETERS } from "../shared/reference-parameters.ts";

describe("simple", () => {
  const bench = sorterBench("spikedesk-simple-");
  let recording: Recording;
  let truth: Sorting;

  beforeAll(async () => {
    const made = await generateGroundTruthRecording(
      { durations: [20], sampling_frequency: 30_000, num_channels: 8, num_units: 3, seed: 2 },
      bench.ctx,
    );
    recording = made.recording;
    truth = made.sorting;
  });

  it.each(["simple", "tridesclous2", "spykingcircus2"])(
    "%s knows every parameter of the reference",
    (name) => {
      const params = REFERENCE_PARAMETERS[name] ?? expect.unreachable(name);
      expect(sorterByName(name).params.safeParse(params).error).toBeUndefined();
    },
  );

  it("refuses more channels than clusters of whole waveforms can be made of", async () => {
    const traces = [new Float32Array(201 * 3000)];
    const wide = withProbe(
      memoryRecording({ traces, numChannels: 201, samplingFrequency: 30_000 }),
      { probes: [linearProbe(201)] },
    );
    await expect(bench.sort("simple", wide, "wide")).rejects.toMatchObject({
      code: "InvalidParameter",
      message: expect.stringContaining("201 channels") as string,
    });
  });

  it("refuses more peaks than can be compared, before it keeps them", async () => {
    const busy = { detection: { detect_threshold: 0.2, exclude_sweep_ms: 0.04, radius_um: 1 } };
    await expect(bench.sort("simple", recording, "busy", busy)).rejects.toMatchObject({
      code: "Unsupported",
      message: expect.stringContaining("compares all peaks") as string,
    });
  });

  it("takes the reference's parameters and makes a unit of each dense cluster", async () => {
    const params = REFERENCE_PARAMETERS["simple"] ?? {};
    const sorting = await bench.sort("simple", recording, "dense", params);
    expect(sorting.unitIds.length).toBeGreaterThanOrEqual(2);
    const { sampleIndex, unitIndex } = sorting.spikes;
    expect(new Set(unitIndex)).toEqual(new Set(sorting.unitIds.keys()));
    // every spike is one of a true unit, and a unit is mostly one neuron
    for (const unit of sorting.unitIds.keys()) {
      const own = sampleIndex.filter((_, i) => unitIndex[i] === unit);
      const counts = truth.unitIds.map((_, which) => {
        const times = new Set<number>();
        truth.spikes.sampleIndex.forEach((sample, i) => {
          if (truth.spikes.unitIndex[i] !== which) return;
          for (let near = sample - 15; near <= sample + 15; near++) times.add(near);
        });
        return own.filter((sample) => times.has(sample)).length;
      });
      expect(Math.max(...counts) / own.length).toBeGreaterThan(0.9);
    }
  });
});
