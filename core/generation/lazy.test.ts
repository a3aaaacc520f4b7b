import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { typescriptKernels as kernels } from "#core/kernels/index.ts";
import type { JsonObject, SampleArray } from "#core/model/index.ts";
import { recordingFromDict } from "#core/open/index.ts";
import {
  factsOf,
  readTracesNew,
  RecordingBase,
  type Recording,
  type TraceRange,
} from "#core/recording/index.ts";
import {
  generateHybridRecording,
  generateRecording,
  generateSorting,
  injectTemplates,
  simulate,
  type DenseTemplates,
} from "./index.ts";

const HOUR_S = 3600;
const ctx = { kernels };
const rate = 1000; // the rate changes nothing of what is tested, and an hour of spikes stays small

/** Counts what is read from a recording. */
class Counting extends RecordingBase {
  readonly windows: [number, number][] = [];
  readonly #parent: Recording;

  constructor(parent: Recording) {
    super(factsOf(parent), () => parent.dict);
    this.#parent = parent;
  }

  protected readWindow(range: TraceRange, out: SampleArray): Promise<void> {
    const { segmentIndex, startFrame, endFrame, channelIndices } = range;
    this.windows.push([startFrame, endFrame]);
    return this.#parent.readTraces(segmentIndex, startFrame, endFrame, channelIndices, out);
  }
}

/** Bytes of array buffers that `work` leaves behind while what it returns is held. */
async function heldBytes<T>(work: () => Promise<T>): Promise<{ made: T; bytes: number }> {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void; // what the flag exposes
  // memory of dead arrays is given back beside this thread, and is sure to be when the next collection begins
  const collect = async (): Promise<void> => {
    for (let round = 0; round < 3; round++) {
      gc();
      await setImmediate();
    }
  };
  await collect();
  const before = process.memoryUsage().arrayBuffers;
  const made = await work();
  await collect();
  return { made, bytes: process.memoryUsage().arrayBuffers - before };
}

const shape = { num_channels: 384, sampling_frequency: rate, num_units: 20, seed: 1 };
const KINDS: [string, JsonObject][] = [
  ["ground_truth", shape],
  ["drifting", { ...shape, noise_reach_um: 0 }],
  ["noise", { num_channels: 384, sampling_frequency: rate, seed: 1 }],
];

describe("an hour of 384 channels", () => {
  test.each(KINDS)("%s costs no memory that grows with it", async (kind, params) => {
    const size = async (durationS: number): Promise<number> => {
      const { made, bytes } = await heldBytes(async () => {
        const { recording, sorting } = await simulate(
          kind,
          { ...params, duration_s: durationS },
          ctx,
        );
        const middle = Math.floor((recording.numSamples[0] ?? 0) / 2);
        await readTracesNew(recording, 0, middle, middle + rate);
        return { recording, numSpikes: sorting?.spikes.sampleIndex.length ?? 0 };
      });
      // the spike vector is held, and per spike its version or its place on the way to being sorted
      return bytes - 48 * made.numSpikes;
    };
    const short = await size(60);
    const long = await size(HOUR_S);
    const whole = HOUR_S * rate * 384 * 4;
    expect(long - short).toBeLessThan(whole / 100);
  });

  test("a hybrid one reads just the second that is asked for from its parent", async () => {
    const noise = await simulate(
      "noise",
      { ...{ num_channels: 384, seed: 1 }, sampling_frequency: rate, duration_s: HOUR_S },
      ctx,
    );
    const parent = new Counting(noise.recording);
    const { recording } = generateHybridRecording(parent, {
      generate_sorting_kwargs: { num_units: 5, firing_rates: 5 },
      seed: 3,
    });
    expect(parent.windows).toEqual([]);
    await readTracesNew(recording, 0, 1_800_000, 1_801_000);
    expect(parent.windows).toEqual([[1_800_000, 1_801_000]]);
  });
});

