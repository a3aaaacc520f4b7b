import { describe, expect, it } from "vitest";
import { checkWiring, inOrderOfDepth, pasted, wiredPath } from "./wiring.ts";

describe("typed wiring", () => {
  it("is channels, with nothing for contacts that are not wired", () => {
    expect(checkWiring(["3", " 0 ", ""])).toEqual({ channels: [3, 0, null], problems: new Map() });
  });

  it("names what cannot be: the same channel twice, text, fractions", () => {
    const { problems } = checkWiring(["1", "x", "1", "2.5", "-1"]);
    expect([...problems.keys()].sort()).toEqual([0, 1, 2, 3, 4]);
    expect(problems.get(2)).toContain("contact 0");
    expect(problems.get(0)).toContain("contact 2");
  });

  it("goes from the top down, probe by probe", () => {
    const contacts = [
      { probe: 0, xUm: 0, yUm: 10 },
      { probe: 0, xUm: 5, yUm: 30 },
      { probe: 0, xUm: 0, yUm: 30 },
      { probe: 1, xUm: 0, yUm: 90 },
    ];
    expect(inOrderOfDepth(contacts)).toEqual(["2", "1", "0", "3"]);
  });

  it("takes a pasted column from a contact on", () => {
    expect(pasted(["a", "b", "c"], 1, "7\n8\n9")).toEqual(["a", "7", "8"]);
  });

  it("is saved beside the recording", () => {
    expect(wiredPath("/data/rig.dat")).toBe("/data/rig_probe.json");
    expect(wiredPath("/data/run_g0/")).toBe("/data/run_g0_probe.json");
  });
});
