import { describe, expect, test } from "vitest";
import {
  formatBytes,
  formatClock,
  formatCount,
  formatLeft,
  formatNumber,
  formatTime,
  readingOf,
  unitText,
} from "./format.ts";

describe("numbers", () => {
  test.each([
    [0, "0"],
    [0.5348, "0.535"],
    [12.345, "12.3"],
    [999.6, "1\u202f000"],
    [12408, "12\u202f408"],
    [-61.24, "−61.2"],
    [0.00012, "1.20e−4"],
    [2.5e7, "2.50e+7"],
    [Infinity, "∞"],
    [-Infinity, "−∞"],
  ])("%d is written %s", (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
  test("nothing is a dash", () => {
    expect([null, undefined, NaN].map((value) => formatNumber(value))).toEqual(["–", "–", "–"]);
  });
  test("counts keep every digit", () => {
    expect(formatCount(111750000)).toBe("111\u202f750\u202f000");
  });
});

describe("times", () => {
  test.each([
    [751.402, "00:12:31.402"],
    [0, "00:00:00.000"],
    [59.9996, "00:01:00.000"],
    [3599.9999, "01:00:00.000"],
    [360000, "100:00:00.000"],
    [-1.5, "−00:00:01.500"],
  ])("%d s is %s on the clock", (seconds, text) => {
    expect(formatClock(seconds)).toBe(text);
  });
  test("one switch gives seconds or samples", () => {
    expect(formatTime(1.5, 30000, "seconds")).toBe("1.5000 s");
    expect(formatTime(1.5, 30000, "samples")).toBe("45\u202f000");
    expect(formatTime(1.5, 30000, "clock")).toBe("00:00:01.500");
  });
  test("time left counts hours only when there are any", () => {
    expect([41, 3725, 0, -3].map(formatLeft)).toEqual(["00:41", "1:02:05", "00:00", "00:00"]);
  });
});

test("bytes are in powers of a thousand", () => {
  expect([0, 999, 48.2e9, 159000].map(formatBytes)).toEqual(["0 B", "999 B", "48.2 GB", "159 kB"]);
});

test("short times are read in ms, others as they are", () => {
  expect(readingOf("s", [5.5e-4, null])).toEqual({ unit: "ms", factor: 1000 });
  expect(readingOf("s", [5.5e-4, 2])).toEqual({ unit: "s", factor: 1 });
  expect(readingOf("um", [1])).toEqual({ unit: "µm", factor: 1 });
  expect(readingOf(null, [])).toEqual({ unit: "", factor: 1 });
});

test("ASCII units get their letters, words that hold them do not", () => {
  expect(["um", "uV", "um/s", "number", "ms"].map(unitText)).toEqual([
    "µm",
    "µV",
    "µm/s",
    "number",
    "ms",
  ]);
});
