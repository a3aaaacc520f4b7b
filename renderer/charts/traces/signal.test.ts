import { describe, expect, test } from "vitest";
import type { ChannelRow, RecordingDetail } from "#contract/index.ts";
import {
  differenceSignal,
  incomparable,
  overlaidSignals,
  preprocessedSignal,
  rawSignal,
} from "./signal.ts";

const row = (id: string, yUm: number): ChannelRow => ({
  ...{ id, xUm: 0, yUm, group: null, shank: null, gainUv: 1, offsetUv: 0 },
});
const channels = [row("a", 0), row("b", 20), row("c", 40), row("d", 60)];
const recording = {
  channels,
  samplingFrequency: 30_000,
  numSamples: [1000],
} as unknown as RecordingDetail;
const behind = (ids: readonly string[], change = {}) => ({
  channels: ids.map((id) => channels.find((c) => c.id === id) ?? row(id, 30)),
  samplingFrequency: 30_000,
  numSamples: [1000],
  dtype: "float32",
  isArbitrary: false,
  version: "[]",
  ...change,
});

describe("signals of a recording", () => {
  test("a preprocessed channel knows its place in the raw recording; a made one has none", () => {
    const signal = preprocessedSignal(recording, behind(["d", "b", "a-b"]));
    expect(signal.rawChannels).toEqual([3, 1, -1]);
    expect(signal.order).toEqual([0, 2, 1]); // by depth of their own places
    expect(signal.rows).toEqual([3, -1, 1]);
  });
  test("the rows of a channel that was left out stay empty, so that both sides line up", () => {
    const signal = preprocessedSignal(recording, behind(["d", "b"]));
    expect(signal.rows).toEqual(rawSignal(recording).rows);
    expect(signal.order).toEqual([0, -1, 1, -1]);
  });
  test("the difference has the shared channels in the raw order", () => {
    const signal = differenceSignal(recording, behind(["d", "b"]));
    expect(signal.channels.map(({ id }) => id)).toEqual(["b", "d"]);
    expect(signal.rawChannels).toEqual([1, 3]);
    expect(signal.order).toEqual([1, 0]);
  });
  test("one over the other: each row is the same channel in both", () => {
    const [raw, after] = overlaidSignals(recording, behind(["d", "a", "c"]));
    const ids = (signal: typeof raw): unknown => signal.order.map((at) => signal.channels[at]?.id);
    expect(ids(raw)).toEqual(["d", "c", "a"]);
    expect(ids(after)).toEqual(ids(raw));
  });
  test("raw has every channel, top first", () => {
    expect(rawSignal(recording).order).toEqual([3, 2, 1, 0]);
  });
});

test("what cannot be compared says why", () => {
  expect(incomparable(recording, behind(["a"]))).toBe("");
  expect(incomparable(recording, behind(["a"], { isArbitrary: true }))).toContain("voltages");
  expect(incomparable(recording, behind(["a"], { numSamples: [500] }))).toContain("frames");
  expect(incomparable(recording, behind(["x"]))).toContain("channels");
});
