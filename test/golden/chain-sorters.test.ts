import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareToGroundTruth } from "#core/comparison/index.ts";
import type { ChunkExecutor, ComputeContext } from "#core/compute/index.ts";
import {
  generateGroundTruthRecording,
  linearProbe,
  type GroundTruthParams,
} from "#core/generation/index.ts";
import { createLocalComputeContext } from "#core/jobs/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { openSortingPath } from "#core/open/index.ts";
import { applyPipeline } from "#core/preprocessing/index.ts";
import { memoryRecording, withProbe, type Recording } from "#core/recording/index.ts";
import { runSorter } from "#core/sorters/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { loadKernels, nodeFileSystem } from "#native/index.ts";

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

let root = "";
let ctx: ComputeContext;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "chains-"));
  ctx = createLocalComputeContext({ kernels: loadKernels(), fs: nodeFileSystem, nowMs: () => 0 });
});

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

async function sort(
  sorter: string,
  recording: Recording,
  name: string,
  params: JsonObject = {},
  context = ctx,
): Promise<Sorting> {
  const outputFolder = join(root, name);
  await nodeFileSystem.makeFolder(outputFolder);
  return runSorter(sorter, { recording, outputFolder }, params, context);
}

/** Chunks spread over several independent states, as workers hold them, the last chunk first. */
function withLanes(context: ComputeContext, numLanes: number): ComputeContext {
  const executor: ChunkExecutor = {
    numWorkers: numLanes,
    async run(task, args, chunks, onResult) {
      const copies = Array.from({ length: numLanes }, () =>
        task.prepare(structuredClone(args), context),
      );
      const states = await Promise.all(copies);
      const outs = new Map<number, Awaited<ReturnType<typeof task.run>>>();
      for (const i of [...chunks.keys()].reverse()) {
        const [state, chunk] = [states[i % numLanes], chunks[i]];
        if (state === undefined || chunk === undefined) continue;
        outs.set(i, await task.run(state, chunk));
      }
      for (const [i, out] of [...outs].sort(([a], [b]) => a - b)) {
        const chunk = chunks[i];
        if (chunk !== undefined) await onResult(out, chunk, i);
      }
    },
  };
  return { ...context, executor };
}

/** Stops when a step begins. */
function stoppingAt(context: ComputeContext, step: string): ComputeContext {
  const cancel = { cancelled: false };
  return {
    ...context,
    cancel,
    report(progress) {
      if (progress.step === step) cancel.cancelled = true;
    },
  };
}

