import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadAnalyzer, type ExtensionValue, type SortingAnalyzer } from "#core/analyzer/index.ts";
import { isStructured, type NdArray, type StructuredArray } from "#core/array/index.ts";
import type { ChunkExecutor, ComputeContext } from "#core/compute/index.ts";
import { computeExtensions, EXTENSIONS, selectUnitsOfAnalyzer } from "#core/extensions/index.ts";
import { smallAnalyzer, testContext } from "../support/small-analyzer.ts";

const NAMES = EXTENSIONS.map(({ name }) => name);
const SEEDED = new Map([
  ["random_spikes", { seed: 1 }],
  ["noise_levels", { random_slices_kwargs: { seed: 1 } }],
]);
const requests = new Map(NAMES.map((name) => [name, SEEDED.get(name) ?? {}]));

/** Hands chunks to several states of a task in turn, as workers would, and answers in order. */
function scattered(ctx: ComputeContext, workers: number): ComputeContext {
  const executor: ChunkExecutor = {
    numWorkers: workers,
    async run(task, args, chunks, onResult) {
      const states = await Promise.all(
        Array.from({ length: workers }, () => task.prepare(args, ctx)),
      );
      for (const [index, chunk] of chunks.entries()) {
        await onResult(await task.run(states[index % workers], chunk), chunk, index);
      }
    },
  };
  return { ...ctx, executor };
}

const plain = (array: NdArray | StructuredArray): unknown =>
  isStructured(array)
    ? Object.fromEntries(
        Object.entries(array.columns).map(([name, column]) => [name, plain(column)]),
      )
    : {
        dtype: array.dtype,
        shape: array.shape,
        data: Array.from(array.data as ArrayLike<unknown>),
      };

function valuesOf(analyzer: SortingAnalyzer, name: string): Record<string, unknown> {
  const extension = analyzer.extensions.get(name);
  if (extension === undefined) throw new Error(`${name} is not there`);
  return Object.fromEntries(
    [...extension.data].map(([key, value]: [string, ExtensionValue]) => [
      key,
      value.kind === "array" ? plain(value.array) : value,
    ]),
  );
}

let root: string;
let ctx: ComputeContext;
let saved: SortingAnalyzer;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "extensions-"));
  ctx = testContext();
  saved = await smallAnalyzer(ctx, join(root, "analyzer"));
  await computeExtensions(saved, requests, ctx);
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe.each(NAMES)("extension %s", (name) => {
  it("is the same after saving and loading", async () => {
    const loaded = await loadAnalyzer(join(root, "analyzer"), ctx);
    expect(valuesOf(loaded, name)).toEqual(valuesOf(saved, name));
  });

  it("is the same with three workers", async () => {
    const other = await smallAnalyzer(ctx);
    await computeExtensions(other, requests, scattered(ctx, 3));
    expect(valuesOf(other, name)).toEqual(valuesOf(saved, name));
  });

  it("is unchanged by selecting all units", () => {
    const all = selectUnitsOfAnalyzer(saved, saved.sorting.unitIds);
    expect(valuesOf(all, name)).toEqual(valuesOf(saved, name));
  });

  it("refuses a parameter that does not exist, by name", async () => {
    await expect(
      computeExtensions(await smallAnalyzer(ctx), new Map([[name, { no_such: 1 }]]), ctx),
    ).rejects.toMatchObject({
      code: "InvalidParameter",
      message: expect.stringContaining("no_such") as unknown,
    });
  });
});
