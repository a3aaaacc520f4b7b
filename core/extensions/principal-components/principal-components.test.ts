import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { extensionArray, type SortingAnalyzer } from "#core/analyzer/index.ts";
import { decodeNpy, isStructured, ndArray, toFloat64 } from "#core/array/index.ts";
import { expectClose } from "#test/support/close.ts";
import { smallAnalyzer, testContext } from "#test/support/small-analyzer.ts";
import { computeExtensions, writeAllComponents } from "../index.ts";
import { projectNew } from "./project.ts";

const scratch = mkdtempSync(join(tmpdir(), "components-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const ctx = testContext();
let analyzer: SortingAnalyzer;
beforeAll(async () => {
  analyzer = await smallAnalyzer(ctx);
  const random = { max_spikes_per_unit: 20, seed: 1 };
  const names = [["random_spikes", random] as const, ["principal_components", {}] as const];
  await computeExtensions(analyzer, new Map(names), ctx);
});

/** Units of the random spikes. */
function unitsOfRows(): Int32Array {
  const rows = toFloat64(extensionArray(analyzer, "random_spikes", "random_spikes_indices"));
  return Int32Array.from(rows, (row) => analyzer.sorting.spikes.unitIndex[row]);
}

describe("components of other spikes", () => {
  it("are those of the analyzer's own spikes for the same waveforms", async () => {
    const waveforms = extensionArray(analyzer, "waveforms", "waveforms");
    const again = await projectNew(analyzer, unitsOfRows(), waveforms, ctx);
    const stored = extensionArray(analyzer, "principal_components", "pca_projection");
    expect(again.shape).toEqual(stored.shape);
    expectClose(toFloat64(again), toFloat64(stored), { rtol: 1e-6, atol: 1e-6 });
  });

  it("need waveforms like the analyzer's", async () => {
    const short = ndArray("float32", [1, 2, 3], new Float32Array(6));
    await expect(projectNew(analyzer, Int32Array.of(0), short, ctx)).rejects.toMatchObject({
      code: "InvalidParameter",
    });
  });
});

describe("components of all spikes", () => {
  it("hold those of the random spikes, of all segments, and 0 at the borders", async () => {
    const path = join(scratch, "all.npy");
    await writeAllComponents(analyzer, path, {}, ctx);
    const all = decodeNpy(new Uint8Array(readFileSync(path)));
    if (isStructured(all)) throw new Error("the file holds records");
    const stored = extensionArray(analyzer, "principal_components", "pca_projection");
    const [, count = 0, width = 0] = stored.shape;
    expect(all.shape).toEqual([analyzer.sorting.spikes.sampleIndex.length, count, width]);
    const rows = toFloat64(extensionArray(analyzer, "random_spikes", "random_spikes_indices"));
    const size = count * width;
    const values = toFloat64(all);
    const picked = Array.from(rows, (row) => [...values.subarray(row * size, (row + 1) * size)]);
    expectClose(picked.flat(), toFloat64(stored), { rtol: 1e-5, atol: 1e-5 });
  });

  it("are in the recording's unit and of the first segment as the reference writes them", async () => {
    const path = join(scratch, "reference.npy");
    await writeAllComponents(analyzer, path, { asReference: true }, ctx);
    const all = decodeNpy(new Uint8Array(readFileSync(path)));
    if (isStructured(all)) throw new Error("the file holds records");
    const { segmentIndex } = analyzer.sorting.spikes;
    const first = segmentIndex.indexOf(1);
    const size = all.shape.slice(1).reduce((a, b) => a * b, 1);
    const values = toFloat64(all);
    expect(values.subarray(0, first * size).some((value) => value !== 0)).toBe(true);
    expect(values.subarray(first * size).every((value) => value === 0)).toBe(true);
  });
});
