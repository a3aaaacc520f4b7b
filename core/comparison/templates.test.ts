import { describe, expect, it } from "vitest";
import {
  compareMultipleTemplates,
  compareTemplates,
  pairSimilarity,
  selectTemplates,
  type TemplateSet,
} from "./index.ts";

/** Bumps: unit u peaks on channel u, moved by some samples. */
function session(unitIds: readonly number[], options: { shift?: number; mask?: Uint8Array } = {}) {
  const [numSamples, numChannels] = [20, 4];
  const data = new Float64Array(unitIds.length * numSamples * numChannels);
  for (const [u, id] of unitIds.entries()) {
    for (let s = 0; s < numSamples; s++) {
      const away = s - 10 - (options.shift ?? 0);
      data[(u * numSamples + s) * numChannels + (id % numChannels)] =
        -50 * Math.exp(-(away ** 2) / 4);
    }
  }
  const set: TemplateSet = {
    unitIds,
    channelIds: ["c0", "c1", "c2", "c3"],
    numSamples,
    data,
    mask: options.mask,
  };
  return set;
}

describe("units of two sessions", () => {
  it("match by their templates, whatever their order", () => {
    const found = compareTemplates(session([0, 1, 2]), session([2, 0]));
    expect([...found.hungarian.match12]).toEqual([1, -1, 0]);
    expect(found.agreement[1]).toBeCloseTo(1, 6);
    expect(found.agreement[0]).toBeCloseTo(0, 6);
  });

  it("match better when templates may be shifted, by every measure", () => {
    for (const method of ["cosine", "l1", "l2"] as const) {
      const options = { method, support: "union" } as const;
      const moved = session([0], { shift: 3 });
      const [still] = pairSimilarity(session([0]), moved, { ...options, numShifts: 0 });
      const [best] = pairSimilarity(session([0]), moved, { ...options, numShifts: 3 });
      expect(best).toBeGreaterThan(still);
      expect(best).toBeCloseTo(1, 3);
    }
  });

  it("that share no channel are not alike", () => {
    const one = session([0], { mask: Uint8Array.of(1, 0, 0, 0) });
    const two = session([1], { mask: Uint8Array.of(0, 1, 0, 0) });
    for (const support of ["union", "intersection"] as const) {
      expect([...compareTemplates(one, two, { support, method: "l1" }).agreement]).toEqual([0]);
    }
  });

  it("must lie on the same channels and have the same length", () => {
    const other = { ...session([0]), channelIds: ["c0", "c1", "c2", "x"] };
    expect(() => compareTemplates(session([0]), other)).toThrow(/"c3".*"x"/);
    expect(() => compareTemplates(session([0]), { ...session([0]), numSamples: 19 })).toThrow(
      /20 and 19 samples/,
    );
    expect(() => compareTemplates(session([0]), session([0]), { numShifts: 10 })).toThrow(
      /num_shifts 10/,
    );
  });

  it("may be chosen", () => {
    const some = selectTemplates(session([0, 1, 2]), [2]);
    expect(some.data).toEqual(session([2]).data);
    expect(() => selectTemplates(session([0]), [7])).toThrow(/unit 7/);
  });
});

describe("units over sessions", () => {
  it("are followed as one", () => {
    const { units, names } = compareMultipleTemplates([
      session([0, 1]),
      session([1, 0]),
      session([1, 3]),
    ]);
    expect(names).toEqual(["sess0", "sess1", "sess2"]);
    expect(units.map(({ members }) => [...members])).toEqual([
      [0, 1, -1],
      [1, 0, 0],
      [-1, -1, 1],
    ]);
  });
});