/** Two units on the contacts of a recording. */
function templatesOn(numChannels: number): DenseTemplates {
  const data = Float32Array.from(
    { length: 2 * 30 * numChannels },
    (_, i) =>
      -50 *
      Math.exp(-(((Math.floor(i / numChannels) % 30) - 10) ** 2) / 8) *
      ((i % numChannels) + 1),
  );
  return {
    array: { dtype: "float32", shape: [2, 30, numChannels], data },
    unitIds: ["a", "b"],
    samplingFrequency: 10_000,
    nbefore: 10,
    locations: Float64Array.from({ length: 2 * numChannels }, (_, i) =>
      i % 2 === 0 ? 20 * (Math.floor(i / 2) % 2) : 20 * Math.floor(i / 4),
    ),
  };
}

async function everyKind(): Promise<Record<string, Recording>> {
  const two = { sampling_frequency: 10_000, num_channels: 8, duration_s: 2.5, seed: 6 };
  const still = await simulate("ground_truth", { ...two, num_units: 4 }, ctx);
  const moving = await simulate("drifting", { ...two, num_units: 4, least_moved: 0.3 }, ctx);
  const hybrid = await simulate(
    "hybrid",
    { num_units: 3, drift_mode: "random_walk", least_moved: 0.2 },
    ctx,
    { recording: still.recording },
  );
  const templates = templatesOn(8);
  const given = generateHybridRecording(still.recording, {
    templates,
    motion: {
      displacement: [Float64Array.of(0, 10, -10)],
      temporalBinsS: [Float64Array.of(0, 1, 2)],
      spatialBinsUm: Float64Array.of(0),
      direction: "y",
    },
    drift_step_um: 5,
    seed: 2,
  });
  const sorting = generateSorting({
    num_units: 2,
    sampling_frequency: 10_000,
    durations: [2.5],
    seed: 1,
  });
  const injected = injectTemplates({
    sorting,
    templates: templates.array,
    parent: still.recording,
    amplitudeFactor: 0.5,
  });
  const alone = injectTemplates({
    sorting,
    templates: templates.array,
    nbefore: 10,
    numSamples: [25_000],
  });
  return {
    ...{ still: still.recording, moving: moving.recording, hybrid: hybrid.recording },
    ...{ given: given.recording, injected, alone },
    noise: generateRecording({
      num_channels: 8,
      sampling_frequency: 10_000,
      durations: [2.5],
      seed: 5,
    }),
  };
}

const recordings = await everyKind();
const names = Object.keys(recordings);

describe("a generated recording", () => {
  test.each(names)("%s comes back from its dictionary, as JSON", async (name) => {
    const recording = recordings[name];
    if (recording === undefined) throw new Error(name);
    const dict = JSON.parse(JSON.stringify(recording.dict)) as Recording["dict"];
    const again = await recordingFromDict(dict, { kernels } as never);
    expect(again.channelIds).toEqual(recording.channelIds);
    expect(again.dtype).toBe(recording.dtype);
    expect(again.numSamples).toEqual(recording.numSamples);
    expect(await readTracesNew(again, 0, 9_000, 12_000)).toEqual(
      await readTracesNew(recording, 0, 9_000, 12_000),
    );
  });

  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 24_999 }), { minLength: 1, maxLength: 6 });
  property.prop([fc.constantFrom(...names), cuts], { numRuns: 40 })(
    "has the same samples in any chunks",
    async (name, at) => {
      const recording = recordings[name];
      if (recording === undefined) throw new Error(name);
      const whole = await readTracesNew(recording, 0);
      const bounds = [0, ...at.sort((a, b) => a - b), 25_000];
      for (let i = 1; i < bounds.length; i++) {
        const from = bounds[i - 1];
        const to = bounds[i];
        const part = await readTracesNew(recording, 0, from, to);
        expect(part).toEqual(whole.subarray(from * 8, to * 8));
      }
    },
  );
});
