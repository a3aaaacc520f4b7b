import { describe, expect, it } from "vitest";
import { typescriptKernels as kernels } from "#core/kernels/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import {
  channelLocations,
  hasScaleableTraces,
  memoryRecording,
  readTracesNew,
} from "#core/recording/index.ts";
import { generateGroundTruthRecording, simulate, SIMULATIONS, simulationShape } from "../index.ts";

const ctx = { kernels };
const small = { duration_s: 2, num_channels: 5, num_units: 3, seed: 4, sampling_frequency: 10_000 };

/** Quiet whole numbers on ten contacts, in two segments. */
function quiet() {
  return memoryRecording({
    traces: [new Int16Array(25_000 * 10), new Int16Array(20_000 * 10)],
    samplingFrequency: 10_000,
    numChannels: 10,
    gainUv: 0.5,
    properties: new Map([
      [
        "location",
        {
          dtype: "float64",
          shape: [10, 2],
          data: Float64Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 0 : 100 + 10 * i)),
        },
      ],
    ]),
  });
}

describe("simulations", () => {
  it("have the reference's defaults: the same seed gives the function's own samples", async () => {
    const { seed, num_units } = small;
    const made = await simulate("ground_truth", small, ctx);
    const direct = await generateGroundTruthRecording({
      durations: [2],
      sampling_frequency: 10_000,
      ...{ num_channels: 5, num_units, seed },
    });
    expect(made.sorting?.spikes).toEqual(direct.sorting.spikes);
    expect(await readTracesNew(made.recording, 0)).toEqual(
      await readTracesNew(direct.recording, 0),
    );
  });

  it("that move do so within their range, in every mode, however short", async () => {
    for (const drift_mode of ["zigzag", "bump", "random_walk"]) {
      for (const least_moved of [1, 0.3]) {
        const params = { ...small, drift_mode, least_moved, drift_range_um: 30 };
        const { recording, sorting } = await simulate("drifting", params, ctx);
        expect(recording.numSamples).toEqual([20_000]);
        expect(sorting?.unitIds).toHaveLength(3);
        const other = await simulate("drifting", { ...params, drift_range_um: 1 }, ctx);
        expect(await readTracesNew(recording, 0)).not.toEqual(
          await readTracesNew(other.recording, 0),
        );
      }
    }
  });

  it("put units into a recording in its own units, at its own depths, moving or not", async () => {
    for (const drift_mode of ["none", "zigzag"]) {
      const params = { num_units: 4, drift_mode, least_moved: 0.5, seed: 2 };
      const { recording, sorting } = await simulate("hybrid", params, ctx, { recording: quiet() });
      expect(recording.dtype).toBe("int16");
      expect(recording.numSamples).toEqual([25_000, 20_000]);
      const traces = await readTracesNew(recording, 1);
      let largest = 0;
      for (const value of traces) largest = Math.max(largest, Math.abs(value));
      // up to 500 µV at 0.5 µV per count
      expect(largest).toBeGreaterThan(50);
      expect(largest).toBeLessThanOrEqual(1200);
      expect(sorting?.numSegments).toBe(2);
    }
  });

  it("put units of an analyzer elsewhere in a recording, with amplitudes of their own", async () => {
    const width = 30;
    const data = Float32Array.from({ length: 3 * width * 10 }, (_, i) => {
      const [unit, sample, channel] = [Math.floor(i / 300), Math.floor(i / 10) % width, i % 10];
      return sample === 10 ? -200 * Math.exp(-Math.abs(channel - 3 * (unit + 1)) / 2) : 0;
    });
    const templates = {
      array: { dtype: "float32", shape: [3, width, 10], data },
      unitIds: ["a", "b", "c"],
      samplingFrequency: 10_000,
      nbefore: 10,
      locations: channelLocations(quiet()),
    } as const;
    const params = { num_units: 2, relocation_min_um: 20, relocation_max_um: 20, seed: 3 };
    const made = await simulate("hybrid", params, ctx, { recording: quiet(), templates });
    expect(made.sorting?.unitIds).toHaveLength(2);
    expect(["a", "b", "c"]).toEqual(expect.arrayContaining([...(made.sorting?.unitIds ?? [])]));
    const traces = await readTracesNew(made.recording, 0);
    let lowest = 0;
    for (const value of traces) lowest = Math.min(lowest, value);
    // −200 µV at 0.5 µV per count, ±5 %, spikes may coincide
    expect(lowest).toBeLessThan(-300);
    await expect(simulate("noise", {}, ctx, { templates })).rejects.toThrow(/makes its own/);
  });

  it("of noise alone have no sorting and are in µV", async () => {
    const { recording, sorting } = await simulate("noise", { duration_s: 1, num_channels: 3 }, ctx);
    expect(sorting).toBeUndefined();
    expect(hasScaleableTraces(recording)).toBe(true);
  });

  it.each(SIMULATIONS.map(({ name }) => name))(
    "%s says its size before it is made",
    async (name) => {
      const shaped = name === "hybrid" ? { num_units: 2 } : { duration_s: 2, num_channels: 6 };
      const parent = name === "hybrid" ? quiet() : undefined;
      const shape = simulationShape(name, shaped, parent);
      const { recording } = await simulate(name, shaped, ctx, { recording: parent });
      expect(shape.numChannels).toBe(recording.channelIds.length);
      expect(shape.numSamples).toEqual(recording.numSamples);
      expect(shape.samplingFrequency).toBe(recording.samplingFrequency);
      const [one] = await readTracesNew(recording, 0, 0, 1).then((x) => [x.BYTES_PER_ELEMENT]);
      expect(shape.itemBytes).toBe(one);
    },
  );

  it("refuse what does not fit, by name", () => {
    const refusals: [string, JsonObject, RegExp][] = [
      ["nothing", {}, /ground_truth, drifting, hybrid, noise/],
      ["noise", { num_units: 3 }, /num_units/],
      ["ground_truth", { duration_s: -1 }, /duration_s/],
      ["drifting", { drift_mode: "circles" }, /drift_mode/],
      ["hybrid", {}, /needs a recording/],
    ];
    for (const [name, params, message] of refusals) {
      expect(() => simulationShape(name, params)).toThrow(message);
    }
  });
});
