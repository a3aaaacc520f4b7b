import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { compareToGroundTruth } from "#core/comparison/index.ts";
import { generateGroundTruthRecording, type GroundTruthParams } from "#core/generation/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { openSortingPath } from "#core/open/index.ts";
import { applyPipeline } from "#core/preprocessing/index.ts";
import { memoryRecording, withProbe, type Recording } from "#core/recording/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { linearProbe } from "#core/generation/index.ts";
import { sorterBench, stoppingAt, withLanes } from "../support/sorter-bench.ts";

/*
 * The internal sorter on generated recordings whose truth is known. The demo recording is the one that the reference
 * values of the bench stand for.
 */

const DEMO: GroundTruthParams = {
  durations: [60],
  sampling_frequency: 30_000,
  num_channels: 64,
  num_units: 20,
  seed: 0,
};

const bench = sorterBench("spikedesk-sorter-");

describe("the own sorter", () => {
  it("finds the units of the demo recording and no others", { timeout: 300_000 }, async () => {
    const { recording, sorting: truth } = await generateGroundTruthRecording(DEMO, bench.ctx);
    const sorting = await bench.sort("spikedesk", recording, "demo");
    const comparison = compareToGroundTruth(truth, sorting, {
      exhaustiveGroundTruth: true,
    });
    expect(comparison.wellDetected.length).toBeGreaterThanOrEqual(18);
    expect(comparison.pooled.accuracy).toBeGreaterThan(0.95);
    expect(comparison.wrong).toEqual({ falsePositive: [], redundant: [], overmerged: [], bad: [] });
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
    const sorting = await bench.sort("spikedesk", int16, "harder");
    const comparison = compareToGroundTruth(truth, sorting, { exhaustiveGroundTruth: true });
    // two of the units are smaller than twice the noise
    expect(comparison.wellDetected.length).toBeGreaterThanOrEqual(14);
    expect(comparison.wrong?.falsePositive).toEqual([]);
    expect(comparison.wrong?.redundant).toEqual([]);
  });

  describe("on a short recording of two segments", () => {
    let recording: Recording;
    let truth: Sorting;
    let whole: Sorting;

    beforeAll(async () => {
      const small = { ...DEMO, durations: [12, 9], num_channels: 16, num_units: 4, seed: 3 };
      const generated = await generateGroundTruthRecording(small, bench.ctx);
      recording = generated.recording;
      truth = generated.sorting;
      whole = await bench.sort("spikedesk", recording, "whole");
    });

    it("gives the same spikes for the same seed, however many workers", async () => {
      const three = await bench.sort("spikedesk", recording, "three", {}, withLanes(bench.ctx, 3));
      expect(three.unitIds).toEqual(whole.unitIds);
      expect(three.spikes).toEqual(whole.spikes);
      expect(whole.numSegments).toBe(2);
      const { units } = compareToGroundTruth(truth, whole, { deltaMs: 0.4 });
      expect(units.filter(({ accuracy }) => accuracy > 0.8).length).toBeGreaterThanOrEqual(3);
    });

    it("writes SpikeInterface's sorter folder", async () => {
      const sorting = await bench.sort("spikedesk", recording, "folder", { seed: 4 });
      const folder = join(bench.root, "folder");
      expect(readdirSync(folder).sort()).toEqual([
        "sorter_output",
        "spikeinterface_log.json",
        "spikeinterface_params.json",
        "spikeinterface_recording.json",
      ]);
      const params = JSON.parse(
        readFileSync(join(folder, "spikeinterface_params.json"), "utf8"),
      ) as JsonObject;
      expect(params["sorter_name"]).toBe("spikedesk");
      expect(params["sorter_params"]).toMatchObject({
        seed: 4,
        detection: { peak_sign: "neg", detect_threshold: 5, exclude_sweep_ms: 1.5, radius_um: 150 },
      });
      const log = JSON.parse(
        readFileSync(join(folder, "spikeinterface_log.json"), "utf8"),
      ) as JsonObject;
      expect(log).toMatchObject({
        sorter_name: "spikedesk",
        datetime: "1970-01-01T00:00:00.000",
        error: false,
        run_time: 0,
      });
      expect(readdirSync(join(folder, "sorter_output"))).not.toContain("cache_preprocessing");
      const read = await openSortingPath(join(folder, "sorter_output", "sorting"), {}, bench.ctx);
      expect(read.spikes).toEqual(sorting.spikes);
      expect(read.unitIds).toEqual(sorting.unitIds);
    });

    it("filters and references a raw recording when asked to", async () => {
      const sorting = await bench.sort("spikedesk", recording, "filtered", {
        apply_preprocessing: true,
      });
      const { units } = compareToGroundTruth(truth, sorting);
      expect(units.filter(({ accuracy }) => accuracy > 0.8).length).toBeGreaterThanOrEqual(3);
    });

    it("stops when cancelled, and says so in the log", async () => {
      const cancelled = { ...bench.ctx, cancel: { cancelled: true } };
      await expect(
        bench.sort("spikedesk", recording, "stopped", {}, cancelled),
      ).rejects.toMatchObject({
        code: "Cancelled",
      });
      const log = JSON.parse(
        readFileSync(join(bench.root, "stopped", "spikeinterface_log.json"), "utf8"),
      ) as JsonObject;
      expect(log["error"]).toBe(true);
    });

    it.each([
      ["refine templates 1", "cluster peaks"],
      ["match templates", "make templates"],
    ])("goes on after it was stopped at %s, with the same result", async (step, last) => {
      const name = `stopped-${last}`;
      const stopped = bench.sort("spikedesk", recording, name, {}, stoppingAt(bench.ctx, step));
      await expect(stopped).rejects.toMatchObject({ code: "Cancelled" });
      const lines: string[] = [];
      const context = { ...bench.ctx, log: (line: string) => void lines.push(line) };
      const resumed = await bench.sort("spikedesk", recording, name, {}, context);
      expect(resumed.spikes).toEqual(whole.spikes);
      expect(lines).toContain(`${last}: taken from the run before`);
      const dropped = (folder: string): string =>
        readFileSync(join(bench.root, folder, "sorter_output", "dropped_units.json"), "utf8");
      expect(dropped(name)).toBe(dropped("whole"));
    });

    it("refuses a parameter that it does not have, by name", async () => {
      const wrong = bench.sort("spikedesk", recording, "wrong", { detection: { treshold: 4 } });
      await expect(wrong).rejects.toMatchObject({
        code: "InvalidParameter",
        details: { sorter: "spikedesk", parameter: "detection.treshold" },
      });
    });
  });

  it("gives a sorting without units for a silent recording", async () => {
    const silent = memoryRecording({
      traces: [new Float32Array(4 * 45_000)],
      numChannels: 4,
      samplingFrequency: 30_000,
    });
    const probed = withProbe(silent, { probes: [linearProbe(4)] });
    const sorting = await bench.sort("spikedesk", probed, "silent");
    expect(sorting.unitIds).toEqual([]);
    expect(sorting.spikes.sampleIndex.length).toBe(0);
  });

  it("needs to know where channels are", async () => {
    const nowhere = memoryRecording({
      traces: [new Float32Array(4 * 45_000)],
      numChannels: 4,
      samplingFrequency: 30_000,
    });
    await expect(bench.sort("spikedesk", nowhere, "nowhere")).rejects.toMatchObject({
      code: "MissingProbe",
    });
  });
});
