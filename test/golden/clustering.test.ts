import { beforeAll, describe, expect, it } from "vitest";
import type { ComputeContext } from "#core/compute/index.ts";
import { generateGroundTruthRecording } from "#core/generation/index.ts";
import { createLocalComputeContext } from "#core/jobs/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { detectPeaks, findClustersFromPeaks, type Peaks } from "#core/sorting-components/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { loadKernels, nodeFileSystem } from "#native/index.ts";

/* Clusters of peaks on a generated recording whose units are known. */

describe("clusters of peaks", () => {
  let ctx: ComputeContext;
  let recording: Recording;
  let truth: Sorting;
  let peaks: Peaks;

  beforeAll(async () => {
    ctx = createLocalComputeContext({ kernels: loadKernels(), fs: nodeFileSystem });
    const made = await generateGroundTruthRecording(
      { durations: [10], sampling_frequency: 30_000, num_channels: 16, num_units: 4, seed: 4 },
      ctx,
    );
    recording = made.recording;
    truth = made.sorting;
    const params = { exclude_sweep_ms: 1.5, radius_um: 150 };
    peaks = await detectPeaks(recording, { method: "locally_exclusive", params }, ctx);
  });

  /** Unit that fired at most 10 frames from each peak, −1 for none or several. */
  function unitsOfPeaks(): number[] {
    const { sampleIndex, unitIndex } = truth.spikes;
    return Array.from(peaks.sampleIndex, (sample) => {
      const near = new Set<number>();
      sampleIndex.forEach((spike, i) => {
        if (Math.abs(spike - sample) <= 10) near.add(unitIndex[i]);
      });
      const [only] = near;
      return near.size === 1 && only !== undefined ? only : -1;
    });
  }

  it.each([
    ["iterative-isosplit", {}, 0.95],
    ["iterative-isosplit", { pre_label: { mode: "vertical_bin" } }, 0.95],
    ["iterative-isosplit", { merge_from_features: {} }, 0.95],
    // as a dictionary of SpikeInterface's defaults says it
    ["iterative-isosplit", { motion: null, peaks_svd: { motion: null }, merge_from_features: null, debug_folder: null, verbose: true }, 0.95], // prettier-ignore
    ["iterative-hdbscan", { merge_from_features: { criteria: "percentile" } }, 0.85],
    ["iterative-hdbscan", {}, 0.85],
    ["hdbscan-positions", {}, 0.7],
    ["random-projections", {}, 0.7],
    ["graph-clustering", {}, 0.9],
  ] as [string, JsonObject, number][])("%s keeps units apart", async (method, params, share) => {
    const { labels, unitIds } = await findClustersFromPeaks(
      recording,
      peaks,
      { method, params },
      ctx,
    );
    expect(labels.length).toBe(peaks.sampleIndex.length);
    expect([...new Set(labels)].filter((label) => label >= 0).sort((a, b) => a - b)).toEqual(
      unitIds,
    );
    const units = unitsOfPeaks();
    const known = units.filter((unit) => unit >= 0).length;
    let pure = 0;
    for (const id of unitIds) {
      const counts = new Map<number, number>();
      labels.forEach((label, i) => {
        if (label === id && units[i] >= 0) counts.set(units[i], (counts.get(units[i]) ?? 0) + 1);
      });
      pure += Math.max(0, ...counts.values());
    }
    expect(pure / known).toBeGreaterThan(share);
    const again = await findClustersFromPeaks(recording, peaks, { method, params }, ctx);
    expect(again.labels).toEqual(labels);
  });

  it("finds by a matched filter the spikes that a threshold finds, within a few samples", async () => {
    const prototype = Array.from({ length: 60 }, (_, s) => -Math.exp(-((s - 15) ** 2) / 18));
    const params = { prototype, ms_before: 0.5, exclude_sweep_ms: 1.5, radius_um: 150 };
    const found = await detectPeaks(recording, { method: "matched_filtering", params }, ctx);
    const near = Array.from(peaks.sampleIndex).filter((sample) =>
      found.sampleIndex.some((other) => Math.abs(other - sample) <= 10),
    );
    expect(near.length / peaks.sampleIndex.length).toBeGreaterThan(0.9);
    const wrongWay = { ...params, prototype: prototype.map((value) => -value) };
    await expect(
      detectPeaks(recording, { method: "matched_filtering", params: wrongWay }, ctx),
    ).rejects.toMatchObject({ code: "InvalidParameter" });
  });

  it("refuses a method that is not there, and gives no clusters for no peaks", async () => {
    await expect(
      findClustersFromPeaks(recording, peaks, { method: "kilosort-clustering" }, ctx),
    ).rejects.toMatchObject({ code: "UnknownName" });
    const none = await detectPeaks(
      recording,
      { method: "locally_exclusive", params: { detect_threshold: 1e6 } },
      ctx,
    );
    const { unitIds } = await findClustersFromPeaks(
      recording,
      none,
      { method: "iterative-isosplit" },
      ctx,
    );
    expect(unitIds).toEqual([]);
  });
});
