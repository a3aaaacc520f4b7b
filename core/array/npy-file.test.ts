import { describe, expect, it } from "vitest";
import type { ByteSource } from "#core/io/index.ts";
import { decodeNpy, encodeNpy, readNpyFile, type NdArray, type StructuredArray } from "./index.ts";

/** Files in memory; what is read whole is counted. */
function filesOf(bytes: Uint8Array) {
  const source: ByteSource = {
    sizeBytes: bytes.length,
    readInto(offset, out) {
      out.set(bytes.subarray(offset, offset + out.length));
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
  const counted = { whole: 0 };
  return {
    counted,
    fs: {
      openBytes: () => Promise.resolve(source),
      readBytes() {
        counted.whole++;
        return Promise.resolve(bytes);
      },
    },
  };
}

const N = 150_000;
const column = (dtype: "int64" | "float64", of: (i: number) => number): NdArray => ({
  dtype,
  shape: [N],
  data: Float64Array.from({ length: N }, (_, i) => of(i)),
});
const records: StructuredArray = {
  length: N,
  fields: [
    { name: "sample_index", dtype: "int64" },
    { name: "unit_index", dtype: "int64" },
    { name: "y", dtype: "float64" },
  ],
  columns: {
    sample_index: column("int64", (i) => i * 7 - 3),
    unit_index: column("int64", (i) => i % 600),
    y: column("float64", (i) => i / 3),
  },
};

describe("a large .npy file", () => {
  it("is read piece by piece into what decoding it whole gives, also into shared memory", async () => {
    const plain: NdArray = {
      dtype: "float32",
      shape: [N, 3],
      data: Float32Array.from({ length: 3 * N }, (_, i) => i / 7),
    };
    for (const array of [records, plain, column("int64", (i) => i * 2 ** 20)]) {
      const bytes = encodeNpy(array);
      for (const shared of [false, true]) {
        const { fs, counted } = filesOf(bytes);
        expect(await readNpyFile("x.npy", fs, { shared })).toEqual(decodeNpy(bytes));
        expect(counted.whole).toBe(0);
      }
    }
  });

  it("holds small whole numbers as int32 where it is told to", async () => {
    const { fs } = filesOf(encodeNpy(records));
    const found = (await readNpyFile("x.npy", fs, { int32: ["unit_index"] })) as StructuredArray;
    expect(found.columns["unit_index"]?.data).toEqual(Int32Array.from({ length: N }, (_, i) => i % 600)); // prettier-ignore
    expect(found.columns["sample_index"]).toEqual(records.columns["sample_index"]);
  });

  it("goes the careful way for integers beyond 2^53 and says where a file ends too early", async () => {
    const big: NdArray = {
      dtype: "int64",
      shape: [N],
      data: BigInt64Array.from({ length: N }, (_, i) => 2n ** 60n + BigInt(i)),
    };
    const bytes = encodeNpy(big);
    const { fs, counted } = filesOf(bytes);
    expect(await readNpyFile("x.npy", fs)).toEqual(decodeNpy(bytes));
    expect(counted.whole).toBe(1);
    const short = filesOf(encodeNpy(records).subarray(0, 2_000_000));
    await expect(readNpyFile("x.npy", short.fs)).rejects.toMatchObject({ code: "TruncatedFile" });
  });
});
