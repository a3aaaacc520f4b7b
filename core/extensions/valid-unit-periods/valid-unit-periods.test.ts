import { fc, test } from "@fast-check/vitest";
import { beforeAll, describe, expect, it } from "vitest";
import { extensionArray, type SortingAnalyzer } from "#core/analyzer/index.ts";
import { isStructured, toFloat64 } from "#core/array/index.ts";
import { smallAnalyzer, testContext } from "#test/support/small-analyzer.ts";
import { computeExtensions, selectUnitsOfAnalyzer } from "../index.ts";
import { mergedPeriods, periodsFromStructured, type UnitPeriod } from "./periods.ts";
import { falseNegativeRate, falsePositiveRate } from "./rates.ts";

const ctx = testContext();
let analyzer: SortingAnalyzer;
beforeAll(async () => {
  analyzer = await smallAnalyzer(ctx);
});

const EASY = {
  period_duration_s_absolute: 1,
  minimum_valid_period_duration: 1,
  num_histogram_bins: 2,
  fp_threshold: 1.1,
  fn_threshold: 1.1,
};

function periodsOf(of: SortingAnalyzer, name: string): UnitPeriod[] {
  const value = of.extensions.get("valid_unit_periods")?.data.get(name);
  if (value?.kind !== "array" || !isStructured(value.array)) throw new Error(`no ${name}`);
  return periodsFromStructured(value.array);
}

describe("valid periods of units", () => {
  it("cover both segments where every period is good, and follow a choice of units", async () => {
    await computeExtensions(analyzer, new Map([["valid_unit_periods", EASY]]), ctx);
    const rate = analyzer.attributes.samplingFrequency;
    expect(periodsOf(analyzer, "valid_unit_periods")).toEqual(
      [4, 3].flatMap((seconds, segmentIndex) =>
        analyzer.sorting.unitIds.map((_, unitIndex) => ({
          segmentIndex,
          startFrame: 0,
          endFrame: seconds * rate,
          unitIndex,
        })),
      ),
    );
    expect(periodsOf(analyzer, "all_periods")).toHaveLength(7 * 5);
    const chosen = selectUnitsOfAnalyzer(analyzer, [analyzer.sorting.unitIds[3]]);
    const own = periodsOf(chosen, "all_periods");
    expect(own.map(({ unitIndex }) => unitIndex)).toEqual(Array(7).fill(0));
    expect(toFloat64(extensionArray(chosen, "valid_unit_periods", "fps"))).toHaveLength(7);
  });

  it("are none where the limits cannot be met", async () => {
    const params = { ...EASY, fn_threshold: 0 };
    await computeExtensions(analyzer, new Map([["valid_unit_periods", params]]), ctx);
    expect(periodsOf(analyzer, "valid_unit_periods")).toEqual([]);
  });

  it("are what is given, unless it is too short or of no unit", async () => {
    const compute = (rows: number[][]) =>
      computeExtensions(
        analyzer,
        new Map([
          ["valid_unit_periods", { ...EASY, method: "user_defined", user_defined_periods: rows }],
        ]),
        ctx,
      );
    await compute([[1, 0, 30_000, 2]]);
    expect(periodsOf(analyzer, "valid_unit_periods")).toEqual([
      { segmentIndex: 1, startFrame: 0, endFrame: 30_000, unitIndex: 2 },
    ]);
    for (const wrong of [
      [0, 0, 100, 0],
      [0, 0, 30_000, 99],
      [9, 0, 30_000, 0],
    ]) {
      await expect(compute([wrong])).rejects.toMatchObject({ code: "InvalidParameter" });
    }
  });
});

describe("rates of a period", () => {
  it("know no foreign spikes without close pairs, and nothing of a single spike", () => {
    expect(falsePositiveRate(Float64Array.of(0, 100, 200), 1000, 0, 10)).toBe(0);
    expect(falsePositiveRate(Float64Array.of(5), 1000, 0, 10)).toBeNaN();
    // one pair among four spikes: 1 − √(1 − 1000 / (16 · 100))
    const rate = falsePositiveRate(Float64Array.of(0, 50, 500, 900), 1000, 0, 100);
    expect(rate).toBeCloseTo(1 - Math.sqrt(1 - 1000 / 1600), 12);
  });

  it("see the missing end of cut amplitudes", () => {
    const bell = Array.from({ length: 4000 }, (_, i) => {
      const u = (i + 0.5) / 4000;
      return 1 + 0.2 * Math.log(u / (1 - u));
    });
    const whole = falseNegativeRate(Float64Array.from(bell), 50, 3, 5);
    const cut = falseNegativeRate(Float64Array.from(bell.filter((v) => v > 0.9)), 50, 3, 5);
    expect(whole).toBeLessThan(0.02);
    expect(cut).toBeGreaterThan(0.2);
  });
});

const period = fc.record({
  segmentIndex: fc.integer({ min: 0, max: 1 }),
  startFrame: fc.integer({ min: 0, max: 50 }),
  endFrame: fc.integer({ min: 51, max: 100 }),
  unitIndex: fc.integer({ min: 0, max: 2 }),
});

test.prop([fc.array(period, { maxLength: 12 })])("merged periods cover the same frames", (all) => {
  const covered = (periods: readonly UnitPeriod[]): string[] =>
    [
      ...new Set(
        periods.flatMap(({ segmentIndex, unitIndex, startFrame, endFrame }) =>
          Array.from(
            { length: endFrame - startFrame },
            (_, i) => `${String(segmentIndex)} ${String(unitIndex)} ${String(startFrame + i)}`,
          ),
        ),
      ),
    ].sort();
  const merged = mergedPeriods(all);
  expect(covered(merged)).toEqual(covered(all));
  const keys = merged.map((p) => `${String(p.segmentIndex)} ${String(p.unitIndex)}`);
  // all of them contain frame 50, so that each unit and segment keeps one
  expect(new Set(keys).size).toBe(keys.length);
});
