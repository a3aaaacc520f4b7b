import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zlibSync } from "fflate";
import { afterAll, describe, expect, it } from "vitest";
import { typescriptKernels } from "#core/kernels/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { findMatValue, matMatrix, matNumber, matValue, openMat } from "./index.ts";

const ctx = { fs: nodeFileSystem, kernels: typescriptKernels };
const folder = mkdtempSync(join(tmpdir(), "spikedesk-mat-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Writes elements of version 5 in one byte order. */
class Writer {
  readonly #little: boolean;

  constructor(little: boolean) {
    this.#little = little;
  }

  element(type: number, data: Uint8Array): Uint8Array {
    const out = new Uint8Array(8 + Math.ceil(data.length / 8) * 8);
    const view = new DataView(out.buffer);
    view.setUint32(0, type, this.#little);
    view.setUint32(4, data.length, this.#little);
    out.set(data, 8);
    return out;
  }

  numbers(type: number, bytes: 1 | 2 | 4 | 8, values: readonly number[]): Uint8Array {
    const data = new Uint8Array(values.length * bytes);
    const view = new DataView(data.buffer);
    for (const [i, value] of values.entries()) {
      if (bytes === 8) view.setFloat64(8 * i, value, this.#little);
      else if (bytes === 4) view.setInt32(4 * i, value, this.#little);
      else if (bytes === 2) view.setUint16(2 * i, value, this.#little);
      else view.setInt8(i, value);
    }
    return this.element(type, data);
  }

  matrix(
    kind: number,
    shape: readonly number[],
    name: string,
    ...content: Uint8Array[]
  ): Uint8Array {
    const text = Uint8Array.from(name, (c) => c.charCodeAt(0));
    return this.element(
      14,
      joined([
        this.numbers(6, 4, [kind, 0]),
        this.numbers(5, 4, shape),
        this.element(1, text),
        ...content,
      ]),
    );
  }

  file(variables: readonly Uint8Array[]): Uint8Array {
    const header = new Uint8Array(128).fill(0x20);
    const view = new DataView(header.buffer);
    view.setUint16(124, 0x0100, this.#little);
    view.setUint16(126, 0x4d49, this.#little);
    return joined([header, ...variables]);
  }

  packed(variable: Uint8Array): Uint8Array {
    const data = zlibSync(variable);
    const head = new Uint8Array(8);
    const view = new DataView(head.buffer);
    view.setUint32(0, 15, this.#little);
    view.setUint32(4, data.length, this.#little);
    return joined([head, data]);
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function variables(w: Writer): Uint8Array[] {
  const number = (name: string, value: number): Uint8Array =>
    w.matrix(6, [1, 1], name, w.numbers(9, 8, [value]));
  const par = w.matrix(
    2,
    [1, 1],
    "par",
    w.numbers(5, 4, [8]),
    w.element(
      1,
      Uint8Array.from("sr\0\0\0\0\0\0name\0\0\0\0", (c) => c.charCodeAt(0)),
    ),
    number("", 24_000),
    w.matrix(4, [1, 4], "", w.numbers(4, 2, [...Buffer.from("unit")])),
  );
  return [
    w.matrix(6, [2, 3], "m", w.numbers(1, 1, [1, -2, 3, 4, 5, 6])),
    par,
    w.matrix(1, [1, 2], "c", number("", 7), w.matrix(6, [0, 0], "", w.numbers(9, 8, []))),
  ];
}

describe.each([
  ["little-endian", true, false],
  ["big-endian", false, false],
  ["little-endian, compressed", true, true],
  ["big-endian, compressed", false, true],
])("a MATLAB file, %s", (name, little, packed) => {
  const w = new Writer(little);
  const whole = w.file(variables(w).map((one) => (packed ? w.packed(one) : one)));
  const path = join(folder, `${name}.mat`);
  writeFileSync(path, whole);

  it("gives its variables, fields, cells and texts", async () => {
    const file = await openMat(path, ctx);
    expect(file.names).toEqual(["m", "par", "c"]);
    expect(await matMatrix(file, "m")).toEqual({
      kind: "numbers",
      shape: [2, 3],
      data: Float64Array.of(1, -2, 3, 4, 5, 6),
    });
    expect(await matNumber(file, "par/sr")).toBe(24_000);
    expect(await matValue(file, "par/name")).toMatchObject({ kind: "text", rows: ["unit"] });
    expect(await matValue(file, "c")).toMatchObject({
      kind: "cells",
      items: [{ data: Float64Array.of(7) }, { shape: [0, 0] }],
    });
    expect(await findMatValue(file, "par/none")).toBeUndefined();
    await expect(matValue(file, "par/none")).rejects.toMatchObject({ code: "CorruptFile" });
  });

  it("is refused where it is cut", async () => {
    const short = join(folder, "cut.mat");
    writeFileSync(short, whole.subarray(0, whole.length - 20));
    await expect(openMat(short, ctx)).rejects.toMatchObject({ code: "TruncatedFile" });
  });
});
