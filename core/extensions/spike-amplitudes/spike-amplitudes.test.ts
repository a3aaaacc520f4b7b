import { describe, expect, it } from "vitest";
import { createAnalyzer, extensionArray } from "#core/analyzer/index.ts";
import { ndArray, toFloat64 } from "#core/array/index.ts";
import { computeExtensions } from "../index.ts";
import { memoryRecording } from "#core/recording/index.ts";
import { sortingFromUnitDict } from "#core/sorting/index.ts";
import { testContext } from "../../../test/support/small-analyzer.ts";

const GAIN = 2;
const OFFSET = 0.5;

async function amplitudes(params: { true_offset?: boolean }): Promise<number[]> {
  const ctx = testContext();
  const traces = new Int16Array(2000);
  for (const frame of [300, 900, 1500]) traces[frame] = -100;
  const recording = memoryRecording({
    traces: [traces],
    samplingFrequency: 10000,
    channelIds: ["a"],
    properties: new Map([
      ["gain_to_uV", ndArray("float64", [1], Float64Array.of(GAIN))],
      ["offset_to_uV", ndArray("float64", [1], Float64Array.of(OFFSET))],
      ["location", ndArray("float64", [1, 2], Float64Array.of(0, 0))],
    ]),
  });
  const sorting = sortingFromUnitDict([new Map([["u", Float64Array.of(300, 900, 1500)]])], 10000);
  const analyzer = await createAnalyzer({ recording, sorting, sparse: false }, ctx);
  await computeExtensions(
    analyzer,
    new Map([
      ["random_spikes", {}],
      ["templates", {}],
      ["spike_amplitudes", params],
    ]),
    ctx,
  );
  return [...toFloat64(extensionArray(analyzer, "spike_amplitudes", "amplitudes"))];
}

describe("spike amplitudes in µV", () => {
  it("add the gain in place of the offset by default, as the reference does", async () => {
    expect(await amplitudes({})).toEqual([-198, -198, -198]);
  });

  it("add the offset when asked to", async () => {
    expect(await amplitudes({ true_offset: true })).toEqual([-199.5, -199.5, -199.5]);
  });
});
