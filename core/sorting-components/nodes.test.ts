import { expect, it } from "vitest";
import { generateRecording } from "#core/generation/index.ts";
import { createLocalComputeContext } from "#core/jobs/index.ts";
import { loadKernels, nodeFileSystem } from "#native/index.ts";
import { localizePeaksNode } from "./nodes.ts";
import { allocatePeaks } from "./peaks.ts";
import { sharePeaks } from "./shared-peaks.ts";

it("a chunk without peaks is not read to locate them", async () => {
  const recording = generateRecording({ num_channels: 4, durations: [3], seed: 1 });
  const ctx = createLocalComputeContext({
    kernels: loadKernels(),
    fs: nodeFileSystem,
    nowMs: () => 0,
  });
  const peaks = allocatePeaks(2);
  peaks.sampleIndex.set([100, 65_000]);
  const localization = { method: "center_of_mass", params: {}, msBefore: 0.5, msAfter: 0.5 };
  const state = await localizePeaksNode.prepare(
    { peaks: sharePeaks(peaks, 1), localization },
    recording,
    ctx,
  );
  const [total = 0] = recording.numSamples;
  const chunks = [0, 1, 2].map((second) => ({
    segmentIndex: 0,
    startFrame: 30_000 * second,
    endFrame: 30_000 * (second + 1),
  }));
  expect(chunks.map((chunk) => localizePeaksNode.reads?.(state, chunk, total))).toEqual([
    { startFrame: 0, endFrame: 30_015 },
    undefined,
    { startFrame: 59_985, endFrame: 90_000 },
  ]);
});
