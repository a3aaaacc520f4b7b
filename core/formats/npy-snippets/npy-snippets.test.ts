import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { encodeNpy, ndArray, toFloat64 } from "#core/array/index.ts";
import { typescriptKernels } from "#core/kernels/index.ts";
import { openSnippetsPath } from "#core/open/index.ts";
import { nodeFileSystem } from "#native/index.ts";

const ctx = { fs: nodeFileSystem, kernels: typescriptKernels };
const folder = mkdtempSync(join(tmpdir(), "snippets-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function records(frames: readonly number[], samples: number, channels: number): Uint8Array {
  const size = frames.length * samples * channels;
  const data = Float32Array.from({ length: size }, (_, i) => i);
  const shape = [frames.length, samples, channels];
  return encodeNpy({
    length: frames.length,
    fields: [
      { name: "frame", dtype: "int64" },
      { name: "snippet", dtype: "float32" },
    ],
    columns: {
      frame: ndArray("int64", [frames.length], BigInt64Array.from(frames, BigInt)),
      snippet: ndArray("float32", shape, data),
    },
  });
}

function describeFolder(kwargs: object): void {
  const dict = { class: "spikeinterface.core.npysnippetsextractor.NpySnippetsExtractor", kwargs };
  writeFileSync(join(folder, "npy.json"), JSON.stringify(dict));
}

describe("a folder of snippets", () => {
  it("opens with one segment per file", async () => {
    writeFileSync(join(folder, "a.npy"), records([5, 9], 4, 2));
    writeFileSync(join(folder, "b.npy"), records([7], 4, 2));
    describeFolder({ file_paths: ["a.npy", "b.npy"], sampling_frequency: 1e4, nbefore: 1 });
    const snippets = await openSnippetsPath(folder, {}, ctx);
    expect(snippets).toMatchObject({ channelIds: [0, 1], nbefore: 1, snippetLength: 4 });
    expect(snippets.segments.map(({ frames }) => [...frames])).toEqual([[5, 9], [7]]);
    expect(toFloat64(snippets.segments[0].traces)).toHaveLength(16);
  });

  it("is refused where its parts do not fit, naming them", async () => {
    writeFileSync(join(folder, "b.npy"), records([7], 5, 2));
    await expect(openSnippetsPath(folder, {}, ctx)).rejects.toThrow(
      "b.npy has snippets of another",
    );
    describeFolder({ file_paths: ["a.npy"], sampling_frequency: "fast" });
    await expect(openSnippetsPath(folder, {}, ctx)).rejects.toMatchObject({ code: "CorruptFile" });
    describeFolder({ file_paths: ["a.npy"], sampling_frequency: 1, channel_ids: ["x"] });
    await expect(openSnippetsPath(folder, {}, ctx)).rejects.toThrow("channel_ids names 1 of 2");
  });

  it("that is a lone file needs its rate", async () => {
    const file = join(folder, "a.npy");
    await expect(openSnippetsPath(file, {}, ctx)).rejects.toThrow("give sampling_frequency");
    const params = { sampling_frequency: 1e4 };
    expect((await openSnippetsPath(file, { params }, ctx)).nbefore).toBe(0);
  });
});
