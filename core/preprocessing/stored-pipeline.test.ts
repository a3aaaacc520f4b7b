import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ndArray, type NdArray } from "#core/array/index.ts";
import { typescriptKernels } from "#core/kernels/index.ts";
import { memoryRecording, readTracesNew } from "#core/recording/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import {
  applyPipeline,
  applyPipelineToGroups,
  parsePipeline,
  readStoredPipeline,
  splitByProperty,
} from "./index.ts";

const ctx = { kernels: typescriptKernels, fs: nodeFileSystem };
const folder = mkdtempSync(join(tmpdir(), "pipelines-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const recording = memoryRecording({
  traces: [Float32Array.from({ length: 6 * 3000 }, (_, i) => Math.sin(i * i) + (i % 6))],
  samplingFrequency: 30000,
  channelIds: ["a", "b", "c", "d", "e", "f"],
  properties: new Map<string, NdArray>([
    ["group", ndArray("int64", [6], Float64Array.of(1, 0, 1, 0, 1, 0))],
    ["shank", ndArray("str", [6], ["x", "x", "y", "y", "y", "y"])],
  ]),
});

const STEPS = parsePipeline([
  ["scale", { gain: 2 }],
  ["common_reference", {}],
  ["scale", { gain: 0.5 }],
]);

function written(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

describe("stored pipelines", () => {
  it("are read from a file of steps", async () => {
    const path = written("steps.json", { bandpass_filter: { freq_min: 400 }, rectify: {} });
    expect(await readStoredPipeline(path, ctx)).toEqual([
      ["bandpass_filter", { freq_min: 400 }],
      ["rectify", {}],
    ]);
  });

  it("are read from a recording's description, with steps used twice, and make the same samples", async () => {
    const preprocessed = await applyPipeline(recording, STEPS, ctx);
    const path = written("recording.json", preprocessed.dict);
    const steps = await readStoredPipeline(path, ctx);
    expect(steps.map(([name]) => name)).toEqual(["scale", "common_reference", "scale"]);
    const again = await applyPipeline(recording, steps, ctx);
    expect(await readTracesNew(again, 0)).toEqual(await readTracesNew(preprocessed, 0));
  });

  it("are read from analyzer folders and folders of recordings", async () => {
    const { dict } = await applyPipeline(recording, [["rectify", {}]], ctx);
    for (const [name, file] of [
      ["analyzer", "recording.json"],
      ["saved", "provenance.json"],
    ] as const) {
      mkdirSync(join(folder, name));
      written(join(name, file), dict);
      expect(await readStoredPipeline(join(folder, name), ctx)).toEqual([["rectify", {}]]);
    }
  });

  it("keep what was estimated, or estimate anew", async () => {
    const white = await applyPipeline(recording, [["whiten", { chunk_size: 500 }]], ctx);
    const path = written("white.json", white.dict);
    const [[, kept]] = await readStoredPipeline(path, ctx);
    const [[, anew]] = await readStoredPipeline(path, ctx, { precomputed: false });
    expect(kept).toHaveProperty("W");
    expect(anew).not.toHaveProperty("W");
    expect(anew).toHaveProperty("chunk_size", 500);
  });

  it.each([
    ["a missing file", "nothing.json", undefined, "FileNotFound"],
    ["text", "text.json", "no steps", "InvalidParameter"],
    ["an unknown step", "unknown.json", { sharpen: {} }, "InvalidParameter"],
    ["a step that needs a network", "deep.json", { deepinterpolate: {} }, "Unsupported"],
  ])("refuse %s", async (_, name, content, code) => {
    const path = content === undefined ? join(folder, name) : written(name, content);
    await expect(readStoredPipeline(path, ctx)).rejects.toMatchObject({ code });
  });

  it("say which network step is absent and what to do", () => {
    expect(() => parsePipeline({ deepinterpolate: {} })).toThrow(/DeepInterpolation/);
  });
});

describe("groups of channels", () => {
  it("are split by any property, in the order of its values", () => {
    const groups = splitByProperty(recording);
    expect([...groups.keys()]).toEqual([0, 1]);
    expect(groups.get(0)?.channelIds).toEqual(["b", "d", "f"]);
    expect([...splitByProperty(recording, "shank").keys()]).toEqual(["x", "y"]);
    expect(() => splitByProperty(recording, "depth")).toThrow(
      expect.objectContaining({ code: "InvalidParameter" }),
    );
  });

  it("are preprocessed each on its own", async () => {
    const groups = splitByProperty(recording);
    const done = await applyPipelineToGroups(groups, [["common_reference", {}]], ctx);
    for (const [key, group] of groups) {
      const alone = await applyPipeline(group, [["common_reference", {}]], ctx);
      const together = done.get(key);
      expect(together && (await readTracesNew(together, 0))).toEqual(await readTracesNew(alone, 0));
    }
  });

  it("name the group whose reference lies elsewhere", async () => {
    const steps = parsePipeline([["common_reference", { ref_channel_ids: ["a", "c"] }]]);
    await expect(
      applyPipelineToGroups(splitByProperty(recording), steps, ctx),
    ).rejects.toMatchObject({
      code: "InvalidParameter",
      message: expect.stringContaining("group 0") as string,
      details: { group: 0, step: "common_reference", parameter: "ref_channel_ids" },
    });
  });
});
