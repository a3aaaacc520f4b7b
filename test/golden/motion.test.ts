import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decodeNpy, isStructured, toFloat64, type NdArray } from "#core/array/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import type { Motion } from "#core/motion/index.ts";
import { estimateMotion, type MotionGround } from "#core/sorting-components/index.ts";
import { goldenJson, goldenPath, hasGolden } from "#test/support/golden.ts";

interface MotionCase {
  readonly sampling_frequency: number;
  readonly num_samples: number;
  readonly contact_positions: string;
  readonly truth: { readonly displacement_vector: string; readonly sampling_frequency: number };
  readonly peaks: Record<string, string>;
  readonly peak_locations: Record<string, string>;
  readonly methods: Record<
    string,
    {
      readonly method: string;
      readonly params: JsonObject;
      readonly files: Record<"displacement" | "temporal_bins_s" | "spatial_bins_um", string>;
    }
  >;
}

const FOLDER = ["components", "motion"] as const;

function arrayOf(file: string): NdArray {
  const array = decodeNpy(readFileSync(goldenPath(...FOLDER, file)));
  if (isStructured(array)) throw new Error(`${file} is a record array`);
  return array;
}

const column = (file: string): Float64Array => toFloat64(arrayOf(file));

describe.skipIf(!hasGolden)("motion of drifting peaks", () => {
  const golden = hasGolden ? goldenJson<MotionCase>(...FOLDER, "case.json") : undefined;

  function estimate(method: string, params: JsonObject): Motion {
    if (golden === undefined) throw new Error("no golden case");
    const ground: MotionGround = {
      contacts: column(golden.contact_positions),
      numSamples: golden.num_samples,
      timeOf: (sample) => sample / golden.sampling_frequency,
    };
    const { peaks, peak_locations } = golden;
    return estimateMotion(
      ground,
      {
        sampleIndex: column(peaks["sample_index"]),
        channelIndex: Int32Array.from(column(peaks["channel_index"])),
        amplitude: column(peaks["amplitude"]),
        segmentIndex: Int32Array.from(column(peaks["segment_index"])),
      },
      { x: column(peak_locations["x"]), y: column(peak_locations["y"]) },
      { method, params },
    );
  }

  /** RMS over times and windows of what differs from the true displacement, but for a constant. */
  function errorUm({ displacement, temporalBinsS, spatialBinsUm }: Motion): number {
    if (golden === undefined) throw new Error("no golden case");
    const { shape } = arrayOf(golden.truth.displacement_vector);
    const truth = column(golden.truth.displacement_vector);
    const numWindows = spatialBinsUm.length;
    const differences = displacement[0].map((value, i) => {
      const at = temporalBinsS[0][Math.floor(i / numWindows)] * golden.truth.sampling_frequency;
      const low = Math.min(Math.floor(at), shape[0] - 1);
      const high = Math.min(low + 1, shape[0] - 1);
      const depth = (row: number): number => truth[row * 2 + 1];
      return value - (depth(low) + (at - low) * (depth(high) - depth(low)));
    });
    const mean = differences.reduce((a, b) => a + b, 0) / differences.length;
    const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return Math.sqrt(squares / differences.length);
  }

  it.each(Object.entries(golden?.methods ?? {}))("%s", (_name, { method, params, files }) => {
    const found = estimate(method, params);
    expect(found.temporalBinsS[0]).toEqual(column(files.temporal_bins_s));
    expect(found.spatialBinsUm).toEqual(column(files.spatial_bins_um));
    const reference = column(files.displacement);
    expect(found.displacement[0].length).toBe(reference.length);
    const largest = found.displacement[0].reduce(
      (most, value, i) => Math.max(most, Math.abs(value - reference[i])),
      0,
    );
    expect(largest).toBeLessThan(0.5);
  });

  it.each([
    ["decentralized", { rigid: true }, 2],
    ["iterative_template", golden?.methods["iterative_template"]?.params ?? {}, 1.5],
    ["dredge_ap", {}, 3],
    ["dredge_ap", { rigid: true }, 3],
  ] as const)("%s %o recovers the true displacement", (method, params, limit) => {
    expect(errorUm(estimate(method, params))).toBeLessThan(limit);
  });

  it("refuses peaks without places", () => {
    const none = new Float64Array(0);
    const empty = new Int32Array(0);
    const ground = { contacts: Float64Array.of(0, 0, 0, 20), numSamples: 30_000, timeOf: Number };
    const peaks = { sampleIndex: none, channelIndex: empty, amplitude: none, segmentIndex: empty };
    expect(() =>
      estimateMotion(ground, peaks, { x: none, y: none }, { method: "dredge_ap" }),
    ).toThrow(/no peaks/);
  });
});
