import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAnalyzer, extensionArray, type SortingAnalyzer } from "#core/analyzer/index.ts";
import { toFloat64 } from "#core/array/index.ts";
import { writeBinaryFolder } from "#core/formats/index.ts";
import { generateGroundTruthRecording } from "#core/generation/index.ts";
import { createLocalComputeContext } from "#core/jobs/index.ts";
import { openRecordingPath } from "#core/open/index.ts";
import { noiseLevels, type NoiseMethod, type Recording } from "#core/recording/index.ts";
import { loadKernels, nodeFileSystem } from "#native/index.ts";
import { computeExtensions } from "../index.ts";

const scratch = mkdtempSync(join(tmpdir(), "noise-levels-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const ctx = createLocalComputeContext({ kernels: loadKernels(), fs: nodeFileSystem });

describe("noise levels of a sweep", () => {
  let recording: Recording;
  let analyzer: SortingAnalyzer;
  beforeAll(async () => {
    const made = await generateGroundTruthRecording(
      { durations: [4.2], sampling_frequency: 20_000, num_channels: 4, num_units: 2, seed: 3 },
      ctx,
    );
    await writeBinaryFolder(made.recording, join(scratch, "r"), ctx);
    recording = await openRecordingPath(join(scratch, "r"), {}, ctx);
    analyzer = await createAnalyzer({ recording, sorting: made.sorting, sparse: false }, ctx);
  });

  // slices within a chunk of the sweep, across the border of two, and over several
  it.each([
    ["mad", 0.2],
    ["mad", 0.9],
    ["std", 0.5],
    ["rms", 2.5],
  ] as [NoiseMethod, number][])(
    "are those of the slices read whole: %s of %f s",
    async (...given) => {
      const [method, chunk_duration] = given;
      const random_slices_kwargs = { num_chunks_per_segment: 6, chunk_duration, seed: 5 };
      await computeExtensions(
        analyzer,
        new Map([["noise_levels", { method, random_slices_kwargs }]]),
        ctx,
      );
      const swept = toFloat64(extensionArray(analyzer, "noise_levels", "noise_levels"));
      const asked = { method, return_in_uV: analyzer.returnInUv, random_slices_kwargs };
      const whole = await noiseLevels(recording, asked, ctx);
      expect([...swept]).toEqual([...whole]);
      expect(swept.every((level) => level > 0)).toBe(true);
    },
  );
});
