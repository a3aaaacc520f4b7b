import { describe, expect, it } from "vitest";
import { defaultRng, ndArray } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { typescriptKernels } from "#core/kernels/index.ts";
import {
  isEphysError,
  isExtractorDict,
  type ExtractorDict,
  type JsonObject,
  type SampleArray,
} from "#core/model/index.ts";
import {
  applyPipeline,
  applyStep,
  isPreprocessorDict,
  parsePipeline,
  PREPROCESSORS,
  preprocessorByName,
  preprocessorFromDict,
  stepsOfDict,
} from "#core/preprocessing/index.ts";
import {
  floatProperty,
  memoryRecording,
  readTracesNew,
  type Recording,
} from "#core/recording/index.ts";
import { expectClose } from "#test/support/close.ts";

const NUM_CHANNELS = 12;
const LENGTHS = [6000, 4000];
const CHUNKS = { chunk_size: 500, num_chunks_per_segment: 4, seed: 3 };

/** Two time bins in the first segment, one in the second; two depths. */
const MOTION = {
  displacement: [
    [
      [0, 5],
      [12, -7],
    ],
    [[-3, 4]],
  ],
  temporal_bins_s: [[0.03, 0.12], [0.05]],
  spatial_bins_um: [20, 80],
};

/** What a step needs beyond its defaults to run on the recording below. A new step needs a line only if it does. */
const EXAMPLES: Readonly<Record<string, JsonObject>> = {
  whiten: { dtype: "float32", ...CHUNKS },
  zscore: CHUNKS,
  center: CHUNKS,
  normalize_by_quantile: CHUNKS,
  blank_saturation: { quantile_threshold: 0.02, num_chunks_per_segment: 4 },
  clip: { a_min: -40, a_max: 50 },
  scale: { gain: 0.5, offset: 3 },
  astype: { dtype: "float32" },
  zero_channel_pad: { num_channels: 16 },
  bandpass_filter: { margin_ms: 20 },
  filter: { margin_ms: 20 },
  causal_filter: { margin_ms: 20 },
  highpass_filter: { margin_ms: 20 },
  notch_filter: { margin_ms: 40 },
  interpolate_bad_channels: { bad_channel_ids: ["c2", "c7"] },
  detect_and_remove_bad_channels: {
    method: "mad",
    std_mad_threshold: 1.3,
    chunk_duration_s: 0.01,
    num_random_chunks: 4,
  },
  detect_and_interpolate_bad_channels: {
    method: "mad",
    std_mad_threshold: 1.3,
    chunk_duration_s: 0.01,
    num_random_chunks: 4,
  },
  highpass_spatial_filter: { n_channel_pad: 10, agc_window_length_s: 0.01 },
  silence_periods: { list_periods: [[[100, 200]], [[0, 50]]] },
  remove_artifacts: { list_triggers: [[1000], [2000]] },
  resample: { resample_rate: 15000 },
  decimate: { decimation_factor: 3 },
  pad_traces: { padding_start: 120, padding_end: 30, fill_value: 5 },
  correct_lsb: { ...CHUNKS },
  interpolate_motion: { motion: MOTION, dtype: "float32", border_mode: "force_extrapolate" },
};

/** Steps that estimate from the signal and keep only the seed, as their reference does. */
const ESTIMATES_ANEW = new Set(["center", "normalize_by_quantile", "blank_saturation"]);

// nothing here opens files
const ctx = { kernels: typescriptKernels, fs: undefined } as unknown as CoreContext;

function signal(seed: number): Int16Array[] {
  const rng = defaultRng(seed);
  return LENGTHS.map((length) => {
    const common = Float64Array.from({ length }, () => 20 * rng.random());
    return Int16Array.from(
      { length: length * NUM_CHANNELS },
      (_, i) =>
        60 * rng.random() - 30 + (common[Math.floor(i / NUM_CHANNELS)] ?? 0) + (i % NUM_CHANNELS),
    );
  });
}

function tracesFor(name: string, seed: number): SampleArray[] {
  const signed = signal(seed);
  if (name === "unsigned_to_signed") {
    return signed.map((segment) => Uint16Array.from(segment, (v) => v + 32768));
  }
  // a converter that uses every fourth number
  if (name === "correct_lsb") return signed.map((segment) => segment.map((v) => 4 * v));
  return signed;
}

