import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AsyncApi, Events, NamespaceName, Reply, Settings, Topic } from "#contract/index.ts";
import { inputSchemaOf } from "#contract/schemas/index.ts";
import { createTaskContext } from "#core/jobs/index.ts";
import { EphysError, SI_VERSION } from "#core/model/index.ts";
import { createDataPlane } from "#main/data-plane/index.ts";
import { errorFromWire, wireErrorFrom } from "#main/errors/index.ts";
import { createPool, JobQueue, ShownStore, type Pool } from "#main/jobs/index.ts";
import type { Project } from "#main/project/index.ts";
import {
  createAnalyzerStore,
  createChainBuilder,
  createProjectSettings,
  createRecentProjects,
  createRecordingStore,
  createServices,
  createSettingsStore,
  openGuard,
  openSessionMarks,
  projectTree,
  type Dialogs,
  type PathGuard,
  type ServiceContext,
  type Session,
} from "#main/services/index.ts";
import { loadKernels, nodeFileSystem, nodeMemory } from "#native/index.ts";
import type { App, EventListener } from "./types.ts";

/** Jobs at once; their chunks share the workers. */
const MAX_JOBS = 2;

export interface AppOptions {
  readonly host: "electron" | "http";
  /** settings and the list of recent projects */
  readonly dataFolder: string;
  /** of the pool: worker.ts, or its bundle */
  readonly workerFile: string;
  readonly version?: string;
  readonly dialogs?: Dialogs;
  /** which paths a window may name; any when absent */
  readonly guard?: PathGuard;
  /** for this run, instead of the setting */
  readonly numWorkers?: number;
}

