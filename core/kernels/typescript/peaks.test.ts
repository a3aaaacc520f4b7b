import { describe, expect, it } from "vitest";
import { typescriptKernels as kernels, type PeakScan } from "#core/kernels/index.ts";

function peaksOf(rows: readonly (readonly number[])[], scan: Partial<PeakScan>): number[][] {
  const numChannels = rows[0]?.length ?? 0;
  const frames = new Int32Array(100);
  const channels = new Int32Array(100);
  const found = kernels.scanPeaks(
    Float32Array.from(rows.flat()),
    {
      numChannels,
      thresholds: new Float32Array(numChannels).fill(5),
      sign: "neg",
      sweep: 2,
      neighbours: undefined,
      firstFrame: 0,
      lastFrame: rows.length,
      ...scan,
    },
    frames,
    channels,
  );
  return Array.from({ length: found }, (_, i) => [frames[i], channels[i]]);
}

const both = { starts: Int32Array.of(0, 2, 4), indices: Int32Array.of(0, 1, 0, 1) };

describe("scanning for peaks", () => {
  it("takes the first of equal samples: strictly below what came before, not above what follows", () => {
    expect(peaksOf([[0], [-6], [-6], [0]], {})).toEqual([[1, 0]]);
  });

  it("wants more than the threshold", () => {
    expect(peaksOf([[0], [-5], [0]], {})).toEqual([]);
  });

  it("sees each channel on its own without neighbours, and only the deepest with them", () => {
    const rows = [
      [0, 0],
      [-6, 0],
      [0, -9],
      [0, 0],
    ];
    expect(peaksOf(rows, {})).toEqual([
      [1, 0],
      [2, 1],
    ]);
    expect(peaksOf(rows, { neighbours: both })).toEqual([[2, 1]]);
  });

  it("keeps both of two neighbours that are equal in the same frame", () => {
    expect(
      peaksOf(
        [
          [0, 0],
          [-6, -6],
          [0, 0],
        ],
        { neighbours: both },
      ),
    ).toEqual([
      [1, 0],
      [1, 1],
    ]);
  });

  it("reports both signs in the order of frames, then channels", () => {
    const rows = [
      [0, 0],
      [9, 0],
      [0, 0],
      [0, 0],
      [0, -9],
    ];
    expect(peaksOf(rows, { sign: "both" })).toEqual([
      [1, 0],
      [4, 1],
    ]);
    expect(peaksOf(rows, { sign: "pos" })).toEqual([[1, 0]]);
  });

  it("uses frames outside the range only as context", () => {
    const rows = [[-9], [-6], [0], [-7]];
    expect(peaksOf(rows, { firstFrame: 1, lastFrame: 3 })).toEqual([]);
    expect(peaksOf(rows, { firstFrame: 1 })).toEqual([[3, 0]]);
  });

  it("passes over NaN and says how many there are when the room is too small", () => {
    expect(peaksOf([[0], [NaN], [-6], [0]], {})).toEqual([]);
    const traces = Float32Array.of(0, -6, 0, 0, -6, 0);
    const scan = {
      numChannels: 1,
      thresholds: Float32Array.of(5),
      sign: "neg",
      sweep: 1,
      neighbours: undefined,
      firstFrame: 0,
      lastFrame: 6,
    } as const;
    const frames = new Int32Array(1);
    expect(kernels.scanPeaks(traces, scan, frames, new Int32Array(1))).toBe(2);
    expect(frames[0]).toBe(1);
  });
});
