import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { linearProbe } from "#core/generation/index.ts";
import { createLocalComputeContext } from "#core/jobs/index.ts";
import { loadMotionInfo, saveMotionInfo } from "#core/preprocessing/index.ts";
import { memoryRecording, withProbe } from "#core/recording/index.ts";
import { computeMotion, motionInfoOf } from "#core/sorting-components/index.ts";
import { loadKernels, nodeFileSystem } from "#native/index.ts";

/* Slow potentials that move along the probe by known distances. */

const RATE = 250;
const CHANNELS = 40;
const FRAMES = 500;

const truth = Float64Array.from(
  { length: FRAMES },
  (_, t) => 40 * Math.sin((2 * Math.PI * t) / FRAMES),
);

it("dredge_lfp recovers how slow potentials move, into a motion folder", async () => {
  const traces = new Float32Array(FRAMES * CHANNELS);
  for (let t = 0; t < FRAMES; t++) {
    for (let c = 0; c < CHANNELS; c++) {
      const depth = 20 * c - (truth[t] ?? 0);
      traces[t * CHANNELS + c] =
        Math.sin(depth / 37) + Math.sin(depth / 61 + 1) + Math.cos(depth / 23);
    }
  }
  const plain = memoryRecording({
    traces: [traces],
    numChannels: CHANNELS,
    samplingFrequency: RATE,
  });
  const recording = withProbe(plain, { probes: [linearProbe(CHANNELS)] });
  const ctx = createLocalComputeContext({ kernels: loadKernels(), fs: nodeFileSystem });
  const computed = await computeMotion(
    recording,
    { estimate_motion_kwargs: { method: "dredge_lfp", max_disp_um: 200, chunk_len_s: 1 } },
    ctx,
  );
  const found = Float64Array.from(computed.motion.displacement[0] ?? []);
  const mean = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / values.length;
  const [own, real] = [mean(found), mean(truth)];
  const error = Math.sqrt(
    mean(found.map((value, t) => (value - own - (truth[t] ?? 0) + real) ** 2)),
  );
  expect(found.length).toBe(FRAMES);
  // displacements are whole contact distances, 20 um, before they are solved for
  expect(error).toBeLessThan(6);
  const root = mkdtempSync(join(tmpdir(), "lfp-"));
  try {
    await saveMotionInfo(motionInfoOf(computed), join(root, "motion"), true, ctx);
    const { motion } = await loadMotionInfo(join(root, "motion"), ctx);
    expect(motion).not.toBeNull();
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  const wrong = computeMotion(
    recording,
    { estimate_motion_kwargs: { method: "dredge_lfp", bin_s: 1 } },
    ctx,
  );
  await expect(wrong).rejects.toMatchObject({ code: "InvalidParameter" });
});
