import { describe, expect, it } from "vitest";
import { typescriptKernels as kernels } from "#core/kernels/index.ts";
import { rint } from "./cast.ts";

describe("converting samples as NumPy's astype does on x86-64", () => {
  it("rounds halves to even and keeps large numbers", () => {
    const given = [0.5, 1.5, 2.5, -0.5, -1.5, 4503599627370497, -1e300, 0.49999999999999994];
    expect(given.map((x) => rint(x) + 0)).toEqual([0, 2, 2, 0, -2, 4503599627370497, -1e300, 0]);
  });

  it("truncates towards 0 and wraps, never saturates", () => {
    const input = Float64Array.of(1.9, -1.9, 32768, 65537, -32769, 2147483648, NaN);
    const int16 = new Int16Array(7);
    kernels.convert(input, int16, false);
    expect(Array.from(int16)).toEqual([1, -1, -32768, 1, 32767, 0, 0]);
    const int32 = new Int32Array(7);
    kernels.convert(input, int32, false);
    expect(Array.from(int32).slice(5)).toEqual([-2147483648, -2147483648]);
    const uint8 = new Uint8Array(7);
    kernels.convert(input, uint8, false);
    expect(Array.from(uint8).slice(0, 4)).toEqual([1, 255, 0, 1]);
  });
});
