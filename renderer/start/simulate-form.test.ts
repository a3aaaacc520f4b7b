import { describe, expect, test } from "vitest";
import { keptValues } from "../forms/index.ts";
import { durationText, sectionsOf } from "./simulate-form.ts";

const schema = {
  type: "object",
  properties: {
    probe: { enum: ["two columns", "Neuronexus-32"], default: "two columns" },
    num_channels: { type: "integer", default: 64 },
    seed: { type: "integer", default: 0 },
    drift_mode: { enum: ["none", "zigzag", "bump"], default: "none" },
    drift_range_um: { type: "number", default: 40 },
    drift_period_s: { type: "number" },
    num_units: { type: "integer", default: 10 },
    amplitude_min: { type: "number", default: 100 },
    relocation_min_um: { type: "number", default: 50 },
  },
};
const names = (values: Record<string, string>): string[] =>
  sectionsOf(schema, values).flatMap((s) => Object.keys(s.schema["properties"] ?? {}));

describe("the form of a simulation", () => {
  test("has its fields in sections, without empty ones", () => {
    expect(sectionsOf(schema, {}).map(({ title }) => title)).toEqual([
      ...["Recording", "Drift", "Units", "Chance"],
    ]);
  });

  test("hides what changes nothing", () => {
    expect(names({})).toEqual([
      ...["probe", "num_channels", "drift_mode", "num_units", "amplitude_min", "seed"],
    ]);
    expect(names({ probe: "Neuronexus-32", drift_mode: "bump" })).toEqual([
      ...["probe", "drift_mode", "drift_range_um", "num_units", "amplitude_min", "seed"],
    ]);
    expect(names({ drift_mode: "zigzag" })).toContain("drift_period_s");
  });

  test("asks how far real units are moved, not how large they are", () => {
    const units = sectionsOf(schema, {}, true).find(({ title }) => title === "Units");
    expect(Object.keys(units?.schema["properties"] ?? {})).toEqual([
      "num_units",
      "relocation_min_um",
    ]);
  });

  test("keeps values that another kind has too", () => {
    expect(keptValues(schema, { seed: 3, duration_s: 2 })).toEqual({ seed: 3 });
  });

  test("says how long it is", () => {
    expect([0.5, 12, 90, 3600, 7325].map(durationText)).toEqual([
      ...["0.5 s", "12 s", "1 min 30 s", "1 h", "2 h 2 min 5 s"],
    ]);
  });
});
