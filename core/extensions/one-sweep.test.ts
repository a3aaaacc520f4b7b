import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAnalyzer, extensionArray, type SortingAnalyzer } from "#core/analyzer/index.ts";
import { isStructured, toFloat64 } from "#core/array/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { writeBinaryFolder } from "#core/formats/index.ts";
import { generateGroundTruthRecording } from "#core/generation/index.ts";
import type { FileSystemPort } from "#core/io/index.ts";
import { createLocalComputeContext } from "#core/jobs/index.ts";
import { openRecordingPath } from "#core/open/index.ts";
import { applyPipeline } from "#core/preprocessing/index.ts";
import { sliceFrames, type Recording } from "#core/recording/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { loadKernels, nodeFileSystem } from "#native/index.ts";
import { computeExtensions } from "./index.ts";

const scratch = mkdtempSync(join(tmpdir(), "one-sweep-"));
const folder = join(scratch, "recording");
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const NUM_CHANNELS = 8;
const NUM_UNITS = 6;
const SAMPLES = 10 * 20000;
const BYTES_PER_FRAME = NUM_CHANNELS * 4;

/** Everything that is computed from traces. */
const WITH_TRACES = [
  "random_spikes",
  "waveforms",
  "templates",
  "noise_levels",
  "spike_amplitudes",
  "amplitude_scalings",
  "spike_locations",
];
const ALL_AT_ONCE =
  "waveforms + noise_levels + spike_amplitudes + amplitude_scalings + spike_locations";

interface Counted {
  readonly ctx: ComputeContext;
  /** bytes read from .raw files, and the steps that were reported, since the last call */
  take(): { readonly bytes: number; readonly steps: readonly string[] };
}

function counted(): Counted {
  let bytes = 0;
  let steps: string[] = [];
  const fs: FileSystemPort = {
    ...nodeFileSystem,
    async openBytes(path) {
      const source = await nodeFileSystem.openBytes(path);
      return {
        sizeBytes: source.sizeBytes,
        async readInto(offset, out) {
          if (path.endsWith(".raw")) bytes += out.byteLength;
          await source.readInto(offset, out);
        },
        close: () => source.close(),
      };
    },
  };
  const ctx = createLocalComputeContext(
    { kernels: loadKernels(), fs },
    {
      report: ({ step, fraction }) => {
        if (fraction === 0) steps.push(step);
      },
    },
  );
  return {
    ctx,
    take() {
      const seen = { bytes, steps };
      bytes = 0;
      steps = [];
      return seen;
    },
  };
}

let sorting: Sorting;
beforeAll(async () => {
  const { ctx } = counted();
  const made = await generateGroundTruthRecording(
    {
      durations: [10],
      sampling_frequency: 20000,
      num_channels: NUM_CHANNELS,
      num_units: NUM_UNITS,
      seed: 3,
    },
    ctx,
  );
  sorting = made.sorting;
  await writeBinaryFolder(made.recording, folder, ctx);
});

async function analyzed(
  recording: Recording,
  counter: Counted,
  options: {
    readonly sparse: boolean;
    readonly together: boolean;
    readonly expected?: "wrong";
    readonly windows?: "shared";
  },
): Promise<{ analyzer: SortingAnalyzer; seen: ReturnType<Counted["take"]> }> {
  const created = await createAnalyzer({ recording, sorting, sparse: options.sparse }, counter.ctx);
  const { expectedTemplates: known } = created;
  const analyzer: SortingAnalyzer =
    options.expected === "wrong" && known !== undefined
      ? {
          ...created,
          expectedTemplates: { ...known, data: Float32Array.from(known.data).reverse() },
        }
      : created;
  counter.take();
  const batches = options.together ? [WITH_TRACES] : WITH_TRACES.map((name) => [name]);
  for (const names of batches) {
    await computeExtensions(
      analyzer,
      new Map(names.map((name) => [name, {}])),
      counter.ctx,
      options.windows === undefined ? {} : { windows: options.windows },
    );
  }
  return { analyzer, seen: counter.take() };
}

function results(analyzer: SortingAnalyzer): Record<string, number[]> {
  const arrays = {
    waveforms: "waveforms",
    templates: "average",
    noise_levels: "noise_levels",
    spike_amplitudes: "amplitudes",
    amplitude_scalings: "amplitude_scalings",
  };
  const locations = analyzer.extensions.get("spike_locations")?.data.get("spike_locations");
  if (locations?.kind !== "array" || !isStructured(locations.array))
    throw new Error("no locations");
  return {
    ...Object.fromEntries(
      Object.entries(arrays).map(([name, data]) => [
        name,
        [...toFloat64(extensionArray(analyzer, name, data))],
      ]),
    ),
    x: [...toFloat64(locations.array.columns["x"])],
    y: [...toFloat64(locations.array.columns["y"])],
  };
}

