import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { decodeNpy, isStructured, toFloat64 } from "#core/array/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { createLocalComputeContext } from "#core/jobs/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { openRecordingPath } from "#core/open/index.ts";
import { applyPipeline } from "#core/preprocessing/index.ts";
import type { Recording } from "#core/recording/index.ts";
import {
  detectAndLocalizePeaks,
  detectPeaks,
  localizePeaks,
  type PeakLocations,
  type Peaks,
} from "#core/sorting-components/index.ts";
import { loadKernels, nodeFileSystem } from "#native/index.ts";
import { expectClose } from "#test/support/close.ts";
import { goldenJson, goldenPath, hasGolden } from "#test/support/golden.ts";

interface DetectionCase {
  readonly method: string;
  readonly params: JsonObject;
  readonly num_peaks: number;
  readonly files: Record<"sample_index" | "channel_index" | "amplitude" | "segment_index", string>;
}

interface LocalizationCase {
  readonly method: string;
  readonly params: JsonObject;
  readonly ms_before: number;
  readonly ms_after: number;
  readonly files: Record<string, string>;
}

interface PeaksCase {
  readonly input: string;
  readonly chain: readonly (readonly [string, JsonObject])[];
  readonly noise_levels: string;
  readonly detection: Record<string, DetectionCase>;
  readonly localization: Record<string, LocalizationCase>;
  readonly located_peaks: DetectionCase["files"];
}

const FOLDER = ["components", "peaks"] as const;

function column(file: string): Float64Array {
  const array = decodeNpy(readFileSync(goldenPath(...FOLDER, file)));
  if (isStructured(array)) throw new Error(`${file} is a record array`);
  return toFloat64(array);
}

function peaksOf(files: DetectionCase["files"]): Peaks {
  return {
    sampleIndex: column(files.sample_index),
    channelIndex: Int32Array.from(column(files.channel_index)),
    amplitude: column(files.amplitude),
    segmentIndex: Int32Array.from(column(files.segment_index)),
  };
}

describe.skipIf(!hasGolden)("peaks as SpikeInterface 0.103.2 finds and locates them", () => {
  const golden = hasGolden ? goldenJson<PeaksCase>(...FOLDER, "case.json") : undefined;
  let ctx: ComputeContext;
  let recording: Recording;
  let noiseLevels: Float32Array;

  beforeAll(async () => {
    ctx = createLocalComputeContext({ kernels: loadKernels(), fs: nodeFileSystem });
    const raw = await openRecordingPath(goldenPath("pipeline", "recording"), {}, ctx);
    recording = await applyPipeline(raw, golden?.chain ?? [], ctx);
    noiseLevels = Float32Array.from(column(golden?.noise_levels ?? ""));
  });

  it.each(Object.entries(golden?.detection ?? {}))("detection %s", async (_name, expected) => {
    const { method, params } = expected;
    const peaks = await detectPeaks(recording, { method, params, noiseLevels }, ctx);
    const reference = peaksOf(expected.files);
    expect(peaks.sampleIndex.length).toBe(expected.num_peaks);
    expect(peaks.sampleIndex).toEqual(reference.sampleIndex);
    expect(peaks.channelIndex).toEqual(reference.channelIndex);
    expect(peaks.segmentIndex).toEqual(reference.segmentIndex);
    expectClose(peaks.amplitude, reference.amplitude, { rtol: 1e-5 });
  });

  it.each(Object.entries(golden?.localization ?? {}))(
    "localization %s",
    async (_name, expected) => {
      if (golden === undefined) throw new Error("no golden case");
      const peaks = peaksOf(golden.located_peaks);
      const { method, params } = expected;
      const choice = { method, params, msBefore: expected.ms_before, msAfter: expected.ms_after };
      const found = await localizePeaks(recording, peaks, choice, ctx);
      for (const [name, file] of Object.entries(expected.files)) {
        const values = found[name as keyof PeakLocations] ?? new Float64Array(0);
        expectPlaces(values, column(file), toleranceOf(method, params, name));
      }
    },
  );

  it("gives the same peaks and places when both are asked for at once", async () => {
    const detection = { method: "locally_exclusive", params: {}, noiseLevels };
    const localization = { method: "center_of_mass" };
    const both = await detectAndLocalizePeaks(recording, detection, localization, ctx);
    const peaks = await detectPeaks(recording, detection, ctx);
    expect(both.peaks.sampleIndex).toEqual(peaks.sampleIndex);
    expect(both.locations.x.length).toBe(peaks.sampleIndex.length);
    const apart = await localizePeaks(recording, peaks, localization, ctx);
    expectClose(both.locations.y, apart.y, { rtol: 1e-4, atol: 1e-2 });
  });
});

interface PlaceTolerance {
  /** largest difference of a place that agrees: absolute, and relative to the reference */
  readonly atol: number;
  readonly rtol: number;
  /** share of places that may differ more */
  readonly share: number;
}

/**
 * Arithmetic agrees. Optimisers stop "within 2 um where the loss is as low", and few sit in another equally good valley.
 * Gaussian grid weights make many fits equal but for the rounding of the reference's BLAS, which decides which count.
 */
function toleranceOf(method: string, params: JsonObject, column: string): PlaceTolerance {
  if (method === "monopolar_triangulation") {
    return column === "alpha"
      ? { atol: 0, rtol: 0.05, share: 0.02 }
      : { atol: 2, rtol: 0, share: 0.02 };
  }
  if (params["weight_method"] !== undefined) return { atol: 0.01, rtol: 1e-4, share: 0.16 };
  return { atol: 1e-3, rtol: 1e-5, share: 0 };
}

function expectPlaces(
  values: Float64Array,
  reference: Float64Array,
  { atol, rtol, share }: PlaceTolerance,
): void {
  expect(values.length).toBe(reference.length);
  const far = Array.from(reference.keys()).filter(
    (i) => !(Math.abs(values[i] - reference[i]) <= atol + rtol * Math.abs(reference[i])),
  );
  expect(far.length / reference.length).toBeLessThanOrEqual(share);
}
