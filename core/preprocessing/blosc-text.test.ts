import { describe, expect, it } from "vitest";
import { textFromBlosc, unpackLz4 } from "./blosc-text.ts";

describe("unpacking LZ4", () => {
  it("copies literals and earlier bytes, also over themselves", () => {
    // "ab", then 6 bytes from 2 back, then "!"
    const packed = Uint8Array.of(0x22, 97, 98, 2, 0, 0x10, 33);
    const out = new Uint8Array(9);
    expect(unpackLz4(packed, out)).toBe(9);
    expect(String.fromCharCode(...out)).toBe("abababab!");
  });

  it("refuses distances before the beginning", () => {
    expect(unpackLz4(Uint8Array.of(0x10, 97, 9, 0), new Uint8Array(10))).toBe(-1);
  });
});

describe("the text of a Blosc chunk", () => {
  it("names a compressor that it does not have", () => {
    const zstd = Uint8Array.of(2, 1, 0x81, 1, 4, 0, 0, 0, 4, 0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0);
    expect(() => textFromBlosc(zstd, "chunk")).toThrow(
      expect.objectContaining({
        code: "Unsupported",
        message: expect.stringContaining("zstd") as string,
      }),
    );
  });

  it("refuses a cut header", () => {
    expect(() => textFromBlosc(Uint8Array.of(2, 1), "chunk")).toThrow(
      expect.objectContaining({ code: "CorruptFile" }),
    );
  });
});
