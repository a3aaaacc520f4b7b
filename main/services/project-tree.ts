import type { AnalyzerSummary, ProjectTree, SortingSummary } from "#contract/index.ts";
import type { AnalyzerRow, SortingRow } from "#main/project/index.ts";
import { extensionStates } from "./analyzers/extension-states.ts";
import { recordingSummary } from "./recordings/recording-detail.ts";
import type { Session } from "./session.ts";

export function projectTree(session: Session): ProjectTree {
  const { project, recordings } = session;
  return {
    path: project.folder,
    name: project.name,
    recordings: project.recordings
      .list()
      .map((row) => recordingSummary(row, recordings.isAvailable(row))),
    sortings: project.sortings.list().map(sortingSummary),
    analyzers: project.analyzers.list().map((row) => analyzerSummary(session, row)),
  };
}

export function sortingSummary(row: SortingRow): SortingSummary {
  const { id, name, recordingId, source, numUnits, numSpikes, createdAt, isGroundTruth } = row;
  return { id, name, recordingId, source, numUnits, numSpikes, createdAt, isGroundTruth };
}

export function analyzerSummary(session: Session, row: AnalyzerRow): AnalyzerSummary {
  const { id, name, recordingId, sortingId, path, numUnits, createdAt } = row;
  const extensions = extensionStates(session.project, row);
  return { id, name, recordingId, sortingId, path, numUnits, extensions, createdAt };
}
