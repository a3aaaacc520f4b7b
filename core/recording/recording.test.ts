import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { EphysError, type SampleArray } from "#core/model/index.ts";
import {
  aggregateChannels,
  appendRecordings,
  channelLocations,
  concatenateRecordings,
  dummyProbe,
  gainsOf,
  memoryRecording,
  memoryRecordingFromKwargs,
  offsetsOf,
  readTracesNew,
  sampleIndexToTime,
  sampleTimes,
  selectChannels,
  selectSegments,
  sliceFrames,
  splitSegments,
  startTimeS,
  timeToSampleIndex,
  withMetadata,
  withProbe,
  type Recording,
} from "./index.ts";

/** Sample c of frame f in segment s is 1000·s + 10·f + c. */
function counting(numSamples: readonly number[], numChannels = 4): Recording {
  return memoryRecording({
    traces: numSamples.map((n, s) =>
      Int16Array.from({ length: n * numChannels }, (_, i) => {
        const frame = Math.floor(i / numChannels);
        return 1000 * s + 10 * frame + (i % numChannels);
      }),
    ),
    samplingFrequency: 1000,
    numChannels,
  });
}

function codeOf(error: unknown): string {
  return error instanceof EphysError ? error.code : String(error);
}

async function codeOfRead(...args: Parameters<typeof readTracesNew>): Promise<string> {
  return readTracesNew(...args).then(() => "read", codeOf);
}

describe("windows", () => {
  it("are read exactly, all channels or some in the asked order", async () => {
    const recording = counting([20, 10]);
    expect([...(await readTracesNew(recording, 1, 2, 4))]).toEqual([
      1020, 1021, 1022, 1023, 1030, 1031, 1032, 1033,
    ]);
    expect([...(await readTracesNew(recording, 0, 3, 4, Int32Array.of(2, 0)))]).toEqual([32, 30]);
  });

  it("outside the segment are refused, naming what is wrong", async () => {
    const recording = counting([20]);
    expect(await codeOfRead(recording, 0, 15, 21)).toBe("InvalidParameter");
    expect(await codeOfRead(recording, 0, -1, 5)).toBe("InvalidParameter");
    expect(await codeOfRead(recording, 0, 5, 4)).toBe("InvalidParameter");
    expect(await codeOfRead(recording, 0, 0.5, 4)).toBe("InvalidParameter");
    expect(await codeOfRead(recording, 0, 0, 1e15)).toBe("InvalidParameter");
    expect(await codeOfRead(recording, 1, 0, 1)).toBe("SegmentNotFound");
    expect(await codeOfRead(recording, 0, 0, 1, Int32Array.of(4))).toBe("ChannelNotFound");
    await expect(readTracesNew(recording, 0, 15, 21)).rejects.toThrow(
      "frames 15 to 21 are not within segment 0, which has 20 samples",
    );
  });

  it("need a buffer of the right length and type", async () => {
    const recording = counting([20]);
    const read = (out: SampleArray): Promise<string> =>
      recording.readTraces(0, 0, 2, undefined, out).then(() => "read", codeOf);
    expect(await read(new Int16Array(8))).toBe("read");
    expect(await read(new Int16Array(7))).toBe("InvalidParameter");
    expect(await read(new Float32Array(8))).toBe("InvalidParameter");
  });
});

