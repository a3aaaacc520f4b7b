import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { typescriptKernels } from "#core/kernels/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import {
  binOfTime,
  displacementAt,
  displacementGrid,
  loadMotion,
  motionBoundaries,
  motionDictFromJson,
  motionFromDict,
  motionToDict,
  motionToJson,
  saveMotion,
  timeBinsFromCenters,
  timeBinsFromEdges,
} from "./index.ts";

const ctx = { kernels: typescriptKernels, fs: nodeFileSystem };
const scratch = mkdtempSync(join(tmpdir(), "motion-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const JSON_FORM = {
  displacement: [
    [
      [0, 10],
      [20, -10],
    ],
    [[4, 4]],
  ],
  temporal_bins_s: [[1, 3], [0.5]],
  spatial_bins_um: [100, 300],
};
const motion = motionFromDict(motionDictFromJson(JSON_FORM));

describe("a motion", () => {
  it("is linear between bins and constant beyond them", () => {
    const at = (time: number, depth: number): number =>
      displacementAt(motion, [time], [depth], 0)[0];
    expect(at(1, 100)).toBe(0);
    expect(at(2, 100)).toBe(10);
    expect(at(2, 200)).toBe(5);
    expect(at(-5, 400)).toBe(10);
    expect(at(99, 0)).toBe(20);
    expect(displacementAt(motion, [0, 9], [0, 900], 1)).toEqual(Float64Array.of(4, 4));
  });

  it("is that of the nearest bin where it says so; half way the lower one counts", () => {
    const nearest = { ...motion, interpolationMethod: "nearest" as const };
    expect([...displacementAt(nearest, [2, 2.01, 0], [100, 100, 250], 0)]).toEqual([0, 20, 10]);
  });

  it("is evaluated on grids, depths by times", () => {
    expect([...displacementGrid(motion, [1, 3], [100, 300], 0)]).toEqual([0, 20, 10, -10]);
  });

  it("is NaN where time or depth is", () => {
    expect(displacementAt(motion, [NaN, 1], [100, NaN], 0)).toEqual(Float64Array.of(NaN, NaN));
  });

  it("survives its dictionary, its JSON and its folder", async () => {
    const json = JSON.parse(JSON.stringify(motionToJson(motion))) as ReturnType<
      typeof motionToJson
    >;
    expect(motionFromDict(motionDictFromJson(json))).toEqual(motion);
    const folder = join(scratch, "deep", "motion");
    await saveMotion(motionToDict(motion), folder, ctx);
    expect(motionFromDict(await loadMotion(folder, ctx))).toEqual(motion);
    const info = JSON.parse(
      readFileSync(join(folder, "spikeinterface_info.json"), "utf8"),
    ) as object;
    expect(info).toMatchObject({ object: "Motion", num_segments: 2, direction: "y" });
    await expect(saveMotion(motionToDict(motion), folder, ctx)).rejects.toMatchObject({
      code: "AlreadyExists",
    });
  });

  it("is not read from a folder that holds something else", async () => {
    const folder = join(scratch, "other");
    mkdirSync(folder);
    await expect(loadMotion(folder, ctx)).rejects.toMatchObject({ code: "FileNotFound" });
    const file = join(folder, "spikeinterface_info.json");
    writeFileSync(file, JSON.stringify({ object: "Templates" }));
    await expect(loadMotion(folder, ctx)).rejects.toMatchObject({ code: "CorruptFile" });
    const info = {
      object: "Motion",
      num_segments: 1,
      direction: "y",
      interpolation_method: "linear",
    };
    writeFileSync(file, JSON.stringify(info));
    await expect(loadMotion(folder, ctx)).rejects.toMatchObject({ code: "MissingSibling" });
    expect(existsSync(join(folder, "displacement_seg0.npy"))).toBe(false);
  });

  it("knows its extremes, and needs a segment where there are several", () => {
    expect(motionBoundaries(motion)).toEqual([-10, 20]);
    expect(() => displacementAt(motion, [1], [1])).toThrow(/2 segments/);
    expect(() => displacementAt(motion, [1, 2], [1], 0)).toThrow(/2 times for 1 depths/);
    expect(() => displacementAt(motion, [1], [1], 7)).toThrow(/index 7/);
  });

  it.each([
    ["bins that do not rise", { ...JSON_FORM, spatial_bins_um: [300, 100] }, "InvalidValue"],
    ["a table of another shape", { ...JSON_FORM, spatial_bins_um: [1, 2, 3] }, "InvalidValue"],
    ["segments without times", { ...JSON_FORM, temporal_bins_s: [[1, 3]] }, "InvalidValue"],
    ["an unknown direction", { ...JSON_FORM, direction: "w" }, "InvalidValue"],
    ["another interpolation", { ...JSON_FORM, interpolation_method: "cubic" }, "Unsupported"],
    ["rows of different lengths", { ...JSON_FORM, displacement: [[[1], [1, 2]]] }, "InvalidValue"],
  ])("is refused with %s", (_, json, code) => {
    expect(() => motionFromDict(motionDictFromJson(json))).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

describe("time bins", () => {
  it("lie half way between centres, or have their centres half way between edges", () => {
    expect([...timeBinsFromCenters(Float64Array.of(1, 2, 4)).edgesS]).toEqual([1, 1.5, 3, 4]);
    expect([...timeBinsFromEdges(Float64Array.of(0, 2, 6)).centersS]).toEqual([1, 4]);
  });

  it("hold the times from their lower edge on; the outer ones reach on", () => {
    const bins = timeBinsFromEdges(Float64Array.of(0, 2, 6));
    expect([-1, 0, 1.9, 2, 6, 99].map((t) => binOfTime(bins, t))).toEqual([0, 0, 0, 1, 1, 1]);
  });
});
