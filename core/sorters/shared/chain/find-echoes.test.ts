import { describe, expect, it } from "vitest";
import { defaultRng } from "#core/array/index.ts";
import type { UnitTemplate } from "../units/template.ts";
import { findEchoes } from "./find-echoes.ts";

const RATE = 30_000;
const CONTACTS = Float64Array.of(0, 0, 0, 20, 0, 1000);
const rng = defaultRng(4);

/** A template of one channel and size. */
const template = (peakChannel: number, size: number): UnitTemplate => ({
  ...{ peakChannel, channels: Int32Array.of(peakChannel), weight: 100 },
  data: Float32Array.of(0, -size, 0),
});
const train = (count: number): Float64Array =>
  rng
    .random(count)
    .map((share) => share * 60 * RATE)
    .sort();
const moved = (times: Float64Array, frames: number): Float64Array => times.map((t) => t + frames);
const find = (times: (Float64Array | undefined)[], templates: UnitTemplate[]): number[] =>
  findEchoes(times, templates, CONTACTS, RATE);

describe("findEchoes", () => {
  const host = train(900);

  it("names a small unit that fires only with a larger one near it", () => {
    const units = [template(0, 30), template(1, 4), template(1, 10)];
    expect(find([host, moved(host.subarray(0, 200), 20), train(900)], units)).toEqual([1]);
  });

  it("leaves the larger one, one far away, and one whose host is gone", () => {
    const echo = moved(host, 20);
    expect(find([echo, host], [template(0, 4), template(1, 30)])).toEqual([0]);
    expect(find([host, echo], [template(0, 30), template(2, 4)])).toEqual([]);
    expect(find([undefined, echo], [template(0, 30), template(1, 4)])).toEqual([]);
  });

  it("leaves a unit that a neighbour drives in three of four spikes", () => {
    const own = Float64Array.from([...moved(host.subarray(0, 300), 30), ...train(100)]).sort();
    expect(find([host, own], [template(0, 30), template(1, 4)])).toEqual([]);
  });

  it("leaves neurons that burst together, and what chance may give", () => {
    const starts = train(40);
    const burst = (): Float64Array =>
      Float64Array.from(
        [...starts].flatMap((t) =>
          Array.from({ length: 60 }, (_, i) => t + i * 30 + rng.random() * 9),
        ),
      );
    expect(find([burst(), burst()], [template(0, 30), template(1, 4)])).toEqual([]);
    expect(find([host, moved(host.subarray(0, 1), 5)], [template(0, 30), template(1, 4)])).toEqual(
      [],
    );
    expect(find([host, new Float64Array(0)], [template(0, 30), template(1, 4)])).toEqual([]);
  });
});
