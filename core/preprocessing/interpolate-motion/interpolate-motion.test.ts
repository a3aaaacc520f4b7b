import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { ndArray } from "#core/array/index.ts";
import { typescriptKernels } from "#core/kernels/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { motionDictFromJson, saveMotion } from "#core/motion/index.ts";
import { memoryRecording, readTracesNew } from "#core/recording/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { expectClose } from "#test/support/close.ts";
import { applyStep } from "../index.ts";

interface Fixture {
  readonly samples: number[];
  readonly locations: number[][];
  readonly motion: JsonObject;
  readonly cases: readonly {
    readonly params: JsonObject;
    readonly channel_ids: string[];
    readonly traces: number[];
  }[];
}

// made with SpikeInterface 0.103.2, see `origin` in the file
const path = new URL("./fixtures/spikeinterface.json", import.meta.url);
const fixture = JSON.parse(readFileSync(path, "utf8")) as Fixture;
const ctx = { kernels: typescriptKernels, fs: nodeFileSystem };
const folder = mkdtempSync(join(tmpdir(), "motion-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const recording = memoryRecording({
  traces: [Int16Array.from(fixture.samples)],
  samplingFrequency: 100,
  channelIds: fixture.locations.map((_, i) => `c${String(i)}`),
  properties: new Map([
    [
      "location",
      ndArray(
        "float64",
        [fixture.locations.length, 2],
        Float64Array.from(fixture.locations.flat()),
      ),
    ],
  ]),
});

describe("interpolate_motion", () => {
  it.each(fixture.cases)("gives SpikeInterface's samples: $params", async (expected) => {
    const params = { motion: fixture.motion, dtype: "float64", ...expected.params };
    const corrected = await applyStep(recording, "interpolate_motion", params, ctx);
    expect(corrected.channelIds).toEqual(expected.channel_ids);
    const traces = await readTracesNew(corrected, 0, 5, 37);
    // weights are float64 here and float32 only where samples are
    expectClose(traces, expected.traces, { rtol: 1e-9, atol: 1e-9 });
    const single = { ...params, dtype: "float32" };
    const rounded = await applyStep(recording, "interpolate_motion", single, ctx);
    expectClose(await readTracesNew(rounded, 0, 5, 37), expected.traces, { atol: 2e-4 });
  });

  it("takes a motion from its folder, or from the folder of an estimation", async () => {
    const motion = motionDictFromJson(fixture.motion);
    await saveMotion(motion, join(folder, "estimation", "motion"), ctx);
    const given = await applyStep(
      recording,
      "interpolate_motion",
      { motion: fixture.motion, dtype: "float32" },
      ctx,
    );
    for (const place of [join(folder, "estimation", "motion"), join(folder, "estimation")]) {
      const params = { motion: place, dtype: "float32" };
      const read = await applyStep(recording, "interpolate_motion", params, ctx);
      expect(read.dict.kwargs).toEqual(given.dict.kwargs);
    }
  });

  it("refuses whole-number samples without a float type, naming it", async () => {
    await expect(
      applyStep(recording, "interpolate_motion", { motion: fixture.motion }, ctx),
    ).rejects.toMatchObject({ code: "InvalidParameter", details: { parameter: "dtype" } });
  });
});
