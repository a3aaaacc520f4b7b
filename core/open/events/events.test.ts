import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { typescriptKernels } from "#core/kernels/index.ts";
import { memoryRecording } from "#core/recording/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { writeNwbEvents } from "#test/support/write-nwb-events.ts";
import { openRecordingPath } from "../index.ts";
import { readEventFile, readEventTable, ttlEvents } from "./index.ts";

const ctx = { fs: nodeFileSystem, kernels: typescriptKernels };
const folder = mkdtempSync(join(tmpdir(), "spikedesk-events-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe("pulses in a channel", () => {
  it("are told line by line of a digital word, with the time to the falling edge", async () => {
    const traces = Int16Array.from([7, 0, 7, 1, 7, 5, 7, 4, 7, 0, 7, -32_768]);
    const recording = memoryRecording({ traces: [traces], numChannels: 2, samplingFrequency: 10 });
    const { channel_ids: ids, segments } = await ttlEvents(recording, 1);
    expect(ids).toEqual(["1:0", "1:2", "1:15"]);
    expect(segments[0].map(({ time }) => [...time])).toEqual([[0.1], [0.2], [0.5]]);
    expect(segments[0].map(({ duration }) => [...duration])).toEqual([[0.2], [0.2], [NaN]]);
  });

  it("of an analog channel count from a threshold", async () => {
    const traces = Float32Array.of(0, 3, 3.2, 0.1, 5);
    const recording = memoryRecording({ traces: [traces], numChannels: 1, samplingFrequency: 1 });
    const { segments } = await ttlEvents(recording, "0", { threshold: 3 });
    expect([...segments[0][0].time]).toEqual([1, 4]);
    expect([...segments[0][0].duration]).toEqual([2, NaN]);
    await expect(ttlEvents(recording, "0")).rejects.toMatchObject({ code: "InvalidParameter" });
    await expect(ttlEvents(recording, "9")).rejects.toMatchObject({ code: "ChannelNotFound" });
  });
});

describe("a table of events", () => {
  it("gives times in order, per channel, with durations and labels", async () => {
    const path = write(
      "a.csv",
      "onset,duration,trial_type,channel\n2.5,,go,left\n1,0.5,stop,left\n3,1,go,right\n",
    );
    const { channel_ids: ids, segments } = await readEventTable(path, 30_000, ctx);
    expect(ids).toEqual(["left", "right"]);
    expect([...segments[0][0].time]).toEqual([1, 2.5]);
    expect([...segments[0][0].duration]).toEqual([0.5, NaN]);
    expect(segments[0][0].label).toEqual(["stop", "go"]);
  });

  it("may count in frames", async () => {
    const path = write("b.tsv", "frame\n30000\n60000\n");
    const { segments } = await readEventTable(path, 30_000, ctx);
    expect([...segments[0][0].time]).toEqual([1, 2]);
  });

  it.each([
    ["no-time.csv", "a,b\n1,2\n", "no column of times"],
    ["text.csv", "time,label\nsoon,x\n", "row 1"],
    ["empty.csv", "", "no column of times"],
  ])("%s is refused with what it lacks", async (name, text, message) => {
    await expect(readEventTable(write(name, text), 1, ctx)).rejects.toThrow(message);
    await expect(readEventTable(write(name, text), 1, ctx)).rejects.toMatchObject({
      code: "CorruptFile",
    });
  });
});

describe("a file of events", () => {
  it("may be of any format that tells events, or a table", async () => {
    const path = await writeNwbEvents(folder, "behaviour.nwb");
    const { channel_ids: ids } = await readEventFile(path, 30_000, ctx);
    expect(ids).toEqual([
      "intervals/epochs",
      "intervals/trials",
      "acquisition/notes",
      "acquisition/licks",
    ]);
    const table = await readEventFile(write("c.csv", "time\n1\n"), 30_000, ctx);
    expect(table.channel_ids).toEqual(["events"]);
  });

  it("without events is refused", async () => {
    const path = write("noise.dat", "nothing");
    await expect(readEventFile(path, 30_000, ctx)).rejects.toMatchObject({ code: "Unsupported" });
  });

  it("is no recording", async () => {
    const path = await writeNwbEvents(folder, "alone.nwb");
    const opened = openRecordingPath(path, {}, ctx);
    await expect(opened).rejects.toThrow(/no recording is recognised.*objects of events/);
  });
});
