import { cpSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { App } from "#main/app/index.ts";
import { goldenPath, hasGolden } from "#test/support/golden.ts";
import { jobEnded, testApp } from "#test/support/app.ts";

const SMALL = {
  simulation: "ground_truth",
  params: { duration_s: 1, num_channels: 4, num_units: 2, seed: 1 },
  storage: "binary",
} as const;

describe("services", () => {
  let home: string;
  let app: App;
  let recordingId: number;

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "spikedesk-services-"));
    app = testApp(home);
    await app.api.projects.create({ path: join(home, "p.spikedesk") });
    const job = await jobEnded(app, (await app.api.recordings.simulate(SMALL)).jobId);
    recordingId = job.resultIds.recordingId ?? 0;
  });
  afterAll(async () => {
    await app.close();
    rmSync(home, { recursive: true, force: true });
  });

  it("say which folder is not there and what to do", async () => {
    const path = join(home, "nowhere");
    const missing = {
      code: "FileNotFound",
      message: expect.stringMatching(/nowhere; check its name/) as string,
      details: { path },
    };
    await expect(app.api.files.list({ path })).rejects.toMatchObject(missing);
    await expect(app.api.files.recognise({ path })).rejects.toMatchObject(missing);
    const file = join(home, "file.txt");
    writeFileSync(file, "text");
    expect(await app.api.files.list({ path: file })).toMatchObject({
      path: home,
      entries: expect.arrayContaining([expect.objectContaining({ path: file })]) as unknown,
    });
  });

  it.skipIf(!hasGolden)("say which runs lie below a folder of several", async () => {
    const path = goldenPath("formats", "spikeglx");
    const several = {
      code: "InvalidValue",
      message: expect.stringMatching(/several SpikeGLX runs; open one of .*np1_full/) as string,
    };
    await expect(app.api.files.recognise({ path })).rejects.toMatchObject(several);
    await expect(app.api.recordings.add({ path })).rejects.toMatchObject(several);
    const one = join(path, "np1_full_ap_lf_nidq");
    const { matches } = await app.api.files.recognise({ path: one });
    expect(matches[0]?.streams.map(({ id }) => id)).toContain("imec0.lf");
    // beside the format's own: a probe and events of other files
    const asked = Object.keys(matches[0]?.paramsSchema["properties"] ?? {});
    expect(asked).toEqual(
      expect.arrayContaining(["load_sync_channel", "probe_path", "probe_name", "events_path"]),
    );
  });

  it.skipIf(!hasGolden)("take a folder of Phy's to the desk as it is", async () => {
    const path = join(home, "phy");
    cpSync(goldenPath("formats", "phy", "manual_curation", "data", "phy"), path, {
      recursive: true,
    });
    const { matches } = await app.api.files.recognise({ path });
    expect(matches.map(({ format, kinds }) => [format, ...kinds]).slice(0, 2)).toEqual([
      ["phy_desk", "analyzer"],
      ["phy", "sorting"],
    ]);
    const { id, extensions } = await app.api.analyzers.add({ path });
    const done = extensions.filter(({ state }) => state === "done").map(({ name }) => name);
    expect(done).toEqual(expect.arrayContaining(["templates", "spike_amplitudes"]));
    // a folder of Phy's tells no gain
    const { columns } = await app.api.analyzers.units({ analyzerId: id });
    const unitOf = (column: string) => columns.find(({ name }) => name === column)?.unit;
    expect([unitOf("amplitude_median"), unitOf("firing_rate")]).toEqual(["a.u.", "Hz"]);
    const asked = app.api.analyzers.compute({ analyzerId: id, extensions: ["waveforms"] });
    await expect(asked).rejects.toMatchObject({ code: "Unsupported" });
  });

  it("preview raw samples before all parameters are given", async () => {
    const path = join(home, "raw.dat");
    const sine = (i: number): number => 1000 * Math.sin(((i >> 2) / 40) * (1 + (i & 3)));
    writeFileSync(
      path,
      Int16Array.from({ length: 40_000 }, (_, i) => sine(i)),
    );
    const wrong = await app.api.files.previewRaw({ path, params: { num_channels: 3 } });
    expect(wrong).toMatchObject({ better: { dtype: "int16", num_channels: 4 } });
    expect(wrong.traces).toHaveLength(3);
    const { better, likeness } = await app.api.files.previewRaw({ path, params: { num_channels: 4 } }); // prettier-ignore
    expect(better).toBeNull();
    expect(likeness).toBeGreaterThan(0.9);
  });

  it("keep one row of the same file, and one more when its content changed", async () => {
    const { path } = await app.api.recordings.get({ recordingId });
    const copy = join(home, "copy");
    cpSync(path, copy, { recursive: true });
    const first = await app.api.recordings.add({ path: copy });
    const again = await app.api.recordings.add({ path: copy, name: "another name" });
    expect(again.id).toBe(first.id);
    expect((await app.api.projects.current({}))?.recordings).toHaveLength(2);
    writeFileSync(join(copy, "notes.txt"), "more");
    expect((await app.api.recordings.add({ path: copy })).id).not.toBe(first.id);
  });

  it("write a probe with other wiring, which a recording then has", async () => {
    const source = { name: "linear, 100 µm", numChannels: 4 };
    const contacts = await app.api.files.readProbe(source);
    expect(contacts.map(({ channel, yUm }) => [channel, yUm])).toEqual([[0, 0], [1, 100], [2, 200], [3, 300]]); // prettier-ignore
    const path = join(home, "wired.json");
    await app.api.files.writeProbe({ source, channels: [3, 2, 1, 0], path });
    const samples = join(home, "wired.dat");
    writeFileSync(samples, new Int16Array(400));
    const params = { num_channels: 4, sampling_frequency: 1000, probe_path: path };
    const { id } = await app.api.recordings.add({ path: samples, format: "binary", params });
    const { channels } = await app.api.recordings.get({ recordingId: id });
    expect(channels.map(({ id: channel, yUm }) => [channel, yUm])).toEqual([[0, 300], [1, 200], [2, 100], [3, 0]]); // prettier-ignore
    const twice = app.api.files.writeProbe({ source, channels: [1, 1, null, 0], path });
    await expect(twice).rejects.toMatchObject({ code: "InvalidValue" });
  });

  it("name the step and the field of a pipeline that does not fit", async () => {
    const step = (name: string, params = {}, enabled = true) => ({ name, params, enabled });
    const set = (...pipeline: ReturnType<typeof step>[]) =>
      app.api.pipelines.set({ recordingId, pipeline });
    const filter = "bandpass_filter";
    await expect(
      set(step("center"), step(filter, { freq_min: "low" }, false)),
    ).rejects.toMatchObject({ details: { step: filter, index: 1, field: "freq_min" } });
    await expect(set(step(filter), step(filter, { freq_mim: 3 }))).rejects.toMatchObject({
      details: { step: filter, index: 1, field: "freq_mim" },
    });
    await expect(set(step(filter), step(filter, { freq_max: 1e6 }))).rejects.toMatchObject({
      details: { step: filter, index: 1, field: "freq_max" },
    });
    await expect(set(step("nothing"))).rejects.toMatchObject({
      details: { step: "nothing", index: 0 },
    });
    expect((await set(step(filter), step(filter, {}, false))).pipeline).toHaveLength(2);
  });

  it.skipIf(!hasGolden)("attach the file that params.py names, and find it again", async () => {
    const path = join(home, "phy-with-samples");
    cpSync(goldenPath("formats", "phy", "manual_curation", "data", "phy"), path, {
      recursive: true,
    });
    const samples = Int16Array.from({ length: 8 * 60_000 }, (_, i) => (i * 37) % 201);
    const file = join(path, "recording.dat");
    writeFileSync(file, samples);
    const first = await app.api.analyzers.add({ path });
    const attached = first.recordingId ?? -1;
    const detail = await app.api.recordings.get({ recordingId: attached });
    expect(detail).toMatchObject({ path: file, numChannels: 8, numSamples: [60_000], available: true }); // prettier-ignore
    expect(detail.channels.map(({ yUm }) => yUm)).toContain(60);
    expect(detail.pipeline.map(({ name }) => name)).toEqual(["bandpass_filter", "common_reference"]); // prettier-ignore
    expect(await app.api.recordings.events({ recordingId: attached })).toEqual([]);
    // once more: the same row
    expect((await app.api.analyzers.add({ path })).recordingId).toBe(attached);
    const moved = join(home, "moved.dat");
    renameSync(file, moved);
    expect((await app.api.recordings.get({ recordingId: attached })).available).toBe(false);
    const found = await app.api.recordings.locate({ recordingId: attached, path: moved });
    expect(found).toMatchObject({ path: moved, available: true });
    expect(found.channels).toHaveLength(8);
    // nothing there to attach
    expect((await app.api.analyzers.add({ path })).recordingId).toBeNull();
  });
});
