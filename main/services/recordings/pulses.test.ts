import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { jobEnded, testApp } from "#test/support/app.ts";
import { writeSpikeGlx } from "#test/support/write-spikeglx.ts";

const home = mkdtempSync(join(tmpdir(), "spikedesk-pulses-"));
const app = testApp(home);

afterAll(async () => {
  await app.close();
  rmSync(home, { recursive: true, force: true });
});

it("finds pulses in the sync word beside a recording, and keeps them", async () => {
  await app.api.projects.create({ path: join(home, "p.spikedesk") });
  const folder = writeSpikeGlx(home, "pulses", 0.1);
  const bin = join(folder, "pulses_g0_imec0", "pulses_g0_t0.imec0.ap.bin");
  const samples = new Int16Array(Uint8Array.from(readFileSync(bin)).buffer);
  // bit 6 of the last of 33 words is high in frames 300 to 599 and from 2400 on
  for (let frame = 0; frame < samples.length / 33; frame++) {
    const isHigh = (frame >= 300 && frame < 600) || frame >= 2400;
    samples[frame * 33 + 32] = isHigh ? 64 : 0;
  }
  writeFileSync(bin, samples);
  const { id } = await app.api.recordings.add({ path: folder, streamId: "imec0.ap" });
  const [source] = await app.api.recordings.pulseSources({ recordingId: id });
  expect(source).toMatchObject({ streamId: "imec0.ap-SYNC", isInteger: true });
  await expect(app.api.recordings.events({ recordingId: id })).rejects.toThrow(/no nidq stream/);
  const asked = { recordingId: id, streamId: "imec0.ap-SYNC", threshold: null };
  const channelId = source?.channelIds[0] ?? "";
  const { jobId } = await app.api.recordings.findPulses({ ...asked, channelId });
  expect(await jobEnded(app, jobId)).toMatchObject({ state: "done", recordingId: id });
  expect(await app.api.recordings.events({ recordingId: id })).toEqual([
    { name: `${channelId}:6`, timesS: [0.01, 0.08], labels: ["on", "on"] },
  ]);
  // a recording that is taken away leaves none to the next one of its number
  const [table = ""] = readdirSync(join(home, "p.spikedesk", "events"));
  expect(table).toMatch(/^recording-\d+_imec0\.ap-SYNC_.*\.csv$/);
  const missing = app.api.recordings.findPulses({ ...asked, channelId: "SY9" });
  await expect(missing).rejects.toMatchObject({ code: "ChannelNotFound" });
  await app.api.recordings.remove({ recordingId: id });
  expect(readdirSync(join(home, "p.spikedesk", "events"))).toEqual([]);
});
