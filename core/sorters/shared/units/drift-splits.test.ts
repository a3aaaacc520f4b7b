import { describe, expect, it } from "vitest";
import { defaultRng } from "#core/array/index.ts";
import { findDriftSplits } from "./drift-splits.ts";
import type { UnitTemplate } from "./template.ts";

const RATE = 30_000;
const END = 60 * RATE;
const options = {
  locations: Float64Array.of(0, 0, 0, 20, 0, 1000),
  samplingFrequency: RATE,
  totalFrames: END,
};
const rng = defaultRng(3);

/** A template on two neighbouring channels; `share` of it lies on the second. */
const template = (share: number, peakChannel = 0): UnitTemplate => ({
  ...{ peakChannel, channels: Int32Array.of(0, 1), weight: 100 },
  data: Float32Array.of(0, 0, -10, -10 * share, 0, 0),
});
/** Spikes where `fires` says so of the time, as a share of the recording. */
const train = (count: number, fires: (share: number) => boolean): Float64Array =>
  rng
    .random(4 * count)
    .filter(fires)
    .slice(0, count)
    .map((share) => share * END)
    .sort();
const early = (share: number): boolean => share % 0.5 < 0.25;
const late = (share: number): boolean => !early(share);
const always = (): boolean => true;
const find = (templates: UnitTemplate[], times: Float64Array[]) =>
  findDriftSplits(templates, times, options).map(({ from, into }) => [from, into]);

describe("findDriftSplits", () => {
  it("joins units alike of which one falls silent when the other fires, the smaller into the larger", () => {
    const units = [template(0.6), template(1)];
    expect(find(units, [train(300, early), train(500, late)])).toEqual([[0, 1]]);
    expect(find(units, [train(500, late), train(300, early)])).toEqual([[1, 0]]);
  });

  it("leaves units that fire all the time, units that differ and units far apart", () => {
    const parts = [train(300, early), train(500, late)];
    expect(find([template(0.6), template(1)], [train(300, always), train(500, always)])).toEqual(
      [],
    );
    expect(find([template(0.6), template(-0.9)], parts)).toEqual([]);
    expect(find([template(0.6), template(1, 2)], parts)).toEqual([]);
  });

  it("leaves units of too few spikes to tell, and empty ones", () => {
    const units = [template(0.6), template(1)];
    expect(find(units, [train(30, early), train(500, late)])).toEqual([]);
    expect(find(units, [new Float64Array(0), train(500, late)])).toEqual([]);
  });

  it("takes each unit once", () => {
    const units = [template(0.6), template(1), template(0.8)];
    const trains = [train(300, early), train(500, late), train(200, early)];
    expect(find(units, trains)).toHaveLength(1);
  });
});
