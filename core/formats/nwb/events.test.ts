import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ndArray, type NdArray } from "#core/array/index.ts";
import { typescriptKernels } from "#core/kernels/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { nwb } from "./index.ts";

const ctx = { fs: nodeFileSystem, kernels: typescriptKernels };
const folder = mkdtempSync(join(tmpdir(), "nwb-events-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const texts = (...values: string[]): NdArray => ndArray("str", [values.length], values);
const seconds = (...values: number[]): NdArray =>
  ndArray("float64", [values.length], Float64Array.from(values));

async function session(name: string, stops: NdArray): Promise<string> {
  const path = join(folder, name);
  const sink = await nodeFileSystem.hdf5.create(path);
  const typed = async (group: string, type: string): Promise<void> => {
    await sink.createGroup(group);
    await sink.setAttribute(group, "neurodata_type", ndArray("str", [], [type]));
  };
  await sink.setAttribute("/", "nwb_version", ndArray("str", [], ["2.7.0"]));
  await sink.createGroup("/intervals");
  await typed("/intervals/trials", "TimeIntervals");
  await sink.createDataset("/intervals/trials/start_time", seconds(1, 4));
  await sink.createDataset("/intervals/trials/stop_time", stops);
  await sink.createDataset("/intervals/trials/condition", texts("left", "right"));
  await sink.createGroup("/acquisition");
  await typed("/acquisition/notes", "AnnotationSeries");
  await sink.createDataset("/acquisition/notes/data", texts("light on"));
  await sink.createDataset("/acquisition/notes/timestamps", seconds(2.5));
  await typed("/acquisition/licks", "LabeledEvents");
  await sink.createDataset("/acquisition/licks/timestamps", seconds(3, 3.5));
  await sink.createDataset("/acquisition/licks/data", ndArray("uint8", [2], Uint8Array.of(1, 0)));
  await sink.setAttribute("/acquisition/licks/data", "labels", texts("a", "b"));
  await sink.commit();
  return path;
}

describe("events of NWB", () => {
  it("are its intervals, annotations and labelled events", async () => {
    const events = await nwb.readEvents?.(await session("a.nwb", seconds(2, 6)), ctx);
    expect(events?.segments).toEqual([
      [
        {
          channel_id: "intervals/trials",
          time: Float64Array.of(1, 4),
          duration: Float64Array.of(1, 2),
          label: ["left", "right"],
        },
        {
          channel_id: "acquisition/notes",
          time: Float64Array.of(2.5),
          duration: Float64Array.of(NaN),
          label: ["light on"],
        },
        {
          channel_id: "acquisition/licks",
          time: Float64Array.of(3, 3.5),
          duration: Float64Array.of(NaN, NaN),
          label: ["b", "a"],
        },
      ],
    ]);
  });

  it("whose lists differ in length are refused", async () => {
    const path = await session("b.nwb", seconds(2));
    await expect(nwb.readEvents?.(path, ctx)).rejects.toMatchObject({ code: "CorruptFile" });
  });
});
