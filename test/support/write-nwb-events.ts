import { join } from "node:path";
import { ndArray, type NdArray } from "#core/array/index.ts";
import { nodeFileSystem } from "#native/index.ts";

const texts = (...values: string[]): NdArray => ndArray("str", [values.length], values);
export const seconds = (...values: number[]): NdArray =>
  ndArray("float64", [values.length], Float64Array.from(values));

/** An NWB file of behaviour without signals: two epochs from 0 and 3 s with tags, two trials from 1 and 4 s, a note at 2.5 s, labelled licks at 3 and 3.5 s. */
export async function writeNwbEvents(
  folder: string,
  name: string,
  stops = seconds(2, 6),
): Promise<string> {
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
  await typed("/intervals/epochs", "TimeIntervals");
  await sink.createDataset("/intervals/epochs/start_time", seconds(0, 3));
  await sink.createDataset("/intervals/epochs/stop_time", seconds(3, 7));
  await sink.createDataset("/intervals/epochs/tags", texts("baseline", "drug", "late"));
  await sink.createDataset("/intervals/epochs/tags_index", ndArray("uint8", [2], Uint8Array.of(1, 3))); // prettier-ignore
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
