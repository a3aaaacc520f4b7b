import { beforeAll, describe, expect, it } from "vitest";
import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { computeExtensions, EXTENSIONS, selectUnitsOfAnalyzer } from "#core/extensions/index.ts";
import { computeQualityMetrics, METRICS } from "#core/metrics/index.ts";
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

describe.each(METRICS.map(({ name }) => name))("metric %s", (name) => {
  const definition = METRICS.find((metric) => metric.name === name);
  const compute = (of: SortingAnalyzer) => computeQualityMetrics(of, { metricNames: [name] }, ctx);

  it("answers its columns and no others, one value per unit", async () => {
    const { index, columns } = await compute(analyzer);
    expect(index).toEqual(analyzer.sorting.unitIds);
    // the full silhouette has to be asked for
    const own = definition?.columns.map((c) => c.name).filter((c) => c !== "silhouette_full");
    expect(columns.map((column) => column.name)).toEqual(own);
    for (const { values } of columns) expect(values).toHaveLength(index.length);
  });

  it("explains each column: label, sentence, formula", () => {
    for (const column of definition?.columns ?? []) {
      expect(column.label).not.toBe("");
      expect(column.formula).not.toBe("");
      expect(column.description).toMatch(/\w.*\.$/);
    }
  });

  it("does not depend on the order of units", async () => {
    const reversed = [...analyzer.sorting.unitIds].reverse();
    const there = (await compute(analyzer)).columns;
    const back = (await compute(selectUnitsOfAnalyzer(analyzer, reversed))).columns;
    for (const [i, column] of there.entries()) {
      const values = [...(back[i]?.values ?? [])].reverse();
      expectClose(values.map(Number), Array.from(column.values, Number), {
        rtol: 1e-9,
        atol: 1e-12,
      });
    }
  });

  it("refuses a parameter that does not exist", async () => {
    const metricParams = { [name]: { no_such: 1 } };
    await expect(
      computeQualityMetrics(analyzer, { metricNames: [name], metricParams }, ctx),
    ).rejects.toMatchObject({ code: "InvalidParameter" });
  });
});