describe("views", () => {
  it("select channels with their properties, probe and new names", async () => {
    const probe = dummyProbe(Float64Array.of(0, 0, 0, 20, 0, 40, 0, 60));
    const recording = withProbe(counting([5]), { probes: [probe] });
    const view = selectChannels(recording, [3, 1], ["top", "low"]);
    expect(view.channelIds).toEqual(["top", "low"]);
    expect([...channelLocations(view)]).toEqual([0, 60, 0, 20]);
    expect(view.probeGroup?.probes[0]?.deviceChannelIndices).toEqual(Int32Array.of(0, 1));
    expect([...(await readTracesNew(view, 0, 1, 2))]).toEqual([13, 11]);
    expect(() => selectChannels(recording, [9])).toThrow("channel 9 is not in the recording");
    expect(() => selectChannels(recording, [1, 1])).toThrow("must all differ");
  });

  it("slice frames, and time goes on", async () => {
    const recording = memoryRecording({
      traces: [Float32Array.from({ length: 10 }, (_, i) => i)],
      samplingFrequency: 10,
      numChannels: 1,
      tStartsS: [2],
    });
    const slice = sliceFrames(recording, 4, 8);
    expect(slice.numSamples).toEqual([4]);
    expect(startTimeS(slice, 0)).toBeCloseTo(2.4, 12);
    expect([...(await readTracesNew(slice, 0))]).toEqual([4, 5, 6, 7]);
    expect(() => sliceFrames(recording, 4, 11)).toThrow("not within segment 0");
    expect(() => sliceFrames(counting([3, 3]))).toThrow("one segment only");
  });

  test.prop([
    fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 4 }),
    fc.nat(),
    fc.nat(),
  ])("concatenated segments read as one, whatever the window", async (lengths, a, b) => {
    const recording = counting(lengths, 2);
    const whole = concatenateRecordings([recording]);
    const total = lengths.reduce((sum, n) => sum + n, 0);
    const [start, end] = [a % (total + 1), b % (total + 1)].sort((x, y) => x - y);
    const parts = [];
    for (const segment of lengths.keys()) parts.push(...(await readTracesNew(recording, segment)));
    expect(whole.numSamples).toEqual([total]);
    expect([...(await readTracesNew(whole, 0, start, end))]).toEqual(
      parts.slice((start ?? 0) * 2, (end ?? 0) * 2),
    );
  });

  it("append, split and select segments", async () => {
    const recording = counting([4, 6]);
    const appended = appendRecordings([recording, counting([3])]);
    expect(appended.numSamples).toEqual([4, 6, 3]);
    expect([...(await readTracesNew(appended, 1, 0, 1))]).toEqual([1000, 1001, 1002, 1003]);
    expect(splitSegments(appended).map((one) => one.numSamples)).toEqual([[4], [6], [3]]);
    expect(selectSegments(appended, [2, 0]).numSamples).toEqual([3, 4]);
    expect(() => selectSegments(appended, [3])).toThrow("segment 3 does not exist");
    expect(() => appendRecordings([recording, counting([3], 2)])).toThrow("channel ids and dtype");
  });

  it("aggregate channels; any subset reads as from the whole", async () => {
    const left = withProbe(counting([6], 2), { probes: [dummyProbe(Float64Array.of(0, 0, 0, 9))] });
    const right = withProbe(counting([6], 2), {
      probes: [dummyProbe(Float64Array.of(50, 0, 50, 9))],
    });
    const both = aggregateChannels(
      new Map([
        ["a", left],
        ["b", right],
      ]),
    );
    expect(both.channelIds).toEqual(["0", "1", "2", "3"]);
    expect(both.properties.get("aggregation_key")).toMatchObject({ data: ["a", "a", "b", "b"] });
    expect([...channelLocations(both)]).toEqual([0, 0, 0, 9, 50, 0, 50, 9]);
    expect([...(await readTracesNew(both, 0, 2, 3, Int32Array.of(3, 0, 2)))]).toEqual([21, 20, 20]);
    expect(() => aggregateChannels([left, left])).toThrow("same location");
    expect(() => aggregateChannels([left, counting([7], 2)])).toThrow("number of samples");
  });
});

describe("metadata", () => {
  it("gives gains and offsets only when both are known", () => {
    const recording = memoryRecording({
      traces: [new Int16Array(4)],
      samplingFrequency: 1,
      numChannels: 2,
      gainUv: [0.5, 2],
    });
    expect(gainsOf(recording)).toEqual(Float32Array.of(0.5, 2));
    expect(offsetsOf(recording)).toEqual(Float32Array.of(0, 0));
    expect(gainsOf(counting([2]))).toBeUndefined();
    expect(() => channelLocations(recording)).toThrow("no probe");
  });

  it("drops channels that a probe does not reach", () => {
    const probe = {
      ...dummyProbe(Float64Array.of(0, 0, 1, 1, 2, 2)),
      deviceChannelIndices: Int32Array.of(3, -1, 0),
    };
    const wired = withProbe(counting([5]), { probes: [probe] });
    expect(wired.channelIds).toEqual([0, 3]);
    expect([...channelLocations(wired)]).toEqual([2, 2, 0, 0]);
  });

  it("converts between samples and times, with a start or a vector", () => {
    const plain = memoryRecording({
      traces: [new Int16Array(10)],
      samplingFrequency: 10,
      numChannels: 1,
      tStartsS: [1],
    });
    expect(sampleIndexToTime(plain, 0, 5)).toBe(1.5);
    expect(timeToSampleIndex(plain, 0, 1.26)).toBe(3);
    expect([...sampleTimes(plain, 0)].slice(0, 2)).toEqual([1, 1.1]);
  });

  it("of a memory recording survives its dictionary", async () => {
    const recording = withMetadata(counting([7, 3]), { annotations: { who: "me" } });
    expect(recording.dict.annotations).toMatchObject({ who: "me" });
    const again = memoryRecordingFromKwargs(
      JSON.parse(JSON.stringify(recording.dict.kwargs)) as typeof recording.dict.kwargs,
    );
    expect([...(await readTracesNew(again, 1))]).toEqual([...(await readTracesNew(recording, 1))]);
    expect(() => memoryRecordingFromKwargs({ sampling_frequency: 1 })).toThrow(
      "carries its samples",
    );
  });
});