describe("everything that needs traces", () => {
  it("reads each sample once, but for the windows across chunk borders", async () => {
    const counter = counted();
    const recording = await openRecordingPath(folder, {}, counter.ctx);
    const { seen } = await analyzed(recording, counter, { sparse: true, together: true });
    expect(seen.steps).toEqual([ALL_AT_ONCE]);
    expect(seen.bytes).toBeGreaterThan(0.98 * SAMPLES * BYTES_PER_FRAME);
    expect(seen.bytes).toBeLessThan(1.01 * SAMPLES * BYTES_PER_FRAME);
  });

  it("looks at few spikes first where no sparsity estimate did", async () => {
    const counter = counted();
    const recording = await openRecordingPath(folder, {}, counter.ctx);
    const { seen } = await analyzed(recording, counter, { sparse: false, together: true });
    expect(seen.steps).toEqual(["first look at spikes", ALL_AT_ONCE]);
    const firstLook = NUM_UNITS * 30 * 3 * 20; // 30 spikes of each unit, 3 ms at 20 kHz
    expect(seen.bytes).toBeLessThan((1.01 * SAMPLES + firstLook) * BYTES_PER_FRAME);
  });

  it.each(["raw", "filtered"])("gives what one after the other gives: %s", async (kind) => {
    const counter = counted();
    const raw = await openRecordingPath(folder, {}, counter.ctx);
    const recording =
      kind === "raw"
        ? raw
        : await applyPipeline(raw, [["bandpass_filter", { dtype: "int16" }]], counter.ctx);
    const apart = await analyzed(recording, counter, { sparse: true, together: false });
    const expected = results(apart.analyzer);
    const together = await analyzed(recording, counter, { sparse: true, together: true });
    expect(results(together.analyzer)).toEqual(expected);
    const misled = await analyzed(recording, counter, {
      sparse: true,
      together: true,
      expected: "wrong",
    });
    expect(misled.seen.steps.join(" ")).toContain("spike_amplitudes");
    expect(results(misled.analyzer)).toEqual(expected);
  });

  it("runs a chain of filters once over each chunk where windows are shared", async () => {
    const counter = counted();
    const raw = await openRecordingPath(folder, {}, counter.ctx);
    const filtered = await applyPipeline(
      raw,
      [["bandpass_filter", { dtype: "int16" }]],
      counter.ctx,
    );
    const options = { sparse: true, together: true } as const;
    const own = await analyzed(filtered, counter, options);
    const shared = await analyzed(filtered, counter, { ...options, windows: "shared" });
    expect(shared.seen.steps).toEqual([ALL_AT_ONCE]);
    // 10 ms for the window and 5 ms for the filter on each side of 10 chunks
    expect(shared.seen.bytes).toBeLessThan((SAMPLES + 10 * 2 * 15 * 20) * BYTES_PER_FRAME + 1);
    const amplitudes = results(own.analyzer)["spike_amplitudes"];
    const other = results(shared.analyzer)["spike_amplitudes"];
    const largest = amplitudes.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (const [i, value] of amplitudes.entries()) {
      expect(Math.abs(value - other[i])).toBeLessThan(0.01 * largest);
    }
  });

  it("gives the same where windows are shared, whatever else is computed", async () => {
    const counter = counted();
    const raw = await openRecordingPath(folder, {}, counter.ctx);
    const filtered = await applyPipeline(raw, [["bandpass_filter", {}]], counter.ctx);
    const options = { sparse: true, windows: "shared" } as const;
    const together = await analyzed(filtered, counter, { ...options, together: true });
    const apart = await analyzed(filtered, counter, { ...options, together: false });
    expect(results(apart.analyzer)).toEqual(results(together.analyzer));
  });

  it("reads only the random chunks for the noise alone", async () => {
    const counter = counted();
    const whole = await openRecordingPath(folder, {}, counter.ctx);
    const recording = sliceFrames(whole, 1000, SAMPLES);
    const analyzer = await createAnalyzer({ recording, sorting, sparse: false }, counter.ctx);
    counter.take();
    const random_slices_kwargs = { num_chunks_per_segment: 2, chunk_duration: "500ms" };
    await computeExtensions(
      analyzer,
      new Map([["noise_levels", { random_slices_kwargs }]]),
      counter.ctx,
    );
    expect(counter.take().bytes).toBeLessThanOrEqual(20000 * BYTES_PER_FRAME);
  });
});
