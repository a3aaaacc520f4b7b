import { describe, expect, it } from "vitest";
import { defaultRng } from "#core/array/index.ts";
import { affordablePlaces, nearChannels, nearPeaks } from "./near-peak.ts";

const NUM_SAMPLES = 20;
const NUM_CHANNELS = 5;
const SIZE = NUM_SAMPLES * NUM_CHANNELS;

/** Noise of standard deviation 1 on four of five channels, with troughs at some places of each unit. */
function templatesWith(units: readonly (readonly (readonly [place: number, depth: number])[])[]) {
  const rng = defaultRng(3);
  const data = new Float64Array(units.length * SIZE);
  for (let k = 0; k < data.length; k++) {
    const value = rng.normal(0, 1);
    if (k % NUM_CHANNELS !== 4) data[k] = value;
  }
  for (const [unit, troughs] of units.entries()) {
    for (const [place, depth] of troughs) data[unit * SIZE + place] = -depth;
  }
  return {
    data,
    numUnits: units.length,
    numSamples: NUM_SAMPLES,
    numChannels: NUM_CHANNELS,
    nbefore: 8,
  };
}

describe("what is near the peaks of templates", () => {
  const near = nearPeaks(
    templatesWith([
      [[42, 80]],
      [
        [40, 60],
        [46, 59],
        [41, 58],
        [52, 50],
      ],
      [],
    ]),
    "neg",
  );

  it("is the peak alone where it stands out, and what the noise cannot tell from it", () => {
    expect([...near[0].places]).toEqual([42]);
    expect([...near[1].places]).toEqual([40, 46, 41]);
    expect(near[1].deficits[0]).toBe(0);
    expect(near[1].deficits[1]).toBeCloseTo(1, 0);
  });

  it("is every sample of a unit that does not stand out, but for channels that it does not have", () => {
    expect(near[2].places.length).toBe(SIZE - NUM_SAMPLES);
    expect(near[2].places.every((place) => place % NUM_CHANNELS !== 4)).toBe(true);
  });

  it("is the first sample of a template of zeros", () => {
    const zeros = { ...templatesWith([[]]), data: new Float64Array(SIZE) };
    expect(nearPeaks(zeros, "neg")).toEqual([
      { places: Int32Array.of(0), deficits: Float64Array.of(0) },
    ]);
  });

  it("counts a channel once, by its nearest sample", () => {
    const channels = nearChannels(near, NUM_CHANNELS);
    expect([...channels[1].places]).toEqual([0, 1]);
    expect(channels[1].deficits[1]).toBe(near[1].deficits[1]);
    expect(channels[2].places.toSorted()).toEqual(Int32Array.of(0, 1, 2, 3));
  });

  it("is kept as far as it may be, the likeliest of all units first", () => {
    const counts = [10, 10, 10];
    const kept = (most: number): number[] =>
      affordablePlaces(near, counts, most).map(({ length }) => length);
    expect(kept(1e9)).toEqual(near.map(({ places }) => places.length));
    expect(kept(0)).toEqual([1, 1, 1]);
    for (const most of [10, 50, 300]) {
      const more = kept(most).reduce((sum, n) => sum + (n - 1) * 10, 0);
      expect(more).toBeLessThanOrEqual(most);
      expect(more).toBeGreaterThan(most - 20);
    }
  });
});
