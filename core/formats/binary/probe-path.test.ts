import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { probeGroupToJson } from "#core/model/index.ts";
import { openRecordingPath, recordingFromDict } from "#core/open/index.ts";
import { channelLocations, dummyProbe } from "#core/recording/index.ts";
import { testContext } from "../../../test/support/small-analyzer.ts";

const folder = mkdtempSync(join(tmpdir(), "binary-probe-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = join(folder, "raw.dat");
writeFileSync(file, new Int16Array(4 * 50));
const places = Float64Array.of(0, 0, 0, 20, 0, 40, 16, 10);
const json = JSON.stringify(probeGroupToJson({ probes: [dummyProbe(places)] }));
writeFileSync(join(folder, "probe.json"), json);
writeFileSync(join(folder, "notes.json"), '{"specification": "something else"}');

const params = { num_channels: 4, sampling_frequency: 1000, probe_path: "probe.json" };
const ctx = testContext();

describe("a probe for raw binary", () => {
  it("is read from beside the file and stays in the dictionary", async () => {
    const recording = await openRecordingPath(file, { format: "binary", params }, ctx);
    expect([...channelLocations(recording)]).toEqual([...places]);
    const again = await recordingFromDict(recording.dict, ctx);
    expect([...channelLocations(again)]).toEqual([...places]);
  });

  it("must be a probeinterface file", async () => {
    const wrong = { ...params, probe_path: "notes.json" };
    await expect(
      openRecordingPath(file, { format: "binary", params: wrong }, ctx),
    ).rejects.toMatchObject({ code: "FormatNotRecognised" });
    const absent = { ...params, probe_path: "none.json" };
    await expect(
      openRecordingPath(file, { format: "binary", params: absent }, ctx),
    ).rejects.toMatchObject({ code: "FileNotFound" });
  });
});
