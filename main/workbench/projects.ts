import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { replayJournal } from "#core/curation/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import {
  createProject,
  isProjectFolder,
  openProject,
  PROJECT_SUFFIX,
  type Project,
} from "#main/project/index.ts";

/** Makes an empty project. */
export function createProjectAt(path: string): JsonObject {
  return describeAndClose(createProject(resolve(path)));
}

/** What a project holds. */
export function projectInfo(path: string): JsonObject {
  return describeAndClose(openProject(resolve(path)));
}

/** Project folders in a folder. */
export function listProjects(folder: string): string[] {
  const place = resolve(folder);
  if (!existsSync(place)) return [];
  return readdirSync(place)
    .filter((name) => name.endsWith(PROJECT_SUFFIX))
    .map((name) => join(place, name))
    .filter(isProjectFolder);
}

function describeAndClose(project: Project): JsonObject {
  try {
    return {
      kind: "project",
      path: project.folder,
      name: project.name,
      recordings: project.recordings.list().map((row) => ({
        id: row.id,
        name: row.name,
        path: row.path,
        format: row.format,
        num_channels: row.numChannels,
        sampling_frequency: row.samplingFrequency,
        pipeline: row.pipeline.map(({ name }) => name),
      })),
      sortings: project.sortings.list().map((row) => ({
        id: row.id,
        name: row.name,
        recording_id: row.recordingId,
        source: row.source,
        num_units: row.numUnits,
        num_spikes: row.numSpikes,
        is_ground_truth: row.isGroundTruth,
      })),
      analyzers: project.analyzers.list().map((row) => ({
        id: row.id,
        name: row.name,
        path: row.path,
        num_units: row.numUnits,
        extensions: project.analyzers
          .extensions(row.id)
          .map(({ name, state }) => ({ name, state })),
        labels: labelsOf(project, row.id),
      })),
      jobs: project.jobs.list().map((row) => ({
        id: row.id,
        kind: row.kind,
        title: row.title,
        state: row.state,
        seconds: Object.values(row.timings).reduce((sum, s) => sum + s, 0),
        error: row.error === null ? null : row.error.message,
      })),
    };
  } finally {
    project.close();
  }
}

/** Labels by unit that stand on the branch that is worked on. */
function labelsOf(project: Project, analyzerId: number): Record<string, string> {
  const { done } = replayJournal(project.curation.entries(analyzerId)).current;
  const labels = new Map<string, string>();
  for (const { action } of done) {
    if (action.kind !== "label") continue;
    for (const { unitId, category, values } of action.changes) {
      if (category === "quality") labels.set(JSON.stringify(unitId), values.join(", "));
    }
  }
  return Object.fromEntries([...labels].filter(([, label]) => label !== ""));
}
