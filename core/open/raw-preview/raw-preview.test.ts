import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { defaultRng } from "#core/array/index.ts";
import { typescriptKernels } from "#core/kernels/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { previewRaw } from "./index.ts";

const ctx = { fs: nodeFileSystem, kernels: typescriptKernels };
const folder = mkdtempSync(join(tmpdir(), "spikedesk-raw-"));

/** Smooth channels (a first-order process each, as broad-band signals are) with noise. */
function signals(numChannels: number, frames: number): Float64Array {
  const random = defaultRng(3);
  const out = new Float64Array(numChannels * frames);
  const state = new Float64Array(numChannels);
  for (let i = 0; i < out.length; i++) {
    const c = i % numChannels;
    state[c] = 0.95 * state[c] + random.standardNormal();
    out[i] = 100 * state[c];
  }
  return out;
}

function write(name: string, content: NodeJS.ArrayBufferView): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("a preview of raw samples", () => {
  const int16 = write("a.bin", Int16Array.from(signals(24, 4000)));
  const float32 = write("b.bin", Float32Array.from(signals(6, 8000)));

  it("finds a right guess alike and shows its samples", async () => {
    const found = await previewRaw(int16, { num_channels: 24, dtype: "int16" }, ctx);
    expect(found.likeness).toBeGreaterThan(0.9);
    expect(found.better).toBeNull();
    expect(found.numSamples).toBe(4000);
    expect(found.channels).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22]);
    expect(found.traces[0]).toHaveLength(400);
  });

  it.each([
    ["a wrong number of channels", { num_channels: 32 }],
    ["another type", { num_channels: 12, dtype: "float32" }],
    ["nothing said yet", {}],
  ])("calls %s noise and says what would fit", async (_what, params) => {
    const found = await previewRaw(int16, params, ctx);
    expect(Math.abs(found.likeness)).toBeLessThan(0.5);
    expect(found.better).toMatchObject({ dtype: "int16", num_channels: 24 });
  });

  it("finds floating-point samples", async () => {
    const found = await previewRaw(float32, { num_channels: 12, dtype: "int16" }, ctx);
    expect(found.better).toMatchObject({ dtype: "float32", num_channels: 6 });
  });

  it("suggests nothing for noise", async () => {
    const random = defaultRng(5);
    const noise = Int16Array.from({ length: 50_000 }, () => 500 * random.standardNormal());
    const found = await previewRaw(write("n.bin", noise), { num_channels: 4 }, ctx);
    expect(Math.abs(found.likeness)).toBeLessThan(0.1);
    expect(found.better).toBeNull();
  });
});
