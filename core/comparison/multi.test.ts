import { describe, expect, it } from "vitest";
import fc from "fast-check";
import type { ExtractorDict } from "#core/model/index.ts";
import { sortingFromUnitDict, spikeTrain, type Sorting } from "#core/sorting/index.ts";
import {
  agreementGraph,
  agreementTable,
  agreementUnits,
  cleanGraph,
  compareMultipleSorters,
  components,
  consensusSorting,
  multiComparisonFromJson,
  multiComparisonToJson,
} from "./index.ts";

const sortingOf = (trains: Readonly<Record<string, readonly number[]>>): Sorting =>
  sortingFromUnitDict([new Map(Object.entries(trains))], 30_000);

const a = sortingOf({ a0: [1000, 2000, 3000, 4000], a1: [1500, 2500, 3500] });
const b = sortingOf({ b0: [1500, 2501, 3499], b1: [1008, 2008, 3008, 9000] });
const c = sortingOf({ c0: [1001, 2001, 3001, 4001], c1: [100, 200] });

describe("several sortings", () => {
  const found = compareMultipleSorters([a, b, c], { names: ["A", "B", "C"] });

  it("are joined where their units agree", () => {
    expect(found.units.map(({ members }) => [...members])).toEqual([
      [0, 1, 0],
      [1, 0, -1],
      [-1, -1, 1],
    ]);
    expect(found.units.map((unit) => unit.agreementNumber)).toEqual([3, 2, 1]);
    expect(found.units[0].averageAgreement).toBeCloseTo((1 + 0.6 + 0.6) / 3);
    expect(found.units[2].averageAgreement).toBe(0);
  });

  it("give a table with NaN where a sorting lacks the unit", () => {
    const { names, rows } = agreementTable(found, 2);
    expect(names).toEqual(["A", "B", "C"]);
    expect(rows[1]).toEqual(Float64Array.of(1, 1, NaN));
    expect(rows).toHaveLength(2);
  });

  it("have a consensus of the units that enough of them share", () => {
    const sorting = consensusSorting(found, { minimumAgreementCount: 2 });
    expect(sorting.unitIds).toEqual([0, 1]);
    expect(sorting.properties.get("agreement_number")?.["data" as never]).toEqual(
      Float64Array.of(3, 2),
    );
    expect(sorting.properties.get("unit_id_C")?.["data" as never]).toEqual(["c0", ""]);
    const exact = consensusSorting(found, {
      minimumAgreementCount: 2,
      minimumAgreementCountOnly: true,
    });
    expect(exact.unitIds).toEqual([1]);
    expect(consensusSorting(found, { minimumAgreementCount: 4 }).unitIds).toEqual([]);
  });

  it("join the trains that agree most, every event once within the window", () => {
    const two = compareMultipleSorters([a, b]);
    const union = consensusSorting(two);
    expect([...spikeTrain(union, 0)]).toEqual([1000, 2000, 3000, 4000, 9000]);
    const both = consensusSorting(two, { spikeTrainMode: "intersection" });
    expect([...spikeTrain(both, 0)]).toEqual([1000, 2000, 3000]);
    // the reference joins within 5 frames and keeps spikes 8 frames apart twice
    const reference = consensusSorting(two, { joinFrames: 5 });
    expect([...spikeTrain(reference, 0)]).toHaveLength(8);
  });

  it("need names that differ and at least one sorting", () => {
    expect(() => compareMultipleSorters([])).toThrow(/nothing to compare/);
    expect(() => compareMultipleSorters([a, b], { names: ["x", "x"] })).toThrow(
      /names must differ/,
    );
    expect(() => compareMultipleSorters([a, b], { names: ["x"] })).toThrow(/1 names for 2/);
    expect(() => consensusSorting(found, { minimumAgreementCount: 0 })).toThrow(/at least 1/);
  });

  it("of which one is silent leave its units alone", () => {
    const silent = sortingOf({ s0: [] });
    const units = compareMultipleSorters([a, silent], { agreementMethod: "distance" }).units;
    expect(units.map((unit) => unit.agreementNumber)).toEqual([1, 1, 1]);
  });
});

describe("a cleaned graph", () => {
  it("has no sorting twice in a component", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(sizes, fc.integer(), (numUnits, seed) => {
        let state = seed >>> 0;
        const random = (): number =>
          (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
        const pairs = numUnits.flatMap((n1, source1) =>
          numUnits.slice(source1 + 1).map((n2, k) => {
            const free = Array.from({ length: n2 }, (_, j) => j);
            const match12 = Int32Array.from({ length: n1 }, () =>
              free.length > 0 && random() < 0.7
                ? (free.splice(Math.floor(random() * free.length), 1)[0] ?? -1)
                : -1,
            );
            const agreement = Float64Array.from({ length: n1 * n2 }, random);
            return { source1, source2: source1 + 1 + k, match12, agreement };
          }),
        );
        const graph = agreementGraph(numUnits, pairs);
        const clean = cleanGraph(graph, [...numUnits.keys()]);
        for (const component of components(clean)) {
          const sources = component.map((node) => clean.nodes[node].source);
          expect(new Set(sources).size).toBe(sources.length);
        }
        const members = agreementUnits(clean, numUnits.length).flatMap((unit) =>
          [...unit.members].filter((at) => at >= 0),
        );
        expect(members).toHaveLength(graph.nodes.length);
      }),
    );
  });

  it("loses its weakest match to a sorting's second unit", () => {
    // a0 - b0 - c0 - a1
    const graph = agreementGraph(
      [2, 1, 1],
      [
        {
          source1: 0,
          source2: 1,
          match12: Int32Array.of(0, -1),
          agreement: Float64Array.of(0.9, 0),
        },
        {
          source1: 0,
          source2: 2,
          match12: Int32Array.of(-1, 0),
          agreement: Float64Array.of(0, 0.6),
        },
        { source1: 1, source2: 2, match12: Int32Array.of(0), agreement: Float64Array.of(0.8) },
      ],
    );
    const units = agreementUnits(cleanGraph(graph, [0, 1, 2]), 3);
    expect(units.map(({ members }) => [...members])).toEqual([
      [0, 0, 0],
      [1, -1, -1],
    ]);
  });
});

describe("a stored comparison", () => {
  const found = compareMultipleSorters([a, b, c], { names: ["A", "B", "C"] });
  const json = multiComparisonToJson(found);
  const open = (dict: ExtractorDict): Promise<Sorting> =>
    Promise.resolve([a, b, c].find((sorting) => sorting.dict === dict) ?? a);

  it("is read back without comparing again", async () => {
    const back = await multiComparisonFromJson(json, "c.json", open);
    expect(back.units).toEqual(found.units);
    expect(back.parameters).toEqual(found.parameters);
    expect(consensusSorting(back).spikes).toEqual(consensusSorting(found).spikes);
  });

  it("is refused when it is something else or no longer fits", async () => {
    await expect(multiComparisonFromJson({}, "c.json", open)).rejects.toThrow(/c\.json is not/);
    const other = (): Promise<Sorting> => Promise.resolve(b);
    await expect(multiComparisonFromJson(json, "c.json", other)).rejects.toThrow(/other units/);
  });
});
