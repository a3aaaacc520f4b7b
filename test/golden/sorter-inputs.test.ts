import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compareToGroundTruth } from "#core/comparison/index.ts";
import { generateGroundTruthRecording, linearProbe } from "#core/generation/index.ts";
import { memoryRecording, withProbe, type Recording } from "#core/recording/index.ts";
import { readSorterFolder } from "#core/sorters/index.ts";
import { sorterBench, withLanes } from "../support/sorter-bench.ts";

/* What sorters do with input that holds little or nothing to sort, and lupin on a short recording. */

const RATE = 30_000;

const bench = sorterBench("inputs-");

/** Noise of a recording on a linear probe; channels may be dead, segments short. */
function noise(numChannels: number, frames: readonly number[], dead = false): Recording {
  let state = 1;
  const next = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  const traces = frames.map((n) =>
    Float32Array.from({ length: n * numChannels }, () => (dead ? 0 : 20 * (next() + next()))),
  );
  const recording = memoryRecording({ traces, numChannels, samplingFrequency: RATE });
  return withProbe(recording, { probes: [linearProbe(numChannels)] });
}

describe.each(["simple", "spikedesk", "tridesclous2", "spykingcircus2", "lupin"])(
  "%s",
  (sorter) => {
    it("gives a sorting without units when every channel is dead", async () => {
      const sorting = await bench.sort(sorter, noise(4, [RATE], true), `${sorter}-dead`);
      expect([...sorting.unitIds]).toEqual([]);
    });

    it("goes past segments that are shorter than a template", async () => {
      const sorting = await bench.sort(sorter, noise(4, [RATE, 40]), `${sorter}-short`);
      expect(sorting.numSegments).toBe(2);
      expect([...sorting.unitIds]).toEqual([]);
      const single = bench.sort(sorter, noise(4, [RATE, 1]), `${sorter}-one-frame`);
      await expect(single).rejects.toMatchObject({ code: "InvalidValue" });
    });

    it("sorts one channel", async () => {
      const sorting = await bench.sort(sorter, noise(1, [RATE]), `${sorter}-single`);
      expect(sorting.numSegments).toBe(1);
      const folder = await readSorterFolder(join(bench.root, `${sorter}-single`), {}, bench.ctx);
      expect(folder?.sorterName).toBe(sorter);
      expect(folder?.sorting.spikes).toEqual(sorting.spikes);
    });
  },
);

describe("two probes that lie on each other", () => {
  it.each(["simple", "spikedesk", "tridesclous2", "spykingcircus2", "lupin"])(
    "are refused by %s",
    async (sorter) => {
      const [first, second] = [linearProbe(4), linearProbe(4)];
      const wired = { ...second, deviceChannelIndices: Int32Array.of(4, 5, 6, 7) };
      const plain = memoryRecording({
        traces: [new Float32Array(8 * RATE)],
        numChannels: 8,
        samplingFrequency: RATE,
      });
      const doubled = withProbe(plain, { probes: [first, wired] });
      await expect(bench.sort(sorter, doubled, `${sorter}-doubled`)).rejects.toMatchObject({
        code: "InvalidValue",
        details: { probes: [0, 1] },
      });
      const moved = first.contactPositions.map((value, i) => (i % 2 === 0 ? value + 500 : value));
      const apart = withProbe(plain, {
        probes: [first, { ...wired, contactPositions: moved }],
      });
      expect((await bench.sort(sorter, apart, `${sorter}-apart`)).unitIds).toHaveLength(0);
    },
  );
});

describe("lupin on a short recording", () => {
  it("finds units, the same ones for the same seed however many workers", async () => {
    const { recording, sorting: truth } = await generateGroundTruthRecording(
      { durations: [5], sampling_frequency: RATE, num_channels: 6, num_units: 3, seed: 3 },
      bench.ctx,
    );
    const one = await bench.sort("lupin", recording, "one");
    const two = await bench.sort("lupin", recording, "two", {}, withLanes(bench.ctx, 2));
    expect(two.spikes).toEqual(one.spikes);
    const { units } = compareToGroundTruth(truth, one);
    expect(units.filter(({ accuracy }) => accuracy > 0.8).length).toBeGreaterThanOrEqual(2);
  });

  it("sorts unsigned samples", async () => {
    const samples = Uint16Array.from({ length: 4 * RATE }, (_, i) => 32_768 + ((i * 7919) % 41));
    const plain = memoryRecording({ traces: [samples], numChannels: 4, samplingFrequency: RATE });
    const unsigned = withProbe(plain, { probes: [linearProbe(4)] });
    expect((await bench.sort("lupin", unsigned, "lupin-unsigned")).numSegments).toBe(1);
    expect((await bench.sort("spikedesk", unsigned, "own-unsigned")).numSegments).toBe(1);
  });

  it("takes steps of one's own, and names one that is no object", async () => {
    const recording = noise(4, [RATE]);
    const steps = { bandpass_filter: { freq_min: 300, freq_max: 5000 } };
    const sorting = await bench.sort("lupin", recording, "own", { preprocessing_dict: steps });
    expect(sorting.numSegments).toBe(1);
    const wrong = bench.sort("lupin", recording, "wrong", {
      preprocessing_dict: { common_reference: 1 },
    });
    await expect(wrong).rejects.toMatchObject({
      code: "InvalidParameter",
      details: { field: "preprocessing_dict" },
    });
  });
});
