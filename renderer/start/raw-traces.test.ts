import { describe, expect, it } from "vitest";
import { ROW_HEIGHT, tracePaths, verdictOf, WIDTH } from "./raw-traces.ts";

describe("the preview of raw samples", () => {
  it("draws each channel in its row, to one scale, around its mean", () => {
    const [first, second] = tracePaths({ traces: [[100, 102], [5, 5]] }); // prettier-ignore
    const middle = 0.5 * ROW_HEIGHT;
    const reach = 0.48 * ROW_HEIGHT;
    expect(first).toBe(
      `M0.0 ${(middle + reach).toFixed(1)}L${WIDTH.toFixed(1)} ${(middle - reach).toFixed(1)}`,
    );
    expect(second).toBe(
      `M0.0 ${(middle + ROW_HEIGHT).toFixed(1)}L${WIDTH.toFixed(1)} ${(middle + ROW_HEIGHT).toFixed(1)}`,
    );
  });

  it("draws a channel that does not change, and none", () => {
    expect(tracePaths({ traces: [[7, 7, 7]] })[0]).not.toContain("NaN");
    expect(tracePaths({ traces: [[]] })).toEqual(["M"]);
  });

  it.each([
    [0.93, "signals"],
    [0.3, "unclear"],
    [0.01, "noise"],
    [-0.4, "noise"],
  ] as const)("calls a likeness of %d %s", (likeness, kind) => {
    expect(verdictOf({ likeness }).kind).toBe(kind);
  });

  it("trusts no guess that another one beats", () => {
    const better = { dtype: "int16", num_channels: 32, likeness: 0.97 };
    expect(verdictOf({ likeness: 0.67, better }).kind).toBe("unclear");
    expect(verdictOf({ likeness: 0.1, better }).kind).toBe("noise");
  });
});
