import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { typescriptKernels } from "#core/kernels/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { waveclusMat } from "#test/support/write-waveclus.ts";
import { waveclusSnippets } from "./index.ts";

const ctx = { fs: nodeFileSystem, kernels: typescriptKernels };
const folder = mkdtempSync(join(tmpdir(), "spikedesk-waveclus-"));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("WaveClus's waveforms", () => {
  it("are cut into channels, with times in frames", async () => {
    const path = join(folder, "ch1_spikes.mat");
    // two spikes of two channels with three samples each
    const rows = [[1, 2, 3, 10, 20, 30], [4, 5, 6, 40, 50, 60]]; // prettier-ignore
    writeFileSync(path, await waveclusMat(rows, [1, 2.5], { pre: 2, post: 1 }));
    expect(await waveclusSnippets.detect(path, ctx)).toMatchObject({ kinds: ["snippets"] });
    const snippets = await waveclusSnippets.readSnippets?.(path, {}, ctx);
    expect(snippets).toMatchObject({
      channelIds: [0, 1],
      samplingFrequency: 30_000,
      nbefore: 1,
      snippetLength: 3,
    });
    const [segment] = snippets?.segments ?? [];
    expect(segment?.frames).toEqual(Float64Array.of(30, 75));
    expect(segment?.traces.shape).toEqual([2, 3, 2]);
    expect([...(segment?.traces.data ?? [])]).toEqual([1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60]);
  });

  it("whose length does not fit the window are refused", async () => {
    const path = join(folder, "bad_spikes.mat");
    writeFileSync(path, await waveclusMat([[1, 2, 3, 4]], [1], { pre: 2, post: 1 }));
    await expect(waveclusSnippets.readSnippets?.(path, {}, ctx)).rejects.toMatchObject({
      code: "CorruptFile",
    });
  });
});
