import { mkdtempSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { typescriptKernels } from "#core/kernels/index.ts";
import { spikeTrain } from "#core/sorting/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { writeTridesclous } from "#test/support/write-tridesclous.ts";
import { tridesclous } from "./index.ts";

const ctx = { fs: nodeFileSystem, kernels: typescriptKernels };
const root = mkdtempSync(join(tmpdir(), "spikedesk-tridesclous-"));
const SEGMENTS = [
  [{ frame: 10, label: 4 }, { frame: 12, label: -1 }, { frame: 30, label: 0 }],
  [{ frame: 7, label: 4 }, { frame: 9, label: 8 }],
]; // prettier-ignore

afterAll(() => {
  rmSync(root, { recursive: true });
});

describe("a folder of Tridesclous", () => {
  it("gives the units of the catalogue; trash and labels that it lacks are left out", async () => {
    const folder = join(root, "whole");
    writeTridesclous(folder, [-1, 0, 4], SEGMENTS);
    expect(await tridesclous.detect(folder, ctx)).toMatchObject({ kinds: ["sorting"] });
    const sorting = await tridesclous.readSorting?.(folder, {}, ctx);
    if (!sorting) throw new Error("no sorting");
    expect(sorting.unitIds).toEqual([0, 4]);
    expect(sorting.samplingFrequency).toBe(20_000);
    const trains = [0, 1].map((s) => [0, 1].map((unit) => [...spikeTrain(sorting, unit, s)]));
    expect(trains).toEqual([[[30], [10]], [[], [7]]]); // prettier-ignore
  });

  it("names a file that is shorter than its list says", async () => {
    const folder = join(root, "cut");
    writeTridesclous(folder, [0], SEGMENTS);
    const spikes = join(folder, "channel_group_0", "segment_1", "spikes.raw");
    truncateSync(spikes, 20);
    await expect(tridesclous.readSorting?.(folder, {}, ctx)).rejects.toMatchObject({
      code: "TruncatedFile",
      details: { path: spikes },
    });
  });

  it("asks for a group of channels that is there", async () => {
    const folder = join(root, "whole");
    await expect(tridesclous.readSorting?.(folder, { chan_grp: 3 }, ctx)).rejects.toMatchObject({
      code: "InvalidParameter",
    });
  });
});
