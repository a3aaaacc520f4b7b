import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import type { Hdf5Value } from "#core/io/index.ts";
import { openRecordingPath, openSortingPath } from "#core/open/index.ts";
import { readTracesNew, type Recording } from "#core/recording/index.ts";
import { spikeTrain } from "#core/sorting/index.ts";
import { smallAnalyzer, testContext } from "#test/support/small-analyzer.ts";
import { runExporter } from "../index.ts";

const folder = mkdtempSync(join(tmpdir(), "nwb-"));
const file = join(folder, "session.nwb");
let ctx: ComputeContext;
let analyzer: SortingAnalyzer;

beforeAll(async () => {
  ctx = testContext();
  analyzer = await smallAnalyzer(ctx);
  const place = { into: folder, folder };
  const params = { session_start_time: "2024-05-06T07:08:09+02:00" };
  const files = await runExporter("nwb", { analyzer, source: "/x/small" }, place, params, ctx);
  expect(files).toEqual(["session.nwb"]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function plainNumbers(recording: Recording, name: string): number[] {
  const value = recording.properties.get(name);
  return value && "data" in value ? Array.from(value.data as ArrayLike<number>) : [];
}

const textOf = (value: Hdf5Value | undefined): unknown =>
  value?.kind === "array" ? value.array.data[0] : undefined;

describe("an analyzer written as NWB", () => {
  it("gives its samples and channels back, a series per segment", async () => {
    const { recording } = analyzer;
    if (!recording) throw new Error("the small analyzer has a recording");
    for (const segment of [0, 1]) {
      const streamId = `acquisition/ElectricalSeries${String(segment)}`;
      const read = await openRecordingPath(file, { streamId }, ctx);
      expect(read.channelIds).toEqual(recording.channelIds.map(String));
      expect(read.numSamples).toEqual([recording.numSamples[segment]]);
      expect(read.times[0]?.tStartS).toBe(segment === 0 ? 0 : 4);
      for (const name of ["gain_to_uV", "location"]) {
        const own = read.properties.get(name);
        expect(own && "data" in own && [...(own.data as Float64Array)]).toEqual(
          plainNumbers(recording, name),
        );
      }
      const samples = await readTracesNew(read, 0, 1000, 1500);
      expect(samples).toEqual(await readTracesNew(recording, segment, 1000, 1500));
    }
  });

  it("gives its units and spikes back, on one time line", async () => {
    const params = { electrical_series_path: "acquisition/ElectricalSeries0" };
    const sorting = await openSortingPath(file, { format: "nwb", params }, ctx);
    expect(sorting.unitIds).toEqual(analyzer.sorting.unitIds);
    for (const unit of sorting.unitIds.keys()) {
      const second = [...spikeTrain(analyzer.sorting, unit, 1)].map((frame) => frame + 4 * 20_000);
      const both = [...spikeTrain(analyzer.sorting, unit, 0), ...second];
      expect([...spikeTrain(sorting, unit, 0)]).toEqual(both);
    }
  });

  it("has the types, links and times that NWB asks for", async () => {
    const opened = await ctx.fs.hdf5.open(file);
    const root = await opened.attributes("/");
    expect(textOf(root["neurodata_type"])).toBe("NWBFile");
    expect(textOf(await opened.read("/session_start_time"))).toBe("2024-05-06T07:08:09+02:00");
    for (const group of ["analysis", "processing", "stimulus/presentation", "stimulus/templates"]) {
      expect(await opened.kindOf(`/${group}`)).toBe("group");
    }
    const electrodes = "/general/extracellular_ephys/electrodes";
    const region = await opened.attributes("/acquisition/ElectricalSeries1/electrodes");
    expect(region["table"]).toMatchObject({ paths: [electrodes] });
    const group = await opened.read(`${electrodes}/group`);
    const [first = ""] = group.kind === "references" ? group.paths : [];
    expect(textOf((await opened.attributes(first))["neurodata_type"])).toBe("ElectrodeGroup");
    expect(textOf((await opened.attributes(`${first}/device`))["neurodata_type"])).toBe("Device");
    const index = await opened.attributes("/units/spike_times_index");
    expect(index["target"]).toMatchObject({ paths: ["/units/spike_times"] });
    expect((await opened.dataset("/units/spike_times_index")).dtype).toBe("uint32");
    const colnames = (await opened.attributes("/units"))["colnames"];
    const names = colnames?.kind === "array" ? (colnames.array.data as string[]) : [];
    const stored = (await opened.list("/units")).map(({ name }) => name);
    expect(names.filter((name) => !stored.includes(name))).toEqual([]);
  });

  it("leaves nothing behind when it is cancelled", async () => {
    const before = readdirSync(folder);
    const cancelled = { ...ctx, cancel: { cancelled: true } };
    const into = join(folder, "cancelled");
    const place = { into, folder: into };
    await expect(
      runExporter("nwb", { analyzer, source: "/x/small" }, place, {}, cancelled),
    ).rejects.toMatchObject({ code: "Cancelled" });
    expect(readdirSync(into)).toEqual([]);
    rmSync(into, { recursive: true });
    expect(readdirSync(folder)).toEqual(before);
  });
});
