import type { JobQueue, ShownStore } from "#main/jobs/index.ts";
import type { Project } from "#main/project/index.ts";
import type { AnalyzerStore } from "./analyzers/analyzer-store.ts";
import type { SessionMarks } from "./curation/recovery.ts";
import type { RecordingStore } from "./recordings/recording-store.ts";
import type { ProjectSettingsStore } from "./settings.ts";

/** An open project with what was opened of it. */
export interface Session {
  readonly project: Project;
  readonly queue: JobQueue;
  /** what running jobs show of themselves */
  readonly shown: ShownStore;
  readonly recordings: RecordingStore;
  readonly analyzers: AnalyzerStore;
  /** tell whether the session before ended in order */
  readonly marks: SessionMarks;
  /** of this project, before the application's */
  readonly settings: ProjectSettingsStore;
}