/** Puts the application together: services over one project, one pool, one settings file. */
export function createApp(options: AppOptions): App {
  const listeners = new Set<EventListener>();
  const settings = createSettingsStore(options.dataFolder);
  const sessions = createSessionHolder();
  const settingsInForce = (): Settings => ({
    ...settings.get(),
    ...sessions.current()?.settings.get(),
  });
  const pools = createPoolHolder(options, settingsInForce);
  const emit = <T extends Topic>(topic: T, event: Events[T]): void => {
    for (const listener of listeners) listener(topic, event);
  };
  const ctx: ServiceContext = {
    host: options.host,
    dataFolder: options.dataFolder,
    versions: versionsOf(options),
    settings,
    settingsInForce,
    recent: createRecentProjects(options.dataFolder),
    guard: options.guard ?? openGuard(),
    dialogs: options.dialogs,
    tasks: createTaskContext({
      kernels: loadKernels(settings.get().kernelLevel),
      fs: nodeFileSystem,
      memory: nodeMemory,
      nowMs: Date.now,
    }),
    pool: pools.get,
    emit,
    emitTree() {
      const session = sessions.current();
      const tree = session === undefined ? null : projectTree(session);
      if (tree !== null) ctx.recent.count(tree.path, tree.recordings.length);
      emit("project", tree);
    },
    session: sessions.require,
    currentSession: sessions.current,
    async openSession(open) {
      await sessions.close();
      const session = sessions.set(sessionOf(open()));
      // the first view should not wait for a thread to start
      pools.get().warm();
      return session;
    },
    closeSession: sessions.close,
  };
  const sessionOf = (project: Project): Session => {
    const shown = new ShownStore((jobId, topics) => {
      emit("shown", { jobId, topics });
    });
    return { ...sessionParts(project, shown), shown };
  };
  const sessionParts = (project: Project, shown: ShownStore): Omit<Session, "shown"> => ({
    project,
    queue: new JobQueue({
      project,
      pool: pools.get,
      maxJobs: MAX_JOBS,
      versions: ctx.versions,
      onChange: (job) => {
        emit("job", job);
      },
      onShown: (jobId, part) => {
        shown.take(jobId, part);
      },
    }),
    recordings: createRecordingStore(
      project,
      ctx.tasks,
      createChainBuilder(() => ctx.pool()),
    ),
    analyzers: createAnalyzerStore(project, ctx.tasks, pools.get),
    marks: openSessionMarks(project),
    settings: createProjectSettings(project),
  });
  const invoke = createInvoke(createServices(ctx));
  return {
    api: apiOver(invoke),
    invoke,
    frame: createDataPlane(ctx),
    listen(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    async close() {
      await sessions.close();
      await pools.close();
    },
  };
}

/** The border: names and input from outside are checked, failures become data. */
function createInvoke(services: AsyncApi): App["invoke"] {
  return async (namespace, method, input): Promise<Reply<unknown>> => {
    try {
      const schema = inputSchemaOf(namespace, method);
      if (schema === undefined) {
        throw new EphysError("UnknownName", `there is no method ${namespace}.${method}`, {
          namespace,
          method,
        });
      }
      const parsed = schema.safeParse(input);
      if (!parsed.success) {
        const [issue] = parsed.error.issues;
        const field = issue?.path.map(String).join(".") ?? "";
        throw new EphysError(
          "InvalidParameter",
          `${namespace}.${method}: ${field === "" ? "" : `${field}: `}${issue?.message ?? "wrong input"}`,
          { namespace, method, field },
        );
      }
      const methods = services[namespace as NamespaceName] as unknown as Readonly<
        Record<string, (input: unknown) => Promise<unknown>>
      >; // the schema's existence says that both names are the contract's
      const value = await methods[method]?.(parsed.data);
      return { ok: true, value };
    } catch (error) {
      return { ok: false, error: wireErrorFrom(error) };
    }
  };
}

/** The typed contract over `invoke`, so that in-process callers go through the same checks. */
function apiOver(invoke: App["invoke"]): AsyncApi {
  const call = async (namespace: string, method: string, input: unknown): Promise<unknown> => {
    const reply = await invoke(namespace, method, input);
    if (reply.ok) return reply.value;
    throw errorFromWire(reply.error);
  };
  const methodsOf = (namespace: string): object =>
    new Proxy(
      {},
      { get: (_, method) => (input: unknown) => call(namespace, String(method), input) },
    );
  return new Proxy({} as AsyncApi, { get: (_, namespace) => methodsOf(String(namespace)) });
}

interface SessionHolder {
  readonly current: () => Session | undefined;
  readonly require: () => Session;
  readonly set: (session: Session) => Session;
  readonly close: () => Promise<void>;
}

function createSessionHolder(): SessionHolder {
  let session: Session | undefined;
  return {
    current: () => session,
    require() {
      if (session !== undefined) return session;
      throw new EphysError("InvalidValue", "no project is open; open or create one first");
    },
    set(opened) {
      session = opened;
      return opened;
    },
    async close() {
      const closing = session;
      session = undefined;
      await closing?.queue.close();
      closing?.shown.close();
      closing?.marks.end();
      closing?.project.close();
    },
  };
}

/** One pool, made when first needed and made anew when its settings have changed and it is idle. */
function createPoolHolder(
  options: AppOptions,
  settings: () => { readonly numWorkers: number; readonly kernelLevel: string },
): { readonly get: () => Pool; readonly close: () => Promise<void> } {
  let pool: { readonly key: string; readonly made: Pool } | undefined;
  const retired: Pool[] = [];
  return {
    get() {
      const { numWorkers: wanted, kernelLevel } = settings();
      const numWorkers = options.numWorkers ?? wanted;
      const kernels = kernelLevel as Parameters<typeof createPool>[0]["kernels"];
      const key = `${String(numWorkers)} ${kernels}`;
      if (pool?.key === key) return pool.made;
      if (pool !== undefined) retired.push(pool.made); // its jobs end on it
      const made = createPool({
        workerFile: options.workerFile,
        numWorkers,
        maxJobs: MAX_JOBS,
        kernels,
      });
      pool = { key, made };
      return made;
    },
    async close() {
      await Promise.all(
        [...retired, ...(pool === undefined ? [] : [pool.made])].map((p) => p.close()),
      );
    },
  };
}

/** What every job is stamped with. */
function versionsOf({ version }: AppOptions): Record<string, string> {
  return {
    spikedesk: version ?? ownVersion(),
    spikeinterface_format: SI_VERSION,
    node: process.versions.node,
  };
}

function ownVersion(): string {
  const file = join(import.meta.dirname, "../../package.json");
  const { version } = JSON.parse(readFileSync(file, "utf8")) as { version: string }; // our own manifest
  return version;
}
