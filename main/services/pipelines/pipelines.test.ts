import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeFrame, type Frame, type Pipeline } from "#contract/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { welch } from "#core/signal/index.ts";
import type { App } from "#main/app/index.ts";
import { jobEnded, testApp } from "#test/support/app.ts";
import { writeSpikeGlx } from "#test/support/write-spikeglx.ts";

const FS = 30_000;
const step = (name: string, params: JsonObject = {}, enabled = true): Pipeline[number] => ({
  ...{ name, params, enabled },
});
/** [frame × channel] */
const samplesOf = ({ arrays }: Frame): Float32Array => arrays["samples"]?.data as Float32Array;

describe("pipelines of a recording", () => {
  let home: string;
  let app: App;
  let recordingId: number;
  let ids: readonly (string | number)[];

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "spikedesk-pipelines-"));
    app = testApp(home);
    await app.api.projects.create({ path: join(home, "p.spikedesk") });
    const path = writeSpikeGlx(home, "test", 1);
    const { id, channels } = await app.api.recordings.add({ path });
    recordingId = id;
    ids = channels.map((channel) => channel.id);
  });
  afterAll(async () => {
    await app.close();
    rmSync(home, { recursive: true, force: true });
  });

  const set = (...pipeline: Pipeline) => app.api.pipelines.set({ recordingId, pipeline });
  async function frame(view: string, query: Record<string, string | number>): Promise<Frame> {
    const texts = Object.entries({ recording: recordingId, ...query }).map(
      ([key, value]) => [key, String(value)] as [string, string],
    );
    const reply = await app.frame(view, new URLSearchParams(texts));
    if (!reply.ok) throw new Error(`${reply.error.code}: ${reply.error.message}`);
    return decodeFrame(reply.bytes.buffer);
  }
  const traces = (source: string) => frame("traces", { source, start: 100, stop: 400, bins: 1000 });

  it("a step that leaves channels out leaves the others in place, and off steps do nothing", async () => {
    const params = { bad_channel_ids: [ids[3] ?? "", ids[0] ?? ""] };
    await set(step("center", {}, false), step("detect_and_remove_bad_channels", params));
    const processed = await app.api.pipelines.processed({ recordingId });
    expect(processed.channels.map(({ id }) => id)).toEqual(
      ids.filter((_, at) => at !== 0 && at !== 3),
    );
    expect(processed).toMatchObject({ samplingFrequency: FS, isArbitrary: false });
  });

  it("the difference is raw − preprocessed of the channels that both have, sample by sample", async () => {
    const bad = { bad_channel_ids: [ids[2] ?? ""] };
    await set(
      step("bandpass_filter", { dtype: "float32" }),
      step("detect_and_remove_bad_channels", bad),
    );
    const raw = samplesOf(await traces("raw"));
    const after = samplesOf(await traces("preprocessed"));
    const difference = samplesOf(await traces("difference"));
    const n = ids.length;
    const kept = ids.flatMap((_, at) => (at === 2 ? [] : [at]));
    expect(difference).toHaveLength(300 * (n - 1));
    for (let at = 0; at < 300; at += 37) {
      for (const [column, channel] of kept.entries()) {
        const expected = (raw[at * n + channel] ?? 0) - (after[at * (n - 1) + column] ?? 0);
        expect(difference[at * (n - 1) + column]).toBeCloseTo(expected, 3);
      }
    }
  });

  it("samples that are no voltages say so, and have no difference to those that are", async () => {
    await set(step("bandpass_filter", { dtype: "float32" }), step("zscore"));
    expect((await app.api.pipelines.processed({ recordingId })).isArbitrary).toBe(true);
    const { meta } = await traces("preprocessed");
    expect(meta).toMatchObject({ unit: "a.u.", scaled: false });
    await expect(traces("difference")).rejects.toThrow(/not \(whitened or normalised\)/);
    await set(step("resample", { resample_rate: 10_000 }));
    await expect(traces("difference")).rejects.toThrow(/other frames/);
  });

  it("spectra are Welch's of the very samples, before and after", async () => {
    await set(step("bandpass_filter", { dtype: "float32" }));
    const window = { start: 0, stop: 3000 };
    const found = await frame("spectra", { ...window, segment_frames: 256, channels: "5,1" });
    for (const [name, source] of [
      ["raw", "raw"],
      ["processed", "preprocessed"],
    ] as const) {
      const samples = samplesOf(await frame("traces", { ...window, source, bins: 3000 }));
      const { frequencies, density } = welch(samples, ids.length, FS, 256);
      expect(found.arrays[`${name}Frequencies`]?.data).toEqual(frequencies);
      const single = found.arrays[`${name}Channels`]?.data ?? [];
      const overview = found.arrays[`${name}Overview`]?.data ?? [];
      for (let bin = 0; bin < frequencies.length; bin += 10) {
        const row = Array.from(density.slice(bin * ids.length, (bin + 1) * ids.length));
        expect((single[2 * bin] ?? NaN) / (row[5] ?? NaN)).toBeCloseTo(1, 5);
        expect((single[2 * bin + 1] ?? NaN) / (row[1] ?? NaN)).toBeCloseTo(1, 5);
        const sorted = row.sort((a, b) => a - b);
        const middle = ((sorted[15] ?? 0) + (sorted[16] ?? 0)) / 2;
        expect((overview[3 * bin + 1] ?? NaN) / middle).toBeCloseTo(1, 5);
      }
      expect(found.arrays[`${name}Overview`]?.unit).toBe("µV²/Hz");
    }
    expect(found.meta).toMatchObject({ overviewChannels: 32, numChannels: 32, numSegments: 22 });
    await set(step("resample", { resample_rate: 10_000 }));
    const slower = await frame("spectra", { ...window, segment_frames: 256, channels: "1" });
    expect(slower.arrays["processedFrequencies"]?.data.at(-1)).toBeLessThanOrEqual(5000);
  });

  it("bad channels are found by a job, kept with reasons, and forgotten when told", async () => {
    const params = { method: "std", std_mad_threshold: 0.5, num_random_chunks: 4, seed: 1 };
    const { jobId } = await app.api.pipelines.detectBadChannels({ recordingId, params });
    expect(await jobEnded(app, jobId)).toMatchObject({ state: "done", recordingId, seed: 1 });
    const { badChannels } = await app.api.recordings.get({ recordingId });
    expect(badChannels?.labels).toHaveLength(ids.length);
    expect(badChannels?.badChannelIds.length).toBeGreaterThan(0);
    const at = ids.indexOf(badChannels?.badChannelIds[0] ?? "");
    expect(badChannels?.labels[at]).toBe("noise");
    expect(badChannels?.reasons[at]).toMatch(/above 0\.5$/);
    expect(badChannels?.measures[0]?.values).toHaveLength(ids.length);
    expect((await app.api.pipelines.forgetBadChannels({ recordingId })).badChannels).toBeNull();
    await expect(
      app.api.pipelines.detectBadChannels({ recordingId, params: { metod: "std" } }),
    ).rejects.toMatchObject({ code: "InvalidParameter", details: { parameter: "metod" } });
  });

  it.each(["binary", "zarr"] as const)(
    "what comes out of the pipeline becomes a recording of its own, as %s",
    async (format) => {
      await set(step("astype", { dtype: "float32" }), step("common_reference", {}));
      const { jobId } = await app.api.pipelines.write({ recordingId, format });
      expect(await jobEnded(app, jobId)).toMatchObject({ state: "done", recordingId });
      const tree = await app.api.projects.current({});
      const written = tree?.recordings.find(({ id }) => id !== recordingId);
      expect(written).toBeDefined();
      const id = written?.id ?? 0;
      const detail = await app.api.recordings.get({ recordingId: id });
      expect(detail).toMatchObject({ dtype: "float32", pipeline: [] });
      const window = { start: 100, stop: 400, bins: 1000 };
      const after = await frame("traces", { ...window, source: "raw", recording: id });
      const expected = samplesOf(await traces("preprocessed"));
      samplesOf(after).forEach((sample, at) => expect(sample).toBeCloseTo(expected[at] ?? NaN, 3));
      expect(samplesOf(after)).toHaveLength(expected.length);
      await app.api.recordings.remove({ recordingId: id });
    },
  );

  it("presets name steps and parameters that there are, and fit a Neuropixels recording", async () => {
    const presets = await app.api.pipelines.presets({});
    expect(presets.length).toBeGreaterThanOrEqual(4);
    for (const { name, pipeline } of presets) {
      const json = pipeline.map(({ name: step, params }) => [step, params]);
      expect(await app.api.pipelines.fromJson({ json })).toEqual(pipeline);
      // the spatial filter wants 60 channels; detection over all chunks is the job's test
      const light = pipeline.filter(
        (s) => !["highpass_spatial_filter", "detect_and_interpolate_bad_channels"].includes(s.name),
      );
      expect((await set(...light)).pipeline, name).toEqual(light);
    }
  });

  it("JSON comes in every form that the command line takes, and as a stored recording", async () => {
    const { fromJson } = app.api.pipelines;
    const expected = [step("center"), step("rectify")];
    expect(await fromJson({ json: { center: {}, rectify: {} } })).toEqual(expected);
    expect(await fromJson({ json: ["center", ["rectify"]] })).toEqual(expected);
    await set(step("rectify"));
    const { code } = await app.api.pipelines.python({ recordingId, pipeline: expected });
    expect(code).toContain(
      "recording = spre.center(recording)\nrecording = spre.rectify(recording)",
    );
    await expect(fromJson({ json: 3 })).rejects.toMatchObject({ code: "InvalidParameter" });
    await expect(fromJson({ json: { nothing: {} } })).rejects.toMatchObject({
      code: "InvalidParameter",
    });
  });

  it("every step says its family", async () => {
    const catalog = await app.api.pipelines.catalog({});
    for (const { family, summary } of catalog) {
      expect(family).not.toBe("");
      expect(summary).toMatch(/\.$/);
    }
  });
});
