import { describe, expect, it } from "vitest";
import { goldenPath, hasGolden } from "#test/support/golden.ts";
import { readFileSync } from "node:fs";
import {
  formatJson,
  numContacts,
  parseJson,
  probeGroupFromJson,
  probeGroupToJson,
} from "./index.ts";

describe("JSON text", () => {
  it("may hold Python's NaN and infinities, outside strings only", () => {
    expect(parseJson('{"a": NaN, "b": [-Infinity, 1], "c": "NaN"}')).toEqual({
      a: NaN,
      b: [-Infinity, 1],
      c: "NaN",
    });
    expect(() => parseJson('{"a": NaN', "x.json")).toThrow("x.json is not valid JSON");
  });

  it("is written as Python writes it", () => {
    expect(formatJson({ sampling_frequency: 30000, n: 2, e: [], f: NaN })).toBe(
      '{\n    "sampling_frequency": 30000.0,\n    "n": 2,\n    "e": [],\n    "f": NaN\n}',
    );
  });
});

describe("probe files", () => {
  it("refuse foreign and damaged documents by name", () => {
    const probe = { ndim: 2, contact_positions: [[0, 0]] };
    expect(() => probeGroupFromJson({ specification: "other", probes: [] })).toThrow(
      "specification",
    );
    expect(() => probeGroupFromJson({ probes: [{ ...probe, ndim: 4 }] }, "p.json")).toThrow(
      "p.json, probe 0 has ndim 4",
    );
    expect(() => probeGroupFromJson({ probes: [{ ...probe, contact_ids: ["a", "b"] }] })).toThrow(
      "list of 1 contact_ids",
    );
  });

  it("need only positions", () => {
    const { probes } = probeGroupFromJson({ probes: [{ ndim: 2, contact_positions: [[1, 2]] }] });
    expect(probes.map(numContacts)).toEqual([1]);
  });

  it.skipIf(!hasGolden)("come back as they were, byte for byte", () => {
    const path = goldenPath("formats", "binary_folder", "one_segment", "data", "rec", "probe.json");
    const text = readFileSync(path, "utf8");
    expect(formatJson(probeGroupToJson(probeGroupFromJson(parseJson(text))))).toBe(text);
  });
});
