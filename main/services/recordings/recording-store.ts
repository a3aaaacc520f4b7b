import { resolve } from "node:path";
import type { Pipeline } from "#contract/index.ts";
import type { TaskContext } from "#core/compute/index.ts";
import { EphysError, type ExtractorDict } from "#core/model/index.ts";
import { DICT_FORMAT, mapPaths, openRecordingPath } from "#core/open/index.ts";
import type { Recording } from "#core/recording/index.ts";
import {
  findStoredPath,
  storedPath,
  type Project,
  type RecordingRow,
} from "#main/project/index.ts";
import type { ChainBuilder } from "../pipelines/chain.ts";
import { withPlaces } from "./with-places.ts";

/** The project's recordings, opened when first asked for. */
export interface RecordingStore {
  /** As the file has it. */
  raw(id: number): Promise<Recording>;
  /** With the recording's pipeline. */
  preprocessed(id: number): Promise<Recording>;
  /** With another pipeline, which is not stored. */
  withPipeline(id: number, pipeline: Pipeline): Promise<Recording>;
  isAvailable(row: RecordingRow): boolean;
  forget(id: number): void;
}

export function createRecordingStore(
  project: Project,
  tasks: TaskContext,
  chains: ChainBuilder,
): RecordingStore {
  const opened = new Map<number, Promise<Recording>>();
  const preprocessed = new Map<
    number,
    { readonly key: string; readonly made: Promise<Recording> }
  >();

  const raw = (id: number): Promise<Recording> => {
    const known = opened.get(id);
    if (known !== undefined) return known;
    const opening = openRow(project, project.recordings.get(id), tasks);
    opened.set(id, opening);
    opening.catch(() => opened.delete(id));
    return opening;
  };
  const withPipeline = async (id: number, pipeline: Pipeline): Promise<Recording> =>
    tasks.openRecording(await chains.build((await raw(id)).dict, pipeline));

  return {
    raw,
    withPipeline,
    async preprocessed(id) {
      const { pipeline } = project.recordings.get(id);
      const key = JSON.stringify(pipeline);
      const known = preprocessed.get(id);
      if (known?.key === key) return known.made;
      const made = withPipeline(id, pipeline);
      preprocessed.set(id, { key, made });
      made.catch(() => preprocessed.delete(id));
      return made;
    },
    isAvailable: (row) => findStoredPath(project.folder, row) !== undefined,
    forget(id) {
      opened.delete(id);
      preprocessed.delete(id);
    },
  };
}

/** Opens a row's recording; one that moved together with the project is opened where it is now, and the row mended. */
async function openRow(
  project: Project,
  row: RecordingRow,
  tasks: TaskContext,
): Promise<Recording> {
  const path = findStoredPath(project.folder, row);
  if (path === undefined) {
    throw new EphysError(
      "FileNotFound",
      `${row.path} is not there any more; use Locate… to say where it is now`,
      { path: row.path, recordingId: row.id },
    );
  }
  if (path === row.path) return tasks.openRecording(row.dict);
  const recording = await reopenAt(row, path, tasks);
  const { modifiedMs } = row.fingerprint;
  project.recordings.relocate(row.id, storedPath(project.folder, path), recording.dict, modifiedMs);
  return recording;
}

/** The row's recording, read from another place with the same choices. */
export async function reopenAt(
  row: RecordingRow,
  path: string,
  tasks: TaskContext,
): Promise<Recording> {
  if (row.format === DICT_FORMAT) {
    // an analyzer's recording: its provenance with the file where it is now
    const moved = mapPaths(row.dict, (known) => (resolve(known) === row.path ? path : known));
    return tasks.openRecording(moved as ExtractorDict); // the mapping keeps the shape
  }
  return withPlaces(
    await openRecordingPath(path, { format: row.format, params: row.params }, tasks),
  );
}
