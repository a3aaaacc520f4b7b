import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { AsyncApi, ProjectTree } from "#contract/index.ts";
import { createProject, openProject, PROJECT_SUFFIX } from "#main/project/index.ts";
import type { ServiceContext } from "../context.ts";
import { projectTree } from "../project-tree.ts";

export function createProjectsService(ctx: ServiceContext): AsyncApi["projects"] {
  const opened = async (
    open: Parameters<ServiceContext["openSession"]>[0],
  ): Promise<ProjectTree> => {
    const session = await ctx.openSession(open);
    const { folder, name, recordings } = session.project;
    ctx.guard.allow(dirname(folder));
    ctx.recent.add({
      path: folder,
      name,
      openedAt: new Date().toISOString(),
      numRecordings: recordings.list().length,
    });
    const tree = projectTree(session);
    ctx.emit("project", tree);
    return tree;
  };
  return {
    async recent() {
      return ctx.recent.list().map((project) => ({ ...project, exists: existsSync(project.path) }));
    },
    async create({ path, name }) {
      const place =
        path === undefined ? freePlace(name ?? "untitled") : ctx.guard.check(withName(path, name));
      return opened(() => createProject(place));
    },
    async open({ path }) {
      const isKnown = ctx.recent.list().some((project) => project.path === path);
      const folder = isKnown ? path : ctx.guard.check(path);
      const current = ctx.currentSession();
      if (current?.project.folder === folder) return projectTree(current);
      return opened(() => openProject(folder));
    },
    async close() {
      await ctx.closeSession();
      ctx.emit("project", null);
      return null;
    },
    async current() {
      const session = ctx.currentSession();
      return session === undefined ? null : projectTree(session);
    },
    async forget({ path }) {
      ctx.recent.forget(path);
      return null;
    },
    async getSettings() {
      return ctx.session().settings.get();
    },
    async setSettings(change) {
      return ctx.session().settings.set(change);
    },
  };
}

/** `path` names the project itself when it ends in .spikedesk, else the folder to put it in when a name is given. */
function withName(path: string, name: string | undefined): string {
  return name === undefined || path.endsWith(PROJECT_SUFFIX) ? path : join(path, fileName(name));
}

/** A place nobody uses yet, in the user's own folder of projects. */
function freePlace(name: string): string {
  const base = join(homedir(), "SpikeDesk", fileName(name));
  let place = base;
  for (let i = 2; existsSync(place + PROJECT_SUFFIX); i++) place = `${base}-${String(i)}`;
  return place;
}

/** Without what some file system refuses in a name. */
function fileName(name: string): string {
  return name.replace(/[\\/:*?"<>|\p{Cc}]/gu, "-").replace(/^\.+/, "") || "untitled";
}