function testRecording(name: string, traces = tracesFor(name, 1)): Recording {
  const channels = Array.from({ length: NUM_CHANNELS }, (_, i) => i);
  const location = Float64Array.from(
    channels.flatMap((i) => [20 * (i % 2), 20 * Math.floor(i / 2)]),
  );
  return memoryRecording({
    traces,
    samplingFrequency: 30000,
    channelIds: channels.map((i) => `c${String(i)}`),
    gainUv: 0.2,
    annotations: { name: "test" },
    properties: new Map([
      ["location", ndArray("float64", [NUM_CHANNELS, 2], location)],
      ["inter_sample_shift", floatProperty(channels.map((i) => i / NUM_CHANNELS))],
      ["gain_to_physical_unit", floatProperty(channels.map(() => 1e-6))],
      ["offset_to_physical_unit", floatProperty(channels.map(() => 0))],
    ]),
  });
}

async function example(name: string): Promise<Recording> {
  return applyStep(testRecording(name), name, EXAMPLES[name] ?? {}, ctx);
}

/** A step may make several nodes: all of them again, innermost first. */
async function rebuild(dict: ExtractorDict, source: Recording): Promise<Recording> {
  const inner = dict.kwargs["recording"];
  const isChain = isExtractorDict(inner) && isPreprocessorDict(inner);
  return preprocessorFromDict(dict, isChain ? await rebuild(inner, source) : source, ctx);
}

async function readInChunks(
  recording: Recording,
  segment: number,
  frames: number,
): Promise<number[]> {
  const total = recording.numSamples[segment] ?? 0;
  const out: number[] = [];
  for (let start = 0; start < total; start += frames) {
    const end = Math.min(total, start + frames);
    out.push(...(await readTracesNew(recording, segment, start, end)));
  }
  return out;
}

/** Samples of the right number, or a typed error that says what is wrong. */
async function expectAnswer(name: string, source: Recording): Promise<void> {
  try {
    const recording = await applyStep(source, name, EXAMPLES[name] ?? {}, ctx);
    for (const [segment, frames] of recording.numSamples.entries()) {
      const samples = await readTracesNew(recording, segment);
      expect(samples).toHaveLength(frames * recording.channelIds.length);
    }
  } catch (error) {
    expect(isEphysError(error), `${name}: ${String(error)}`).toBe(true);
    expect(isEphysError(error, "Internal")).toBe(false);
  }
}

function largest(samples: SampleArray): number {
  let max = 0;
  for (const sample of samples) max = Math.max(max, Math.abs(sample));
  return max;
}

