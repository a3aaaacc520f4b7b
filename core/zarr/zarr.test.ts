import { setImmediate } from "node:timers/promises";
import { zstdDecompressSync } from "node:zlib";
import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { ndArray, type NdArray } from "#core/array/index.ts";
import type { DecoderPort, FileSystemPort } from "#core/io/index.ts";
import { bytesFromBase64 } from "#core/array/index.ts";
import { unpackBlosc, packBlosc } from "./codecs/blosc.ts";
import { unpackBzip2 } from "./codecs/bzip2.ts";
import { unpackZlib } from "./codecs/deflate.ts";
import { decodeDelta, encodeDelta } from "./codecs/delta.ts";
import { shuffleBits, shuffleBytes, unshuffleBits, unshuffleBytes } from "./codecs/shuffle.ts";
import { guessChunks, openArray, readArray, readBox, writeArray, type ZarrStore } from "./index.ts";

/** Files in memory. */
function memoryStore(): ZarrStore & { readonly files: Map<string, Uint8Array>; reads: string[] } {
  const files = new Map<string, Uint8Array>();
  const reads: string[] = [];
  const missing = (): never => {
    throw new Error("not needed here");
  };
  const fs: Partial<FileSystemPort> = {
    stat: (path) =>
      Promise.resolve(
        files.has(path)
          ? { kind: "file", sizeBytes: files.get(path)?.length ?? 0, modifiedMs: 0 }
          : undefined,
      ),
    readBytes: (path) => {
      reads.push(path);
      return Promise.resolve(files.get(path) ?? missing());
    },
    readText: (path) => Promise.resolve(new TextDecoder().decode(files.get(path))),
    writeFile: (path, content) => {
      if (!(content instanceof Uint8Array) && typeof content !== "string") throw new Error("parts");
      files.set(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
      return Promise.resolve();
    },
    makeFolder: () => Promise.resolve(),
    path: { join: (...parts: string[]) => parts.join("/") } as FileSystemPort["path"],
  };
  return { folder: "", fs: fs as FileSystemPort, files, reads };
}

const bytes = fc.uint8Array({ maxLength: 3000 });

describe("shuffles", () => {
  test.prop([bytes, fc.integer({ min: 1, max: 9 })])("are undone", (input, size) => {
    for (const [there, back] of [
      [shuffleBytes, unshuffleBytes],
      [shuffleBits, unshuffleBits],
    ] as const) {
      const mixed = new Uint8Array(input.length);
      const again = new Uint8Array(input.length);
      there(input, size, mixed);
      back(mixed, size, again);
      expect(again).toEqual(input);
    }
  });

  it("put equal bits together", () => {
    const out = new Uint8Array(8);
    shuffleBits(Uint8Array.of(1, 1, 1, 1, 0, 0, 0, 2), 1, out);
    expect([...out]).toEqual([0b00001111, 0b10000000, 0, 0, 0, 0, 0, 0]);
  });
});

describe("Blosc chunks", () => {
  test.prop([bytes, fc.integer({ min: 1, max: 300 })])("come back", async (input, size) => {
    const packed = await packBlosc(input, size);
    expect(await unpackBlosc(packed, input.length, "it")).toEqual(input);
  });

  it("of several blocks come back, smaller", async () => {
    const input = Uint8Array.from({ length: 700_001 }, (_, i) => (i >> 3) & 7);
    const packed = await packBlosc(input, 2);
    expect(packed.length).toBeLessThan(input.length / 5);
    expect(await unpackBlosc(packed, input.length, "it")).toEqual(input);
  });

  it("tell when a block is damaged", async () => {
    const input = Uint8Array.from({ length: 5000 }, (_, i) => (i * i) % 50);
    const packed = await packBlosc(input, 2);
    packed[24] ^= 255; // the start of the frame: what lies in it has no check sum
    await expect(unpackBlosc(packed, input.length, "chunk 0.0")).rejects.toThrow(/chunk 0.0/);
    await expect(unpackBlosc(packed.slice(0, 60), input.length, "it")).rejects.toMatchObject({
      code: "TruncatedFile",
    });
  });
});

describe("bzip2", () => {
  // bz2.compress(bytes([7] * 300) + b"hello hello hello" + bytes(range(256)))
  const STREAM =
    "QlpoOTFBWSZTWc6WGS0AAAR/////////////////////////////////////////////sADa0yTAATAAEwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAOQAAAAJkwAAATCYJgAAAAAABMACYAAAAAAAAAAAAAAAAAAAATB00AaAmJgAaCMAAAAAmBNMRpgAAAAEYAAAAAAAAAAAAEYAJhMAAABoNAbgIaHB4gIhfYEAAAgIYKiwuMDI18BscHfiPD5AQkRGSEpMTlBSDBgCorLC35fMuLzAfKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj9AQUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVtcXV5fYGFiY2RlaQLO0IwA+aQhqawoC2NoAA3AgFvTnD+uLk5ujq7O7w8vT2+f59foCBgoOEhYaHiImKi4yNjo+QkZKTlJWWl5iZmpucnZ6foKGio6SlpqeoqaqrrK2ur7CxsrO0tba3uLm6u7y9vr/AwcLDxMXGx8jJysvMzc7P0NHS09TV1tfY2drb3N3e3+Dh4uPg4eLj5OXm5+jp6uvs7e4J3+Hj5Bc3zCenr7e4u5IpwoSGdLDJaA=";

  it("is read with its runs", () => {
    const out = unpackBzip2(bytesFromBase64(STREAM), 573, "it");
    expect([...out.subarray(0, 300)].every((byte) => byte === 7)).toBe(true);
    expect(String.fromCharCode(...out.subarray(300, 317))).toBe("hello hello hello");
    expect([...out.subarray(317)]).toEqual(Array.from({ length: 256 }, (_, i) => i));
  });

  it("is refused when it is damaged, cut or of another size", () => {
    const stream = bytesFromBase64(STREAM);
    for (let at = 0; at < stream.length; at++) {
      const wrong = stream.slice();
      wrong[at] ^= 16;
      // the last four bytes are padding and the sum over all blocks, which each block's own sum makes needless
      if (at < stream.length - 5) expect(() => unpackBzip2(wrong, 573, "it")).toThrow(/damaged/);
    }
    expect(() => unpackBzip2(stream.slice(0, 60), 573, "it")).toThrow(/ends early/);
    expect(() => unpackBzip2(stream, 572, "it")).toThrow(/too many/);
    expect(() => unpackBzip2(stream, 574, "it")).toThrow(/too few/);
  });
});

describe("delta filters", () => {
  test.prop([fc.array(fc.integer({ min: -32768, max: 32767 }))])("wrap as integers do", (list) => {
    const input = new Uint8Array(Int16Array.from(list).buffer);
    expect(decodeDelta(encodeDelta(input, "<i2", "it"), "<i2", "<i2", "it")).toEqual(input);
  });
});

describe("arrays", () => {
  const shapes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 });

  test.prop([shapes, fc.infiniteStream(fc.integer({ min: 1, max: 5 }))])(
    "come back whatever their chunks",
    async (shape, sizes) => {
      const store = memoryStore();
      const count = shape.reduce((a, b) => a * b, 1);
      const array = ndArray(
        "int64",
        shape,
        Float64Array.from({ length: count }, (_, i) => i - 3),
      );
      const chunks = shape.map(() => Number(sizes.next().value));
      await writeArray(store, "a", array, { compressed: true, delta: true, chunks });
      expect(await readArray(store, "a", "refuse")).toEqual(array);
    },
  );

  it.each<[string, NdArray]>([
    ["text", ndArray("str", [3], ["a", "", "größer"])],
    ["truth", ndArray("bool", [2, 1], Uint8Array.of(1, 0))],
    ["nothing", ndArray("float64", [0], new Float64Array())],
    ["one number", ndArray("float32", [], Float32Array.of(4))],
  ])("hold %s", async (_name, array) => {
    const store = memoryStore();
    await writeArray(store, "a", array, { compressed: false });
    expect(await readArray(store, "a")).toEqual(array);
  });

  it("read only the chunks that a window touches", async () => {
    const store = memoryStore();
    const array = ndArray(
      "int16",
      [100, 4],
      Int16Array.from({ length: 400 }, (_, i) => i),
    );
    await writeArray(store, "t", array, { compressed: true, chunks: [10, 4] });
    const out = new Uint8Array(12 * 4 * 2);
    await readBox(await openArray(store, "t"), { start: [25, 0], end: [37, 4] }, out, "refuse");
    expect(store.reads).toEqual(["/t/2.0", "/t/3.0"]);
    expect(new Int16Array(out.buffer)).toEqual(array.data.slice(100, 148));
  });

  it("are filled or refused where a chunk is absent", async () => {
    const store = memoryStore();
    const array = ndArray("int32", [4], Int32Array.of(1, 2, 3, 4));
    await writeArray(store, "a", array, { compressed: false, chunks: [2] });
    store.files.delete("/a/1");
    expect((await readArray(store, "a")) as NdArray).toMatchObject({ data: Int32Array.of(1, 2, 0, 0) }); // prettier-ignore
    await expect(readArray(store, "a", "refuse")).rejects.toThrow("/a/1");
  });

  it("are cut as zarr cuts them", () => {
    expect(guessChunks([463, 60, 20], 4)).toEqual([232, 30, 10]);
    expect(guessChunks([8, 60, 24], 8)).toEqual([8, 60, 24]);
    expect(guessChunks([463, 2, 20], 4)).toEqual([463, 2, 20]);
  });
});

