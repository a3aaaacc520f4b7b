import type { Events, FilesApi, Settings, Topic } from "#contract/index.ts";
import type { TaskContext } from "#core/compute/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import type { Pool } from "#main/jobs/index.ts";
import type { Project } from "#main/project/index.ts";
import type { PathGuard } from "./path-guard.ts";
import type { RecentProjects } from "./recent-projects.ts";
import type { Session } from "./session.ts";
import type { SettingsStore } from "./settings.ts";

/** The host's own windows for choosing files; absent where it has none. */
export interface Dialogs {
  choose(kind: Parameters<FilesApi["choose"]>[0]["kind"], title: string): Promise<string | null>;
}

/** What every service works with; put together once in main/app. */
export interface ServiceContext {
  readonly host: "electron" | "http";
  readonly dataFolder: string;
  /** versions kept with every job */
  readonly versions: JsonObject;
  readonly settings: SettingsStore;
  /** the application's, with what the open project has of its own */
  settingsInForce(): Settings;
  readonly recent: RecentProjects;
  readonly guard: PathGuard;
  readonly dialogs: Dialogs | undefined;
  /** for small work in the main thread */
  readonly tasks: TaskContext;
  pool(): Pool;
  emit<T extends Topic>(topic: T, event: Events[T]): void;
  /** Tells every window how the project looks now. */
  emitTree(): void;
  /** the open project, or `InvalidValue` */
  session(): Session;
  currentSession(): Session | undefined;
  /** Makes this the open project; the one before is closed. */
  openSession(open: () => Project): Promise<Session>;
  closeSession(): Promise<void>;
}
