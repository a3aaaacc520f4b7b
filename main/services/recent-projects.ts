import { join } from "node:path";
import { z } from "zod";
import { readJson, writeJson } from "./settings.ts";

const MAX_RECENT = 30;

const entry = z.object({
  path: z.string(),
  name: z.string(),
  openedAt: z.string(),
  numRecordings: z.number(),
});
type RecentProject = z.infer<typeof entry>;

export interface RecentProjects {
  list(): readonly RecentProject[];
  add(project: RecentProject): void;
  /** How many recordings a project has by now; nothing when it is not in the list. */
  count(path: string, numRecordings: number): void;
  forget(path: string): void;
}

/** The projects opened last, newest first. */
export function createRecentProjects(folder: string): RecentProjects {
  const file = join(folder, "recent-projects.json");
  const list = (): RecentProject[] => z.array(entry).safeParse(readJson(file)).data ?? [];
  return {
    list,
    add(project) {
      const others = list().filter(({ path }) => path !== project.path);
      writeJson(file, [project, ...others].slice(0, MAX_RECENT));
    },
    count(path, numRecordings) {
      const known = list();
      if (
        !known.some((project) => project.path === path && project.numRecordings !== numRecordings)
      )
        return;
      writeJson(
        file,
        known.map((project) => (project.path === path ? { ...project, numRecordings } : project)),
      );
    },
    forget(path) {
      writeJson(
        file,
        list().filter((project) => project.path !== path),
      );
    },
  };
}
