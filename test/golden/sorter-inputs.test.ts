import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareToGroundTruth } from "#core/comparison/index.ts";
import type { ChunkExecutor, ComputeContext } from "#core/compute/index.ts";
import { generateGroundTruthRecording, linearProbe } from "#core/generation/index.ts";
import { createLocalComputeContext } from "#core/jobs/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { memoryRecording, withProbe, type Recording } from "#core/recording/index.ts";
import { runSorter } from "#core/sorters/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { loadKernels, nodeFileSystem } from "#native/index.ts";

/* What sorters do with input that holds little or nothing to sort, and lupin on a short recording. */

const RATE = 30_000;

let root = "";
let ctx: ComputeContext;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "inputs-"));
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
  const outputFolder = join(root, `${sorter}-${name}`);
  await nodeFileSystem.makeFolder(outputFolder);
  return runSorter(sorter, { recording, outputFolder }, params, context);
}

/** Chunks on two independent states, the last chunk first. */
function withTwoLanes(context: ComputeContext): ComputeContext {
  const executor: ChunkExecutor = {
    numWorkers: 2,
    async run(task, args, chunks, onResult) {
      const states = await Promise.all(
        [0, 1].map(() => task.prepare(structuredClone(args), context)),
      );
      const outs = new Map<number, Awaited<ReturnType<typeof task.run>>>();
      for (const [i, chunk] of [...chunks.entries()].reverse()) {
        const state = states[i % 2];
        if (state !== undefined) outs.set(i, await task.run(state, chunk));
      }
      for (const [i, out] of [...outs].sort(([a], [b]) => a - b)) {
        const chunk = chunks[i];
        if (chunk !== undefined) await onResult(out, chunk, i);
      }
    },
  };
  return { ...context, executor };
}

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

describe.each(["tridesclous2", "spykingcircus2", "lupin"])("%s", (sorter) => {
  it("gives a sorting without units when every channel is dead", async () => {
    const sorting = await sort(sorter, noise(4, [RATE], true), "dead");
    expect([...sorting.unitIds]).toEqual([]);
  });

  it("goes past segments that are shorter than a template", async () => {
    const sorting = await sort(sorter, noise(4, [RATE, 40]), "short");
    expect(sorting.numSegments).toBe(2);
    expect([...sorting.unitIds]).toEqual([]);
    const single = sort(sorter, noise(4, [RATE, 1]), "one-frame");
    await expect(single).rejects.toMatchObject({ code: "InvalidValue" });
  });

  it("sorts one channel", async () => {
    const sorting = await sort(sorter, noise(1, [RATE]), "single");
    expect(sorting.numSegments).toBe(1);
  });
});

describe("two probes that lie on each other", () => {
  it.each(["simple", "tridesclous2", "spykingcircus2", "lupin"])(
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
      await expect(sort(sorter, doubled, "doubled")).rejects.toMatchObject({
        code: "InvalidValue",
        details: { probes: [0, 1] },
      });
      const moved = first.contactPositions.map((value, i) => (i % 2 === 0 ? value + 500 : value));
      const apart = withProbe(plain, {
        probes: [first, { ...wired, contactPositions: moved }],
      });
      expect((await sort(sorter, apart, "apart")).unitIds).toHaveLength(0);
    },
  );
});

describe("lupin on a short recording", () => {
  it("finds units, the same ones for the same seed however many workers", async () => {
    const { recording, sorting: truth } = await generateGroundTruthRecording(
      { durations: [5], sampling_frequency: RATE, num_channels: 6, num_units: 3, seed: 3 },
      ctx,
    );
    const one = await sort("lupin", recording, "one");
    const two = await sort("lupin", recording, "two", {}, withTwoLanes(ctx));
    expect(two.spikes).toEqual(one.spikes);
    const { units } = compareToGroundTruth(truth, one);
    expect(units.filter(({ accuracy }) => accuracy > 0.8).length).toBeGreaterThanOrEqual(2);
  });

  it("sorts unsigned samples", async () => {
    const samples = Uint16Array.from({ length: 4 * RATE }, (_, i) => 32_768 + ((i * 7919) % 41));
    const plain = memoryRecording({ traces: [samples], numChannels: 4, samplingFrequency: RATE });
    const unsigned = withProbe(plain, { probes: [linearProbe(4)] });
    expect((await sort("lupin", unsigned, "unsigned")).numSegments).toBe(1);
    expect((await sort("simple", unsigned, "unsigned")).numSegments).toBe(1);
  });

  it("takes steps of one's own, and names one that is no object", async () => {
    const recording = noise(4, [RATE]);
    const steps = { bandpass_filter: { freq_min: 300, freq_max: 5000 } };
    const sorting = await sort("lupin", recording, "own", { preprocessing_dict: steps });
    expect(sorting.numSegments).toBe(1);
    const wrong = sort("lupin", recording, "wrong", {
      preprocessing_dict: { common_reference: 1 },
    });
    await expect(wrong).rejects.toMatchObject({
      code: "InvalidParameter",
      details: { field: "preprocessing_dict" },
    });
  });
});