describe("chunks of a window", () => {
  it("are decompressed by the host, several at a time", async () => {
    const store = memoryStore();
    const data = Int16Array.from({ length: 6 * 512 }, (_, i) => Math.round(900 * Math.sin(i / 9)));
    const array = ndArray("int16", [6 * 512], data);
    await writeArray(store, "a", array, { chunks: [512], compressed: true });
    let now = 0;
    let most = 0;
    const decoders: DecoderPort = {
      inflate: () => Promise.reject(new Error("no zlib here")),
      async unzstd(packed) {
        most = Math.max(most, ++now);
        await setImmediate();
        now--;
        return zstdDecompressSync(packed);
      },
      unshuffle: () => false,
    };
    const parallel = { ...store, fs: { ...store.fs, decoders } };
    const read = (await readArray(parallel, "a")) as NdArray;
    expect(read.data).toEqual(data);
    expect(most).toBe(4);
    const failing = { ...decoders, unzstd: () => Promise.reject(new Error("checksum")) };
    const reading = readArray({ ...store, fs: { ...store.fs, decoders: failing } }, "a");
    await expect(reading).rejects.toMatchObject({ code: "CorruptFile" });
  });
});

describe("a zlib stream", () => {
  it.each([0, 1, 2, 5])("of %d bytes is refused by name", async (length) => {
    const packed = Uint8Array.of(0x78, 0x9c, 3, 0, 0).slice(0, length);
    await expect(unpackZlib(packed, 8, "chunk 3")).rejects.toThrow(/chunk 3/);
  });
});
