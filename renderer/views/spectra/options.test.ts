import { expect, test } from "vitest";
import type { Palette } from "../../charts/index.ts";
import { spectraOption, spectraRows, stretchOf } from "./options.ts";

const side = (unit = "µV²/Hz") => ({
  frequencies: Float64Array.of(0, 100, 200),
  overview: Float32Array.of(0, 0, 0, 1, 2, 3, 4, 5, 6),
  channels: Float32Array.of(7, NaN, 8, NaN, 9, NaN),
  unit,
});
const data = {
  ...{ raw: side(), processed: side("a.u.²/Hz"), start: 0, stop: 3, numSegments: 1 },
  ...{ overviewChannels: 4, numChannels: 4 },
  channelIds: ["a", "<b>"],
};
const palette = { fg2: "#888888", accent: "#5aa5ee" } as Palette;
interface Option {
  series: { name: string; data: number[][] }[];
  yAxis: { name: string };
  tooltip: { formatter: (shown: unknown) => string };
}
const option = (input: typeof data, axis: "log" | "value"): Option =>
  spectraOption(input, palette, { frequency: axis, power: axis }) as unknown as Option;

test("logarithmic axes leave out zero, linear ones keep it", () => {
  const all = { ...data, channelIds: [] };
  expect(option(all, "log").series[0]?.data).toEqual([
    [100, 2],
    [200, 5],
  ]);
  expect(option(all, "value").series[0]?.data).toHaveLength(3);
  expect(option(all, "log").series).toHaveLength(6);
});
test("chosen channels have a line of their own; one that the chain left out has none", () => {
  const { series, yAxis } = option(data, "value");
  expect(series.map(({ name, data: points }) => [name, points.length])).toEqual([
    ["a raw", 3],
    ["<b> raw", 0],
    ["a preprocessed", 3],
    ["<b> preprocessed", 0],
  ]);
  expect(yAxis.name).toBe("µV²/Hz; preprocessed a.u.²/Hz");
});
test("the tooltip never takes a channel's name for HTML", () => {
  const text = option(data, "value").tooltip.formatter([
    { seriesName: "<b> raw", value: [100, 2] },
  ]);
  expect(text).toBe("100.0 Hz<br>&#60;b&#62; raw: 2.00 µV²/Hz");
});
test("a short window is widened to a second inside the recording", () => {
  expect(stretchOf({ startFrame: 0, numFrames: 10 }, 100, 1000)).toEqual({ start: 0, stop: 100 });
  expect(stretchOf({ startFrame: 500, numFrames: 10 }, 100, 1000)).toEqual({
    start: 455,
    stop: 555,
  });
  expect(stretchOf({ startFrame: 990, numFrames: 10 }, 100, 1000)).toEqual({
    start: 900,
    stop: 1000,
  });
  expect(stretchOf({ startFrame: 0, numFrames: 10 }, 100, 40)).toEqual({ start: 0, stop: 40 });
});
test("every line is exported with its frequencies", () => {
  const { header, rows } = spectraRows(data);
  expect(header).toEqual(["signal", "frequency_hz", "p10", "median", "p90", "a", "<b>"]);
  expect(rows[1]).toEqual(["raw", 100, 1, 2, 3, 8, NaN]);
  expect(rows).toHaveLength(6);
});
