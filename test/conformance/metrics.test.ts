import { beforeAll, describe, expect, it } from "vitest";
import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { computeExtensions, EXTENSIONS, selectUnitsOfAnalyzer } from "#core/extensions/index.ts";
import { computeQualityMetrics, METRICS, type MetricDefinition } from "#core/metrics/index.ts";
import { expectClose } from "../support/close.ts";
import { smallAnalyzer, testContext } from "../support/small-analyzer.ts";

let ctx: ComputeContext;
let analyzer: SortingAnalyzer;

beforeAll(async () => {
  ctx = testContext();
  analyzer = await smallAnalyzer(ctx);
  const names = EXTENSIONS.map(({ name }) => name).filter((name) => name !== "quality_metrics");
  await computeExtensions(analyzer, new Map(names.map((name) => [name, {}])), ctx);
});

const there = new Set<string>(EXTENSIONS.map(({ name }) => name));
const isServed = ({ requires }: MetricDefinition): boolean =>
  requires.every((names) => names.split("|").some((name) => there.has(name)));

// of an analyzer that has the extension, for example one that Python made, it computes: see test/golden/extensions
describe.each(METRICS.filter((metric: MetricDefinition) => !isServed(metric)))(
  "metric $name, whose extension cannot be computed yet",
  ({ name }) => {
    it("says what is missing", () => {
      expect(() => computeQualityMetrics(analyzer, { metricNames: [name] })).toThrow(
        expect.objectContaining({ code: "MissingExtension" }),
      );
    });
  },
);

describe.each(METRICS.filter(isServed).map(({ name }) => name))("metric %s", (name) => {
  const definition = METRICS.find((metric) => metric.name === name);
  const compute = (of: SortingAnalyzer) => computeQualityMetrics(of, { metricNames: [name] });

  it("answers its columns and no others, one value per unit", () => {
    const { index, columns } = compute(analyzer);
    expect(index).toEqual(analyzer.sorting.unitIds);
    expect(columns.map((column) => column.name)).toEqual(definition?.columns.map((c) => c.name));
    for (const { values } of columns) expect(values).toHaveLength(index.length);
  });

  it("explains each column: label, unit, sentence", () => {
    for (const column of definition?.columns ?? []) {
      expect(column.label).not.toBe("");
      expect(column.description).toMatch(/\w.*\.$/);
    }
  });

  it("does not depend on the order of units", () => {
    const reversed = [...analyzer.sorting.unitIds].reverse();
    const there = compute(analyzer).columns;
    const back = compute(selectUnitsOfAnalyzer(analyzer, reversed)).columns;
    for (const [i, column] of there.entries()) {
      const values = [...(back[i]?.values ?? [])].reverse();
      expectClose(values.map(Number), Array.from(column.values, Number), {
        rtol: 1e-9,
        atol: 1e-12,
      });
    }
  });

  it("refuses a parameter that does not exist", () => {
    expect(() =>
      computeQualityMetrics(analyzer, {
        metricNames: [name],
        metricParams: { [name]: { no_such: 1 } },
      }),
    ).toThrow(expect.objectContaining({ code: "InvalidParameter" }));
  });
});
