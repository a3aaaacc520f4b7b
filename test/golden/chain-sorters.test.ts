import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { compareToGroundTruth } from "#core/comparison/index.ts";
import {
  generateGroundTruthRecording,
  linearProbe,
  type GroundTruthParams,
} from "#core/generation/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { openSortingPath } from "#core/open/index.ts";
import { applyPipeline } from "#core/preprocessing/index.ts";
import { memoryRecording, withProbe, type Recording } from "#core/recording/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { sorterBench, stoppingAt, withLanes } from "../support/sorter-bench.ts";

/*
 * The chains of components on generated recordings whose truth is known. The demo recordings are those that the reference
 * values of the bench stand for.
 */

const DEMO: GroundTruthParams = {
  durations: [60],
  sampling_frequency: 30_000,
  num_channels: 64,
  num_units: 20,
  seed: 0,
};

const bench = sorterBench("chains-");

describe("tridesclous2", () => {
  it("finds the units of the demo recording and no others", { timeout: 300_000 }, async () => {
    const { recording, sorting: truth } = await generateGroundTruthRecording(DEMO, bench.ctx);
    const sorting = await bench.sort("tridesclous2", recording, "demo");
    const found = compareToGroundTruth(truth, sorting, { exhaustiveGroundTruth: true });
    expect(found.wellDetected.length).toBe(20);
    const mean = found.units.reduce((sum, { accuracy }) => sum + accuracy, 0) / found.units.length;
    expect(mean).toBeGreaterThanOrEqual(0.98);
    expect(found.wrong).toEqual({ falsePositive: [], redundant: [], overmerged: [], bad: [] });
  });

  it("finds what can be seen in the harder int16 recording", { timeout: 300_000 }, async () => {
    const { recording, sorting: truth } = await generateGroundTruthRecording(
      { ...DEMO, num_units: 16 },
      bench.ctx,
    );
    const int16 = await applyPipeline(
      recording,
      [["scale", { gain: 1 / 0.195, dtype: "int16" }]],
      bench.ctx,
    );
    const sorting = await bench.sort("tridesclous2", int16, "harder");
    const found = compareToGroundTruth(truth, sorting, { exhaustiveGroundTruth: true });
    expect(found.wellDetected.length).toBeGreaterThanOrEqual(14);
    expect(found.wrong?.falsePositive).toEqual([]);
    expect(found.wrong?.redundant).toEqual([]);
  });
});

describe.each(["tridesclous2", "spykingcircus2"])(
  "%s on a short recording of two segments",
  (sorter) => {
    let recording: Recording;
    let truth: Sorting;

    beforeAll(async () => {
      const small = { ...DEMO, durations: [9, 7], num_channels: 16, num_units: 4, seed: 3 };
      const generated = await generateGroundTruthRecording(small, bench.ctx);
      recording = generated.recording;
      truth = generated.sorting;
    });

    it("gives the same spikes for the same seed, however many workers", async () => {
      const one = await bench.sort(sorter, recording, `${sorter}-one`);
      const three = await bench.sort(
        sorter,
        recording,
        `${sorter}-three`,
        {},
        withLanes(bench.ctx, 3),
      );
      expect(three.spikes).toEqual(one.spikes);
      const { units } = compareToGroundTruth(truth, one);
      expect(units.filter(({ accuracy }) => accuracy > 0.8).length).toBeGreaterThanOrEqual(3);
      const read = await openSortingPath(
        join(bench.root, `${sorter}-one`, "sorter_output", "sorting"),
        {},
        bench.ctx,
      );
      expect(read.spikes).toEqual(one.spikes);
    });

    it.each(["learn waveforms", "match templates"])(
      "goes on after it was stopped at %s, with the same result",
      async (step) => {
        const whole = await bench.sort(sorter, recording, `${sorter}-whole-${step}`);
        const name = `${sorter}-stopped-${step}`;
        const stopped = bench.sort(sorter, recording, name, {}, stoppingAt(bench.ctx, step));
        await expect(stopped).rejects.toMatchObject({ code: "Cancelled" });
        const lines: string[] = [];
        const context = { ...bench.ctx, log: (line: string) => void lines.push(line) };
        const resumed = await bench.sort(sorter, recording, name, {}, context);
        expect(resumed.spikes).toEqual(whole.spikes);
        expect(lines).toContain("detect peaks: taken from the run before");
      },
    );

    it("computes again what a damaged file or other parameters make worthless", async () => {
      const name = `${sorter}-damaged`;
      const first = await bench.sort(sorter, recording, name);
      const output = join(bench.root, name, "sorter_output");
      await nodeFileSystem.writeFile(join(output, "all_peaks.npy"), "not an array");
      const lines: string[] = [];
      const context = { ...bench.ctx, log: (line: string) => void lines.push(line) };
      const again = await bench.sort(sorter, recording, name, {}, context);
      expect(again.spikes).toEqual(first.spikes);
      expect(lines.filter((line) => line.startsWith("detect peaks: what the run"))).toHaveLength(1);
      await bench.sort(sorter, recording, name, { seed: 7 }, context);
      const state = JSON.parse(
        readFileSync(join(output, "checkpoints.json"), "utf8"),
      ) as JsonObject;
      expect(state["stages"]).toContain("match templates");
      expect(readdirSync(output)).not.toContain("cache_preprocessing");
    });

    it("refuses a parameter that it does not have, by name", async () => {
      const wrong = bench.sort(sorter, recording, `${sorter}-wrong`, {
        filtering: { freq_mim: 4 },
      });
      await expect(wrong).rejects.toMatchObject({ code: "InvalidParameter", details: { sorter } });
    });

    it("gives a sorting without units for a silent recording, and needs channel places", async () => {
      const silent = memoryRecording({
        traces: [new Float32Array(4 * 60_000)],
        numChannels: 4,
        samplingFrequency: 30_000,
      });
      const probed = withProbe(silent, { probes: [linearProbe(4)] });
      const sorting = await bench.sort(sorter, probed, `${sorter}-silent`);
      expect(sorting.unitIds).toEqual([]);
      const nowhere = bench.sort(sorter, silent, `${sorter}-nowhere`);
      await expect(nowhere).rejects.toMatchObject({ code: "MissingProbe" });
    });

    it("sorts unsigned samples, and one channel by itself", async () => {
      const unsigned = await applyPipeline(
        recording,
        [["scale", { gain: 1, offset: 32_768, dtype: "uint16" }]],
        bench.ctx,
      );
      const sorting = await bench.sort(sorter, unsigned, `${sorter}-unsigned`);
      const { units } = compareToGroundTruth(truth, sorting);
      expect(units.filter(({ accuracy }) => accuracy > 0.8).length).toBeGreaterThanOrEqual(3);
      const { recording: single } = await generateGroundTruthRecording(
        { ...DEMO, durations: [10], num_channels: 1, num_units: 1, seed: 1 },
        bench.ctx,
      );
      expect((await bench.sort(sorter, single, `${sorter}-single`)).numSegments).toBe(1);
    });
  },
);
