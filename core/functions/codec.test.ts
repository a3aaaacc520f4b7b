import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fc, test as property } from "@fast-check/vitest";
import { afterAll, describe, expect, test } from "vitest";
import type { JsonObject, JsonValue } from "#core/model/index.ts";
import { nodeFileSystem } from "../../native-io/ts/index.ts";
import { typescriptKernels } from "../kernels/index.ts";
import { decodeValue, encodeValue } from "./index.ts";

const ctx = { kernels: typescriptKernels, fs: nodeFileSystem };
const folder = mkdtempSync(join(tmpdir(), "codec-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const refuse = (path: string): Promise<never> => Promise.reject(new Error(path));
const decoder = {
  place: { cwd: folder, tmp: join(folder, "tmp") },
  openers: {
    recording: (path: string) => Promise.resolve(`recording at ${path}`),
    sorting: refuse,
    snippets: refuse,
    analyzer: refuse,
  },
  ctx,
};

const float = fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity)).map((x) => x + 0);

describe("values on the wire", () => {
  property.prop([fc.array(float), fc.array(fc.boolean()), fc.array(fc.string())])(
    "arrays come back as they were",
    async (numbers, flags, texts) => {
      for (const array of [
        { dtype: "float64", shape: [numbers.length], data: Float64Array.from(numbers) },
        { dtype: "bool", shape: [1, flags.length], data: Uint8Array.from(flags, Number) },
        { dtype: "str", shape: [texts.length], data: texts },
      ]) {
        expect(await decodeValue(await encodeValue(array, ctx), decoder)).toEqual(array);
      }
    },
  );

  property.prop([fc.array(fc.tuple(fc.oneof(fc.integer(), fc.string()), float), { minLength: 1 })])(
    "maps that are not empty keep their keys and order",
    async (pairs) => {
      const map = new Map(pairs);
      expect(await decodeValue(await encodeValue(map, ctx), decoder)).toEqual(map);
    },
  );

  test("long arrays lie in files beside, and come back from them", async () => {
    const data = Int32Array.from({ length: 401 }, (_, i) => i - 200);
    const wire = (await encodeValue([data, data.subarray(0, 400)], ctx, {
      folder,
      prefix: "case",
    })) as readonly JsonObject[];
    expect(readdirSync(folder)).toContain("case.0.npy");
    expect(wire[0]).toEqual({ $nd: { dtype: "<i4", shape: [401], file: "case.0.npy" } });
    expect(wire[1]).toHaveProperty(["$nd", "data", "length"], 400);
    expect(await decodeValue(wire[0] ?? null, decoder)).toEqual({
      dtype: "int32",
      shape: [401],
      data,
    });
  });

  test("records keep fields of every kind; complex numbers come in pairs", async () => {
    const records = {
      length: 2,
      fields: [
        { name: "sample_index", dtype: "int64" },
        { name: "xy", dtype: "float32" },
      ],
      columns: {
        sample_index: { dtype: "int64", shape: [2], data: Float64Array.of(5, 9) },
        xy: { dtype: "float32", shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
      },
    };
    expect(await decodeValue(await encodeValue(records, ctx), decoder)).toEqual(records);
    const complex = { dtype: "complex128", shape: [2], data: Float64Array.of(1, 2, NaN, -1) };
    expect(await decodeValue(await encodeValue(complex, ctx), decoder)).toEqual(complex);
  });

  test("paths are absolute, objects are opened, other forms stay", async () => {
    const value: JsonValue = {
      a: { $path: "../x/y.raw" },
      b: { $tmp: "out" },
      c: { $recording: { path: "rec" } },
      d: { $slice: [1, { $float: "inf" }, null] },
      e: { $tuple: [1, { $float: "nan" }] },
    };
    expect(await decodeValue(value, decoder)).toEqual({
      a: join(folder, "../x/y.raw"),
      b: join(folder, "tmp", "out"),
      c: `recording at ${join(folder, "rec")}`,
      d: { $slice: [1, Infinity, null] },
      e: { $tuple: [1, NaN] },
    });
  });

  test.each<JsonValue>([
    { $nd: { dtype: "<f4", shape: [3], data: [1, 2] } },
    { $nd: { dtype: "O", shape: [1], data: [1] } },
    { $float: "big" },
    { $path: 3 },
    { $nd: { dtype: "<f8", shape: [2], file: "missing.npy" } },
  ])("%j is refused with a typed error", async (value) => {
    await expect(decodeValue(value, decoder)).rejects.toMatchObject({ name: "EphysError" });
  });
});
