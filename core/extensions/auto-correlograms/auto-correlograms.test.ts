import { beforeAll, describe, expect, it } from "vitest";
import { extensionArray, type SortingAnalyzer } from "#core/analyzer/index.ts";
import { toFloat64 } from "#core/array/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { smallAnalyzer, testContext } from "#test/support/small-analyzer.ts";
import { computeExtensions, mergeUnitsOfAnalyzer, selectUnitsOfAnalyzer } from "../index.ts";

const ctx = testContext();
let analyzer: SortingAnalyzer;
beforeAll(async () => {
  analyzer = await smallAnalyzer(ctx);
  const window = { window_ms: 40, bin_ms: 0.7 };
  const requests = new Map<string, JsonObject>([
    ["correlograms", window],
    ["auto_correlograms", window],
    ["quality_metrics", { metric_names: ["num_spikes", "firing_rate"] }],
    ["spiketrain_metrics", {}],
  ]);
  await computeExtensions(analyzer, requests, ctx);
});

/** Of a unit, from the correlograms of all pairs. */
function diagonal(of: SortingAnalyzer, unit: number): number[] {
  const ccgs = extensionArray(of, "correlograms", "ccgs");
  const [numUnits = 0, , numBins = 0] = ccgs.shape;
  const start = unit * (numUnits + 1) * numBins;
  return [...toFloat64(ccgs).subarray(start, start + numBins)];
}

function own(of: SortingAnalyzer, unit: number): number[] {
  const acgs = extensionArray(of, "auto_correlograms", "acgs");
  const [, numBins = 0] = acgs.shape;
  return [...toFloat64(acgs).subarray(unit * numBins, (unit + 1) * numBins)];
}

function expectDiagonals(of: SortingAnalyzer): void {
  for (const unit of of.sorting.unitIds.keys()) expect(own(of, unit)).toEqual(diagonal(of, unit));
}

describe("autocorrelograms", () => {
  it("are the diagonal of the correlograms, with the same bins", () => {
    expect(Math.max(...own(analyzer, 0))).toBeGreaterThan(0);
    expectDiagonals(analyzer);
    expect(extensionArray(analyzer, "auto_correlograms", "bins")).toEqual(
      extensionArray(analyzer, "correlograms", "bins"),
    );
  });

  it("follow chosen and merged units", async () => {
    const [a = "", b = "", c = ""] = analyzer.sorting.unitIds;
    expectDiagonals(selectUnitsOfAnalyzer(analyzer, [c, a]));
    const { analyzer: merged } = await mergeUnitsOfAnalyzer(analyzer, [[a, b]], {}, ctx);
    expectDiagonals(merged);
  });
});

describe("spike train metrics", () => {
  it("are those of the quality metrics", () => {
    const table = (name: string): unknown => analyzer.extensions.get(name)?.data.get("metrics");
    expect(table("spiketrain_metrics")).toEqual(table("quality_metrics"));
    expect(analyzer.extensions.get("spiketrain_metrics")?.params["metric_names"]).toEqual([
      "num_spikes",
      "firing_rate",
    ]);
  });
});
