import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { GOLDEN, hasGolden } from "../../test/support/golden.ts";
import {
  decodeNpy,
  decodeNpz,
  encodeNpy,
  encodeNpyParts,
  encodeNpz,
  isStructured,
  type NdArray,
} from "./index.ts";

interface NpyCase {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: readonly unknown[] | Record<string, unknown[]>;
  readonly bytes: string;
  readonly rewrite: boolean;
}

interface Fixture {
  readonly cases: readonly NpyCase[];
  readonly npz: string;
  readonly npz_compressed: string;
  readonly object_array: string;
  readonly dates: string;
}

const fixture = JSON.parse(
  readFileSync(join(import.meta.dirname, "fixtures/npy.numpy-1.24.2.json"), "utf8"),
) as Fixture;

const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "base64"));

function plainValues({ dtype, data }: NdArray): unknown[] {
  const values = [...data] as unknown[];
  if (/^u?int/.test(dtype)) return values.map((v) => String(v));
  if (dtype === "bool") return values.map((v) => v === 1);
  if (dtype.startsWith("float")) {
    return values.map((v) =>
      Number.isFinite(v) ? v : ({ NaN: "nan", Infinity: "inf" }[String(v)] ?? "-inf"),
    );
  }
  return values;
}

describe(".npy files", () => {
  for (const { name, shape, values, bytes, rewrite } of fixture.cases) {
    test(`${name} is read as NumPy reads it`, () => {
      const array = decodeNpy(fromBase64(bytes));
      if (isStructured(array)) {
        expect(array.length).toBe(shape[0]);
        for (const [key, expected] of Object.entries(values)) {
          const flat = (expected as unknown[])
            .flat(3)
            .map((v) => (typeof v === "boolean" ? Number(v) : v));
          expect([...(array.columns[key]?.data ?? [])]).toEqual(flat);
        }
      } else {
        expect(array.shape).toEqual(shape);
        const expected = name.startsWith("version") ? (values as unknown[]).map(Number) : values;
        expect(plainValues(array)).toEqual(expected);
      }
    });
    if (rewrite) {
      test(`${name} is written byte for byte as NumPy writes it`, () => {
        const original = fromBase64(bytes);
        const hex = Buffer.from(original).toString("hex");
        const array = decodeNpy(original);
        expect(Buffer.from(encodeNpy(array)).toString("hex")).toBe(hex);
        expect(Buffer.concat(encodeNpyParts(array)).toString("hex")).toBe(hex);
      });
    }
  }

  test("objects and dates are refused", () => {
    expect(() => decodeNpy(fromBase64(fixture.object_array))).toThrow(
      expect.objectContaining({ code: "Unsupported" }),
    );
    expect(() => decodeNpy(fromBase64(fixture.dates))).toThrow(
      expect.objectContaining({ code: "Unsupported" }),
    );
  });

  test("every truncation is a typed error", () => {
    const whole = fromBase64(fixture.cases[0]?.bytes ?? "");
    for (let n = 0; n < whole.length; n++) {
      expect(() => decodeNpy(whole.subarray(0, n), "x.npy")).toThrow(
        expect.objectContaining({
          name: "EphysError",
          message: expect.stringContaining("x.npy") as string,
        }),
      );
    }
  });

  property.prop([fc.uint8Array({ maxLength: 80 }), fc.nat(127)])(
    "damaged headers give an array or a typed error, nothing else",
    (noise, at) => {
      const bytes = fromBase64(fixture.cases[0]?.bytes ?? "").slice();
      bytes.set(noise.subarray(0, Math.max(0, 128 - at)), at);
      try {
        decodeNpy(bytes);
      } catch (error) {
        expect(error).toMatchObject({ name: "EphysError" });
      }
    },
  );

  property.prop([fc.array(fc.double()), fc.array(fc.string({ unit: "grapheme" }))])(
    "what is written is read back",
    (numbers, texts) => {
      const data = Float64Array.from(numbers);
      expect(decodeNpy(encodeNpy({ dtype: "float64", shape: [data.length], data }))).toEqual({
        dtype: "float64",
        shape: [data.length],
        data,
      });
      const clean = texts.map((t) => t.replace(/\0+$/, "").toWellFormed());
      expect(decodeNpy(encodeNpy({ dtype: "str", shape: [clean.length], data: clean }))).toEqual({
        dtype: "str",
        shape: [clean.length],
        data: clean,
      });
    },
  );
});

describe(".npz archives", () => {
  test("are written byte for byte as np.savez writes them", () => {
    const original = fromBase64(fixture.npz);
    expect(Buffer.from(encodeNpz(decodeNpz(original))).toString("hex")).toBe(
      Buffer.from(original).toString("hex"),
    );
  });

  test("deflated members are read", () => {
    const arrays = decodeNpz(fromBase64(fixture.npz_compressed));
    expect([...arrays.keys()]).toEqual(["a", "b"]);
    expect(arrays.get("a")).toEqual({ dtype: "int16", shape: [100], data: new Int16Array(100) });
    expect(arrays.get("b")).toEqual({
      dtype: "float64",
      shape: [3],
      data: Float64Array.of(0, 1, 2),
    });
  });

  test("truncated, damaged and foreign bytes are typed errors", () => {
    const original = fromBase64(fixture.npz);
    const cut = original.subarray(0, original.length - 30);
    expect(() => decodeNpz(cut)).toThrow(expect.objectContaining({ code: "TruncatedFile" }));
    const flipped = original.slice();
    flipped[195] = 9;
    expect(() => decodeNpz(flipped)).toThrow(expect.objectContaining({ code: "CorruptFile" }));
    expect(() => decodeNpz(new Uint8Array(100))).toThrow(
      expect.objectContaining({ code: "FormatNotRecognised" }),
    );
  });
});

describe.skipIf(!hasGolden)("golden arrays", () => {
  test("every C-order little-endian .npy is rewritten byte for byte", () => {
    const files = readdirSync(GOLDEN, { recursive: true, encoding: "utf8" }).filter((f) =>
      f.endsWith(".npy"),
    );
    expect(files.length).toBeGreaterThan(100);
    let same = 0;
    for (const file of files) {
      const bytes = new Uint8Array(readFileSync(join(GOLDEN, file)));
      const array = decodeNpy(bytes, file);
      const header = Buffer.from(bytes.subarray(0, 128)).toString("latin1");
      const rewritten = encodeNpy(array);
      if (/'>|order': True/.test(header)) continue;
      // text wider than its longest value is stored narrower; its header differs
      if (/'[<|][US]/.test(header)) continue;
      expect(Buffer.compare(rewritten, bytes), file).toBe(0);
      same++;
    }
    expect(same).toBeGreaterThan(100);
  });
});
