import { mkdtempSync, readdirSync, rmSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { createLocalComputeContext } from "#core/jobs/index.ts";
import { typescriptKernels } from "#core/kernels/index.ts";
import { memoryRecording } from "#core/recording/index.ts";
import { sortingFromUnitDict } from "#core/sorting/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import {
  createAnalyzer,
  csvFromTable,
  extremumChannels,
  loadAnalyzer,
  peakShifts,
  saveAnalyzer,
  sparsityFromTemplates,
  sparsityParams,
  tableFromCsv,
  templateAmplitudes,
  type DataTable,
} from "./index.ts";

const scratch = mkdtempSync(join(tmpdir(), "analyzer-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const notes: string[] = [];
const ctx = createLocalComputeContext(
  { kernels: typescriptKernels, fs: nodeFileSystem },
  { log: (message) => notes.push(message) },
);

/** Trains by unit, as a sorting takes them. */
function trains(units: Readonly<Record<string, readonly number[]>>): Map<string, Float64Array> {
  return new Map(Object.entries(units).map(([id, frames]) => [id, Float64Array.from(frames)]));
}

/** Three channels, one second, a spike shape on channel 1 at each of the frames. */
function recordingWithSpikes(frames: readonly number[]): ReturnType<typeof memoryRecording> {
  const traces = new Float32Array(3 * 10_000);
  for (const frame of frames) {
    for (let k = -3; k <= 3; k++) traces[3 * (frame + k) + 1] -= 100 / (1 + k * k);
  }
  return memoryRecording({ traces: [traces], numChannels: 3, samplingFrequency: 10_000 });
}

describe("tables", () => {
  it("come back from CSV as they were", () => {
    const cell = fc.oneof(fc.double({ noDefaultInfinity: true }), fc.constant(NaN));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, fc.integer()), { minLength: 1, maxLength: 8 }),
        (rows) => {
          const index = rows.map((_, i) => `unit "${String(i)}", a`);
          const table: DataTable = {
            index,
            columns: [
              { name: "rate", dtype: "float", values: Float64Array.from(rows, ([a]) => a + 0) },
              { name: "n", dtype: "int", values: Float64Array.from(rows, ([, b]) => b + 0) },
            ],
          };
          const again = tableFromCsv(csvFromTable(table), index, "the table");
          expect(again.index).toEqual(index);
          expect(again.columns[0]?.values).toEqual(table.columns[0]?.values);
          expect(again.columns[1]).toEqual(table.columns[1]);
        },
      ),
    );
  });

  it("name the row that has too few cells", () => {
    expect(() => tableFromCsv(",a,b\n0,1\n", [0], "metrics.csv")).toThrow(/row 2 of metrics.csv/);
  });
});

describe("templates", () => {
  const templates = {
    data: [0, 0, -5, 1, 0, 3, 0, 0, 0, 0, 7, 0],
    numUnits: 2,
    numSamples: 3,
    numChannels: 2,
    nbefore: 1,
  };

  it("have their extremum by sign", () => {
    expect([...extremumChannels(templates, "neg")]).toEqual([0, 0]);
    expect([...extremumChannels(templates, "pos")]).toEqual([1, 0]);
    expect([...extremumChannels(templates, "both")]).toEqual([0, 0]);
    expect([...templateAmplitudes(templates, "neg", "peak_to_peak")]).toEqual([5, 3, 7, 0]);
    expect([...peakShifts(templates, "pos")]).toEqual([1, 1]);
  });

  it("choose channels by every method", () => {
    const locations = Float64Array.of(0, 0, 0, 50);
    const by = (params: object): number[][] =>
      sparsityFromTemplates(
        templates,
        sparsityParams.parse(params),
        () => locations,
        [1, 1],
      ).channels.map((row) => [...row]);
    expect(by({ radius_um: 49 })).toEqual([[0], [0]]);
    expect(by({ radius_um: 50 })).toEqual([
      [0, 1],
      [0, 1],
    ]);
    expect(by({ method: "best_channels", num_channels: 1, peak_sign: "pos" })).toEqual([[1], [0]]);
    expect(by({ method: "closest_channels", num_channels: 1 })).toEqual([[0], [0]]);
    expect(by({ method: "amplitude", threshold: 4 })).toEqual([[0], []]);
    expect(by({ method: "snr", threshold: 3, amplitude_mode: "peak_to_peak" })).toEqual([
      [0, 1],
      [0],
    ]);
  });
});

describe("an analyzer", () => {
  const frames = [500, 1500, 2500, 9990];
  const sorting = sortingFromUnitDict([trains({ a: frames, b: [] })], 10_000);
  const recording = recordingWithSpikes(frames.slice(0, 3));

  it("leaves spikes beyond the end out and says so", async () => {
    const late = sortingFromUnitDict([trains({ a: [500, 20_000] })], 10_000);
    const analyzer = await createAnalyzer({ sorting: late, recording, sparse: false }, ctx);
    expect([...analyzer.sorting.spikes.sampleIndex]).toEqual([500]);
    expect(notes.at(-1)).toMatch(/1 spikes lie beyond/);
  });

  it("refuses a sorting at another rate", async () => {
    const other = sortingFromUnitDict([trains({ a: frames })], 20_000);
    await expect(createAnalyzer({ sorting: other, recording, sparse: false }, ctx)).rejects.toThrow(
      /20000 Hz/,
    );
  });

  it("comes back from its folder", async () => {
    const folder = join(scratch, "round-trip");
    const analyzer = await createAnalyzer({ sorting, recording, sparse: false, folder }, ctx);
    expect(analyzer.format).toBe("binary_folder");
    const again = await loadAnalyzer(folder, ctx);
    expect(again.sorting.unitIds).toEqual(["a", "b"]);
    expect(again.sorting.spikes).toEqual(analyzer.sorting.spikes);
    expect(again.attributes.numSamples).toEqual([10_000]);
    expect(again.recording).toBeUndefined();
    expect(again.recordingProblem).toMatch(/names no recording/);
  });

  it("does not write over what is there", async () => {
    const folder = join(scratch, "taken");
    const analyzer = await createAnalyzer({ sorting, recording, sparse: false, folder }, ctx);
    await expect(saveAnalyzer(analyzer, folder, ctx)).rejects.toThrow(/exists already/);
    await expect(createAnalyzer({ sorting, recording, folder }, ctx)).rejects.toThrow(
      /exists already/,
    );
  });

  it("is not recognised without any one of its needed files", async () => {
    const folder = join(scratch, "broken");
    await createAnalyzer({ sorting, recording, sparse: false, folder }, ctx);
    unlinkSync(join(folder, "spikeinterface_info.json"));
    await expect(loadAnalyzer(folder, ctx)).rejects.toMatchObject({ code: "FormatNotRecognised" });
    await expect(loadAnalyzer(join(scratch, "nowhere"), ctx)).rejects.toMatchObject({
      code: "FileNotFound",
    });
    expect(readdirSync(folder)).toContain("sorting");
  });
});
