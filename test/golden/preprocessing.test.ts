import { existsSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { CoreContext } from "#core/compute/index.ts";
import { createLocalComputeContext } from "#core/jobs/index.ts";
import { typescriptKernels } from "#core/kernels/index.ts";
import { isEphysError, type JsonObject, type JsonValue } from "#core/model/index.ts";
import { openRecordingPath } from "#core/open/index.ts";
import { applyStep, PREPROCESSORS } from "#core/preprocessing/index.ts";
import {
  floatProperty,
  memoryRecording,
  readTracesNew,
  withMetadata,
  type Recording,
} from "#core/recording/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { expectClose } from "#test/support/close.ts";
import { goldenJson, goldenPath, hasGolden } from "#test/support/golden.ts";
import { goldenArray, goldenPipelineRecording } from "#test/support/pipeline-recording.ts";

interface Variant {
  readonly preprocessor: string;
  readonly params: JsonObject;
  readonly note: string;
  readonly error?: string;
  readonly input?: string;
  readonly windows?: readonly { segment: number; start: number; stop: number; file: string }[];
  readonly dtype: string;
  readonly channel_ids: readonly (string | number)[];
  readonly sampling_frequency: number;
  readonly num_samples: readonly number[];
  readonly kwargs: JsonObject;
  readonly computed?: JsonObject;
}

const FOLDER = ["pipeline", "preprocessing"] as const;
const DTYPES: Readonly<Record<string, string>> = {
  "<i2": "int16",
  "<f4": "float32",
  "<f8": "float64",
};

const files = createLocalComputeContext({ kernels: typescriptKernels, fs: nodeFileSystem });

// steps themselves open nothing
const ctx = { kernels: typescriptKernels, fs: undefined } as unknown as CoreContext;

/**
 * Whitening depends on float32 sums over 10^5 samples, whose rounding is the linear algebra library's: NumPy with
 * another BLAS differs from the stored matrix by 5e-5 of its largest entry.
 */
const WHITEN_TOLERANCE = 2e-4;

const names = hasGolden ? readdirSync(goldenPath(...FOLDER)) : [];
const known = new Set<string>([...PREPROCESSORS.map((step) => step.name), "chain"]);

describe.skipIf(!hasGolden)("golden preprocessing", () => {
  for (const name of names.filter((n) => known.has(n))) {
    for (const file of readdirSync(goldenPath(...FOLDER, name)).filter((f) =>
      f.endsWith(".json"),
    )) {
      const variant = file.replace(".json", "");
      it(`${name}: ${variant}`, () => checkVariant(name, variant));
    }
  }
});

async function checkVariant(name: string, variantName: string): Promise<void> {
  const variant = goldenJson<Variant>(...FOLDER, name, `${variantName}.json`);
  // a step may treat a raw file in its own way
  const parent = name === "decimate" ? await fileInput(variant) : await inputOf(variant);
  if (variant.error !== undefined) {
    await expect(applyStep(parent, name, variant.params, ctx)).rejects.toSatisfy((error) =>
      isEphysError(error),
    );
    return;
  }
  const recording = await resultOf(name, parent, variant);
  expect(recording.dtype).toBe(DTYPES[variant.dtype]);
  expect(recording.channelIds.map(String)).toEqual(variant.channel_ids);
  expect(recording.numSamples).toEqual(variant.num_samples);
  expect(recording.samplingFrequency).toBe(variant.sampling_frequency);
  checkKwargs(recording.dict.kwargs, variant.kwargs, name);
  checkComputed(recording.dict.kwargs, variant.computed ?? {}, name);
  for (const window of variant.windows ?? []) {
    const traces = await readTracesNew(recording, window.segment, window.start, window.stop);
    const expected = goldenArray(...FOLDER, name, window.file);
    const data = expected.data as Float32Array;
    const largest = data.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
    if (name === "whiten" || variantName.endsWith("whiten")) {
      const one = recording.dtype.startsWith("float") ? 0 : 1;
      expectClose(traces, data, { atol: WHITEN_TOLERANCE * largest + one });
    } else if (recording.dtype.startsWith("float")) {
      expectClose(traces, data, { atol: 1e-5 * largest });
    } else {
      expectClose(traces, data);
    }
  }
}

async function resultOf(name: string, parent: Recording, variant: Variant): Promise<Recording> {
  if (name !== "chain") return applyStep(parent, name, variant.params, ctx);
  let recording = parent;
  for (const [step, params] of variant.computed?.["steps"] as [string, JsonObject][]) {
    recording = await applyStep(recording, step, params, ctx);
  }
  return recording;
}

async function fileInput(variant: Variant): Promise<Recording> {
  if (variant.input !== undefined) return inputOf(variant);
  return openRecordingPath(goldenPath("pipeline", "recording"), {}, files);
}

async function inputOf({ input, windows }: Variant): Promise<Recording> {
  const recording = goldenPipelineRecording();
  if (input === undefined) return recording;
  const astype = /^astype\(recording, '(\w+)'\)$/.exec(input);
  if (astype) return applyStep(recording, "astype", { dtype: astype[1] ?? null }, ctx);
  if (input.startsWith("scale(recording, gain=0.37")) {
    return applyStep(recording, "scale", { gain: 0.37, dtype: "float32" }, ctx);
  }
  if (input.startsWith("recording as uint16")) return unsigned(recording);
  if (input.startsWith("recording with properties gain_to_physical_unit")) {
    const filled = (value: number) => floatProperty(recording.channelIds.map(() => value));
    return withMetadata(recording, {
      properties: new Map([
        ["gain_to_physical_unit", filled(0.195e-6)],
        ["offset_to_physical_unit", filled(Math.fround(1e-5))],
      ]),
    });
  }
  if (input.startsWith("the same traces in memory")) return recording;
  if (input.startsWith("an annotation name='rec'")) {
    return withMetadata(recording, { annotations: { name: "rec" } });
  }
  throw new Error(`unknown input "${input}" (${String(windows?.length)} windows)`);
}

async function unsigned(recording: Recording): Promise<Recording> {
  const traces = [];
  for (const segment of [0, 1]) {
    const signed = await readTracesNew(recording, segment);
    traces.push(Uint16Array.from(signed, (v) => v + 2048));
  }
  return memoryRecording({
    traces,
    samplingFrequency: recording.samplingFrequency,
    channelIds: recording.channelIds,
    properties: recording.properties,
  });
}

/** Everything the reference stores must be there and equal; more may be (what a rebuild needs). */
function checkKwargs(actual: JsonObject, expected: JsonObject, name: string): void {
  for (const [key, value] of Object.entries(expected)) {
    expect(Object.keys(actual), `${name}: kwargs`).toContain(key);
    compareJson(actual[key] ?? null, value ?? null, `${name}.${key}`);
  }
}

function checkComputed(kwargs: JsonObject, computed: JsonObject, name: string): void {
  for (const [key, value] of Object.entries(computed)) {
    const stored = kwargs[key];
    if (stored === undefined || stored === null) continue;
    if (typeof value === "string" && value.endsWith(".npy")) {
      const file = goldenPath(...FOLDER, name, value);
      if (!existsSync(file)) throw new Error(`${file} is missing`);
      const expected = goldenArray(...FOLDER, name, value).data as Float32Array;
      const largest = expected.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
      expectClose(flat(stored), expected, { atol: WHITEN_TOLERANCE * largest });
    } else if (Array.isArray(value)) {
      expectClose(flat(stored), flat(value), { rtol: 1e-6, atol: 1e-9 });
    }
  }
}

function flat(value: JsonValue): number[] {
  return (Array.isArray(value) ? (value as unknown[]).flat(3) : [value]) as number[];
}

function compareJson(actual: JsonValue, expected: JsonValue, where: string): void {
  if (typeof expected === "number" && typeof actual === "number") {
    expectClose([actual], [expected], { rtol: 1e-6, atol: 1e-9 });
  } else if (Array.isArray(expected) && Array.isArray(actual)) {
    expect(actual.length, where).toBe(expected.length);
    for (const [i, item] of (expected as readonly JsonValue[]).entries()) {
      compareJson(actual[i] as JsonValue, item, `${where}[${String(i)}]`);
    }
  } else {
    expect(actual, where).toEqual(expected);
  }
}
