import { defineStore } from "pinia";
import { ref } from "vue";
import { useProject } from "../stores/index.ts";

export type OpenKind = "any" | "project" | "sorting";

/** The dialogs that bring things into a project. */
export const useOpening = defineStore("opening", () => {
  const project = useProject();
  const dialog = ref<"open" | "simulate" | null>(null);
  const kind = ref<OpenKind>("any");
  /** a path that is already known (dropped on the window) */
  const path = ref("");
  /** the name of a dropped file whose path this host may not know */
  const droppedName = ref("");

  function open(what: OpenKind): void {
    kind.value = what;
    path.value = "";
    droppedName.value = "";
    dialog.value = "open";
  }
  function drop(droppedPath: string, name: string): void {
    kind.value = "any";
    path.value = droppedPath;
    droppedName.value = name;
    dialog.value = "open";
  }
  const simulate = (): void => {
    dialog.value = "simulate";
  };
  const close = (): void => {
    dialog.value = null;
  };
  async function newProject(): Promise<void> {
    await project.create();
  }
  /** A recording needs a project to live in: one is made where none is open. */
  async function ensureProject(name: string): Promise<void> {
    if (project.tree === null) await project.create(name);
  }
  return {
    ...{ dialog, kind, path, droppedName },
    ...{ open, drop, simulate, close, newProject, ensureProject },
  };
});
