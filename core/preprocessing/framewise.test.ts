import { describe, expect, it } from "vitest";
import type { CoreContext } from "#core/compute/index.ts";
import { defaultRng } from "#core/array/index.ts";
import { typescriptKernels } from "#core/kernels/index.ts";
import type { SampleArray } from "#core/model/index.ts";
import {
  memoryRecording,
  readTracesNew,
  withMetadata,
  type Recording,
} from "#core/recording/index.ts";
import { applyStep } from "./pipeline.ts";

// nothing here opens files
const ctx = { kernels: typescriptKernels, fs: undefined } as unknown as CoreContext;

const NUM_CHANNELS = 48;
const NUM_FRAMES = 3000; // several tiles

function source(): Recording {
  const rng = defaultRng(2);
  const traces = Float32Array.from({ length: NUM_CHANNELS * NUM_FRAMES }, () => rng.random() * 100);
  return memoryRecording({
    traces: [Int16Array.from(traces)],
    samplingFrequency: 1000,
    numChannels: NUM_CHANNELS,
  });
}

/** The same samples, behind a step that does not run together with others. */
async function cut(recording: Recording): Promise<Recording> {
  const traces = await readTracesNew(recording, 0);
  return memoryRecording({
    traces: [traces],
    samplingFrequency: 1000,
    numChannels: recording.channelIds.length,
  });
}

async function tilesOf(
  recording: Recording,
  start: number,
  end: number,
  channels: Int32Array | undefined,
): Promise<{ from: number; samples: SampleArray }[]> {
  const tiles: { from: number; samples: SampleArray }[] = [];
  await recording.readTiles(0, start, end, channels, (tile, from) => {
    tiles.push({ from, samples: tile.slice() });
    return Promise.resolve();
  });
  return tiles;
}

const STEPS = [
  ["scale", { gain: 0.5, offset: 3, dtype: "float32" }],
  ["common_reference", {}],
  ["center", { seed: 0 }],
  ["whiten", { seed: 0, apply_mean: true }],
  ["astype", { dtype: "int16" }],
] as const;

describe("steps that run together", () => {
  it("give what each gives alone, for all channels and for some", async () => {
    let together = source();
    let apart = together;
    for (const [name, params] of STEPS) {
      together = await applyStep(together, name, params, ctx);
      apart = await applyStep(await cut(apart), name, params, ctx);
      for (const channels of [undefined, Int32Array.of(5, 47, 0)]) {
        const expected = await readTracesNew(apart, 0, 0, NUM_FRAMES, channels);
        expect(await readTracesNew(together, 0, 0, NUM_FRAMES, channels)).toEqual(expected);
        const part = expected.slice(0, 777 * (channels?.length ?? NUM_CHANNELS));
        expect(await readTracesNew(together, 0, 0, 777, channels)).toEqual(part);
      }
    }
  });

  it("hand over the same samples in tiles, also behind metadata and without any step", async () => {
    let chain = source();
    const recordings = [chain];
    for (const [name, params] of STEPS) chain = await applyStep(chain, name, params, ctx);
    recordings.push(chain, withMetadata(chain, { annotations: { rat: 7 } }));
    for (const recording of recordings) {
      for (const channels of [undefined, Int32Array.of(5, 47, 0)]) {
        const expected = await readTracesNew(recording, 0, 40, NUM_FRAMES, channels);
        const width = channels?.length ?? NUM_CHANNELS;
        const tiles = await tilesOf(recording, 40, NUM_FRAMES, channels);
        expect(tiles.map(({ from }) => from * width)).toEqual(
          tiles.map((_, i) =>
            tiles.slice(0, i).reduce((sum, { samples }) => sum + samples.length, 0),
          ),
        );
        expect(tiles.flatMap(({ samples }) => [...samples])).toEqual([...expected]);
      }
      await expect(tilesOf(recording, 0, NUM_FRAMES + 1, undefined)).rejects.toThrow(/not within/);
      expect(await tilesOf(recording, 9, 9, undefined)).toEqual([]);
      expect(await tilesOf(recording, 0, 9, new Int32Array())).toEqual([]);
    }
    expect((await tilesOf(chain, 0, NUM_FRAMES, undefined)).length).toBeGreaterThan(2);
  });

  it("do not disturb each other when several windows are read at once", async () => {
    let chain = source();
    for (const [name, params] of STEPS) chain = await applyStep(chain, name, params, ctx);
    const starts = [0, 500, 1000, 1500];
    const one = [];
    for (const start of starts) one.push(await readTracesNew(chain, 0, start, start + 900));
    const all = await Promise.all(starts.map((s) => readTracesNew(chain, 0, s, s + 900)));
    expect(all).toEqual(one);
  });
});