describe("tridesclous2", () => {
  it("finds the units of the demo recording and no others", { timeout: 300_000 }, async () => {
    const { recording, sorting: truth } = await generateGroundTruthRecording(DEMO, ctx);
    const sorting = await sort("tridesclous2", recording, "demo");
    const found = compareToGroundTruth(truth, sorting, { exhaustiveGroundTruth: true });
    expect(found.wellDetected.length).toBe(20);
    const mean = found.units.reduce((sum, { accuracy }) => sum + accuracy, 0) / found.units.length;
    expect(mean).toBeGreaterThanOrEqual(0.98);
    expect(found.wrong).toEqual({ falsePositive: [], redundant: [], overmerged: [], bad: [] });
  });

  it("finds what can be seen in the harder int16 recording", { timeout: 300_000 }, async () => {
    const { recording, sorting: truth } = await generateGroundTruthRecording(
      { ...DEMO, num_units: 16 },
      ctx,
    );
    const int16 = await applyPipeline(
      recording,
      [["scale", { gain: 1 / 0.195, dtype: "int16" }]],
      ctx,
    );
    const sorting = await sort("tridesclous2", int16, "harder");
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
      const generated = await generateGroundTruthRecording(small, ctx);
      recording = generated.recording;
      truth = generated.sorting;
    });

    it("gives the same spikes for the same seed, however many workers", async () => {
      const one = await sort(sorter, recording, `${sorter}-one`);
      const three = await sort(sorter, recording, `${sorter}-three`, {}, withLanes(ctx, 3));
      expect(three.spikes).toEqual(one.spikes);
      const { units } = compareToGroundTruth(truth, one);
      expect(units.filter(({ accuracy }) => accuracy > 0.8).length).toBeGreaterThanOrEqual(3);
      const read = await openSortingPath(
        join(root, `${sorter}-one`, "sorter_output", "sorting"),
        {},
        ctx,
      );
      expect(read.spikes).toEqual(one.spikes);
    });

    it.each(["learn waveforms", "match templates"])(
      "goes on after it was stopped at %s, with the same result",
      async (step) => {
        const whole = await sort(sorter, recording, `${sorter}-whole-${step}`);
        const name = `${sorter}-stopped-${step}`;
        const stopped = sort(sorter, recording, name, {}, stoppingAt(ctx, step));
        await expect(stopped).rejects.toMatchObject({ code: "Cancelled" });
        const lines: string[] = [];
        const context = { ...ctx, log: (line: string) => void lines.push(line) };
        const resumed = await sort(sorter, recording, name, {}, context);
        expect(resumed.spikes).toEqual(whole.spikes);
        expect(lines).toContain("detect peaks: taken from the run before");
      },
    );

    it("computes again what a damaged file or other parameters make worthless", async () => {
      const name = `${sorter}-damaged`;
      const first = await sort(sorter, recording, name);
      const output = join(root, name, "sorter_output");
      await nodeFileSystem.writeFile(join(output, "all_peaks.npy"), "not an array");
      const lines: string[] = [];
      const context = { ...ctx, log: (line: string) => void lines.push(line) };
      const again = await sort(sorter, recording, name, {}, context);
      expect(again.spikes).toEqual(first.spikes);
      expect(lines.filter((line) => line.startsWith("detect peaks: what the run"))).toHaveLength(1);
      await sort(sorter, recording, name, { seed: 7 }, context);
      const state = JSON.parse(
        readFileSync(join(output, "checkpoints.json"), "utf8"),
      ) as JsonObject;
      expect(state["stages"]).toContain("match templates");
      expect(readdirSync(output)).not.toContain("cache_preprocessing");
    });

    it("refuses a parameter that it does not have, by name", async () => {
      const wrong = sort(sorter, recording, `${sorter}-wrong`, { filtering: { freq_mim: 4 } });
      await expect(wrong).rejects.toMatchObject({ code: "InvalidParameter", details: { sorter } });
    });

    it("gives a sorting without units for a silent recording, and needs channel places", async () => {
      const silent = memoryRecording({
        traces: [new Float32Array(4 * 60_000)],
        numChannels: 4,
        samplingFrequency: 30_000,
      });
      const probed = withProbe(silent, { probes: [linearProbe(4)] });
      const sorting = await sort(sorter, probed, `${sorter}-silent`);
      expect(sorting.unitIds).toEqual([]);
      const nowhere = sort(sorter, silent, `${sorter}-nowhere`);
      await expect(nowhere).rejects.toMatchObject({ code: "MissingProbe" });
    });

    it("sorts unsigned samples, and one channel by itself", async () => {
      const unsigned = await applyPipeline(
        recording,
        [["scale", { gain: 1, offset: 32_768, dtype: "uint16" }]],
        ctx,
      );
      const sorting = await sort(sorter, unsigned, `${sorter}-unsigned`);
      const { units } = compareToGroundTruth(truth, sorting);
      expect(units.filter(({ accuracy }) => accuracy > 0.8).length).toBeGreaterThanOrEqual(3);
      const { recording: single } = await generateGroundTruthRecording(
        { ...DEMO, durations: [10], num_channels: 1, num_units: 1, seed: 1 },
        ctx,
      );
      expect((await sort(sorter, single, `${sorter}-single`)).numSegments).toBe(1);
    });
  },
);
