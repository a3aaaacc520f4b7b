import { describe, expect, it } from "vitest";
import { unshuffle } from "#core/zarr/index.ts";
import { loadAddon } from "./addon.ts";
import { nodeDecoders } from "./decoders.ts";

/* Against core/zarr's own, which is what runs where there is no addon. */

const LENGTHS = [0, 1, 7, 16, 520, 1024, 1096];
const ITEMS = [1, 2, 3, 4, 8, 255];

describe("shuffles undone by the addon", () => {
  const levels = Object.entries(loadAddon().addon ?? {});
  it.each(levels)("%s gives the same bytes at every length", (_level, native) => {
    for (const bits of [true, false]) {
      for (const item of ITEMS) {
        for (const length of LENGTHS.flatMap((n) => [n, n * item])) {
          const input = Uint8Array.from({ length }, (_, i) => (i * 2654435761) >>> 11);
          const expected = new Uint8Array(length);
          unshuffle(input, item, bits, expected, undefined);
          const actual = new Uint8Array(length);
          native.unshuffle(input, item, bits, actual);
          const isSame = Buffer.compare(actual, expected) === 0;
          expect(isSame, `${String(item)} × ${String(length)}, bits ${String(bits)}`).toBe(true);
        }
      }
    }
  });

  it.each(levels)("%s refuses an output of another length", (_level, native) => {
    const input = new Uint8Array(16);
    expect(() => {
      native.unshuffle(input, 2, true, new Uint8Array(15));
    }).toThrow();
    expect(() => {
      native.unshuffle(input, 0, true, new Uint8Array(16));
    }).toThrow();
  });
});

describe("streams decompressed beside the thread", () => {
  it("give no more than they may", async () => {
    const packed = Uint8Array.of(0x78, 0x9c, 0x4b, 0x04, 0x00, 0x00, 0x62, 0x00, 0x62); // "a"
    expect(await nodeDecoders.inflate(packed, 1)).toEqual(Buffer.from("a"));
    const zeros = Uint8Array.of(0x78, 0x9c, 0x63, 0x60, 0x60, 0, 0, 0, 2, 0, 1); // two zero bytes
    await expect(nodeDecoders.inflate(zeros, 1)).rejects.toThrow();
    await expect(nodeDecoders.inflate(packed.subarray(0, 5), 1)).rejects.toThrow();
  });
});
