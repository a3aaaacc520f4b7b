import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { templatesOf, type SortingAnalyzer } from "#core/analyzer/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { computeExtensions } from "#core/extensions/index.ts";
import { findMatValue, matNumbers, openMat, type MatFile } from "#core/formats/shared/mat/index.ts";
import { spikeTrain } from "#core/sorting/index.ts";
import { smallAnalyzer, testContext } from "#test/support/small-analyzer.ts";
import { runExporter } from "../index.ts";
import { matlabName } from "./mat73.ts";

const folder = mkdtempSync(join(tmpdir(), "mat-"));
let ctx: ComputeContext;
let analyzer: SortingAnalyzer;
const files = new Map<string, MatFile>();

beforeAll(async () => {
  ctx = testContext();
  analyzer = await smallAnalyzer(ctx);
  const asked = new Map([
    ["random_spikes", {}],
    ["templates", {}],
  ] as const);
  await computeExtensions(analyzer, asked, ctx);
  for (const version of ["7.3", "5"]) {
    const into = join(folder, version);
    await ctx.fs.makeFolder(into);
    const place = { into, folder: into };
    const names = await runExporter("mat", { analyzer, source: "/x" }, place, { version }, ctx);
    expect(names).toEqual(["units.mat"]);
    files.set(version, await openMat(join(into, "units.mat"), ctx));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(version: string): MatFile {
  const file = files.get(version);
  if (!file) throw new Error(`version ${version} was not written`);
  return file;
}

describe("an analyzer written for MATLAB", () => {
  it("starts with the header of its version", async () => {
    const head = await ctx.fs.readBytes(join(folder, "7.3", "units.mat"), 520);
    expect(new TextDecoder().decode(head.subarray(0, 20))).toBe("MATLAB 7.3 MAT-file,");
    expect([...head.subarray(124, 128)]).toEqual([0, 2, 0x49, 0x4d]);
    expect([...head.subarray(512, 516)]).toEqual([0x89, 0x48, 0x44, 0x46]);
    const old = await ctx.fs.readBytes(join(folder, "5", "units.mat"), 128);
    expect(new TextDecoder().decode(old.subarray(0, 20))).toBe("MATLAB 5.0 MAT-file,");
    expect([...old.subarray(124, 128)]).toEqual([0, 1, 0x49, 0x4d]);
  });

  it.each(["7.3", "5"])("holds the spikes of every unit (%s)", async (version) => {
    const file = fileOf(version);
    const ids = await findMatValue(file, "units/unit_id");
    const samples = await findMatValue(file, "units/sample_index");
    const segments = await findMatValue(file, "units/segment_index");
    if (ids?.kind !== "cells" || samples?.kind !== "cells" || segments?.kind !== "cells") {
      throw new Error("ids, samples and segments are cells");
    }
    expect(ids.shape).toEqual([5, 1]);
    for (const [i, id] of analyzer.sorting.unitIds.entries()) {
      expect(ids.items[i]).toMatchObject({ kind: "text", rows: [String(id)] });
      const trains = [0, 1].map((segment) => [...spikeTrain(analyzer.sorting, i, segment)]);
      expect(samples.items[i]).toMatchObject({ shape: [trains.flat().length, 1] });
      const item = samples.items[i];
      expect(item?.kind === "numbers" && [...item.data]).toEqual(trains.flat());
      const which = segments.items[i];
      const expected = trains.flatMap((train, segment) => train.map(() => segment));
      expect(which?.kind === "numbers" && [...which.data]).toEqual(expected);
    }
  });

  it.each(["7.3", "5"])("holds templates in MATLAB's order (%s)", async (version) => {
    const file = fileOf(version);
    const { data, numUnits, numSamples, numChannels } = templatesOf(analyzer);
    const { shape, data: read } = await matNumbers(file, "templates_uV");
    expect(shape).toEqual([numUnits, numSamples, numChannels]);
    const [unit, sample, channel] = [2, 7, 3];
    const value = data[(unit * numSamples + sample) * numChannels + channel];
    expect(read[unit + numUnits * (sample + numSamples * channel)]).toBe(Math.fround(value));
  });

  it("names variables as MATLAB can", () => {
    expect(matlabName("amplitude_cv/median")).toBe("amplitude_cv_median");
    expect(matlabName("2nd")).toBe("x2nd");
    expect(matlabName("a".repeat(80))).toHaveLength(63);
  });
});