describe.each(PREPROCESSORS.map((step) => step.name))("%s", (name) => {
  const step = preprocessorByName(name);

  it("gives the same samples in any chunking, within its tolerance", async () => {
    const recording = await example(name);
    const whole = await readTracesNew(recording, 0);
    const isInteger = !recording.dtype.startsWith("float");
    for (const frames of [700, 1111]) {
      const chunked = await readInChunks(recording, 0, frames);
      const rounding = isInteger && step.chunkTolerance > 0 ? 1 : 0;
      expectClose(chunked, whole, { atol: step.chunkTolerance * largest(whole) + rounding });
    }
  });

  it("reads the same twice, also after another segment", async () => {
    const recording = await example(name);
    const first = await readTracesNew(recording, 1, 100, 900);
    await readTracesNew(recording, 0, 0, 500);
    expect(await readTracesNew(recording, 1, 100, 900)).toEqual(first);
  });

  it.skipIf(ESTIMATES_ANEW.has(name))("keeps segments apart", async () => {
    const recording = await example(name);
    const [, second] = tracesFor(name, 1);
    const [other] = tracesFor(name, 2);
    const changed = testRecording(name, [other ?? new Int16Array(), second ?? new Int16Array()]);
    const rebuilt = await rebuild(recording.dict, changed);
    expect(await readTracesNew(rebuilt, 1)).toEqual(await readTracesNew(recording, 1));
  });

  it("fills a buffer whatever was in it", async () => {
    const recording = await example(name);
    const numChannels = recording.channelIds.length;
    for (const channels of [undefined, Int32Array.of(numChannels - 1, 0)]) {
      const expected = await readTracesNew(recording, 0, 10, 300, channels);
      const used = expected.slice().fill(77);
      await recording.readTraces(0, 10, 300, channels, used);
      expect(used).toEqual(expected);
    }
  });

  it("is rebuilt from its dictionary with the same samples and metadata", async () => {
    const recording = await example(name);
    const dict = JSON.parse(JSON.stringify(recording.dict)) as ExtractorDict;
    const rebuilt = await rebuild(dict, testRecording(name));
    expect(rebuilt.dtype).toBe(recording.dtype);
    expect(rebuilt.channelIds).toEqual(recording.channelIds);
    expect(rebuilt.annotations).toEqual(recording.annotations);
    expect(rebuilt.numSamples).toEqual(recording.numSamples);
    expect(JSON.parse(JSON.stringify(rebuilt.dict))).toEqual(dict);
    expect(await readTracesNew(rebuilt, 1)).toEqual(await readTracesNew(recording, 1));
  });

  it("makes the same samples again as a pipeline taken from a stored recording", async () => {
    const recording = await example(name);
    const steps = parsePipeline(
      stepsOfDict(JSON.parse(JSON.stringify(recording.dict)) as ExtractorDict),
    );
    const again = await applyPipeline(testRecording(name), steps, ctx);
    expect(again.dtype).toBe(recording.dtype);
    expect(again.numSamples).toEqual(recording.numSamples);
    expect(await readTracesNew(again, 1)).toEqual(await readTracesNew(recording, 1));
  });

  it("reads some channels as it reads all", async () => {
    const recording = await example(name);
    const count = recording.channelIds.length;
    const wanted = Int32Array.of(3, 1, count - 1);
    const all = await readTracesNew(recording, 0, 200, 1000);
    const some = await readTracesNew(recording, 0, 200, 1000, wanted);
    const expected = Array.from(
      some,
      (_, i) => all[Math.floor(i / 3) * count + (wanted[i % 3] ?? 0)],
    );
    // two channels may share one transform, in another pairing
    const rounding = recording.dtype.startsWith("float") ? 1e-6 * largest(all) : 0;
    expectClose(some, expected, { atol: rounding });
  });

  it("has finite samples and the dtype that it is asked for", async () => {
    const recording = await example(name);
    expect((await readTracesNew(recording, 0)).every(Number.isFinite)).toBe(true);
    if (!("dtype" in step.params.shape)) return;
    const params = { ...EXAMPLES[name], dtype: "float64" };
    const wide = await applyStep(testRecording(name), name, params, ctx);
    expect(wide.dtype).toBe("float64");
    expect(await readTracesNew(wide, 0, 0, 400)).toBeInstanceOf(Float64Array);
  });

  it("refuses a parameter that it does not have, by name", async () => {
    const params = { ...EXAMPLES[name], no_such_thing: 1 };
    await expect(applyStep(testRecording(name), name, params, ctx)).rejects.toMatchObject({
      code: "InvalidParameter",
      details: { step: name, parameter: "no_such_thing" },
    });
  });

  it.each([0, 1, 10])("answers or refuses segments of %i frames, never crashes", async (frames) => {
    const length = frames * NUM_CHANNELS;
    const traces = tracesFor(name, 1).map((segment) => segment.slice(0, length));
    await expectAnswer(name, testRecording(name, traces));
  });

  it("answers or refuses NaN and unsigned samples, never crashes", async () => {
    const float = signal(1).map((segment) => Float32Array.from(segment));
    float[0]?.fill(NaN, 5 * NUM_CHANNELS + 3, 5 * NUM_CHANNELS + 4);
    await expectAnswer(name, testRecording(name, float));
    const unsigned = signal(1).map((segment) => Uint16Array.from(segment, (v) => v + 32768));
    await expectAnswer(name, testRecording(name, unsigned));
  });

  it("describes every parameter for forms and reference pages", () => {
    for (const [key, field] of Object.entries(step.params.shape)) {
      const { description, label } = (
        field as { meta(): { description?: string; label?: string } }
      ).meta();
      expect(description, key).toMatch(/\.$/);
      expect(label, key).toBeTruthy();
    }
  });

  it("refuses windows outside the segment and gives empty ones", async () => {
    const recording = await example(name);
    const total = recording.numSamples[0] ?? 0;
    await expect(readTracesNew(recording, 0, 0, total + 1)).rejects.toMatchObject({
      code: "InvalidParameter",
    });
    await expect(readTracesNew(recording, 2, 0, 1)).rejects.toMatchObject({
      code: "SegmentNotFound",
    });
    expect(await readTracesNew(recording, 0, 10, 10)).toHaveLength(0);
  });
});

describe("pipelines", () => {
  it("are read from objects and from lists", () => {
    const steps = [
      ["bandpass_filter", { freq_min: 400 }],
      ["common_reference", {}],
    ];
    expect(parsePipeline({ bandpass_filter: { freq_min: 400 }, common_reference: {} })).toEqual(
      steps,
    );
    expect(parsePipeline([["bandpass_filter", { freq_min: 400 }], "common_reference"])).toEqual(
      steps,
    );
  });

  it.each([
    ["an unknown step", { sharpen: {} }, { step: "sharpen" }],
    ["an unknown parameter", { clip: { a_mim: 1 } }, { step: "clip", parameter: "a_mim" }],
    ["a wrong value", { clip: { a_min: "low" } }, { step: "clip", parameter: "a_min" }],
    ["parameters that are no object", { clip: 3 }, { step: "clip" }],
  ])("refuse %s, naming step and field", (_, json, details) => {
    expect(() => parsePipeline(json)).toThrow(
      expect.objectContaining({
        code: "InvalidParameter",
        details: expect.objectContaining(details) as unknown,
      }),
    );
  });
});
