import { defineStore } from "pinia";
import { computed, markRaw, ref, watch } from "vue";
import type { UnitId } from "#core/model/index.ts";
import type { AnalyzerDetail, UnitTable } from "#contract/index.ts";
import { useClient, wireErrorOf } from "../app/index.ts";
import { useAsync } from "../data/index.ts";
import { useProject } from "./project.ts";
import { useSelection } from "./selection.ts";

/** The unit table of the current analyzer, shared by all panels of the desk, and its labels. */
export const useUnits = defineStore("units", () => {
  const { api, bridge } = useClient();
  const project = useProject();
  const selection = useSelection();
  const version = ref(0);
  const labelError = ref("");

  const table = useAsync<number, UnitTable>(
    () => project.analyzerId ?? undefined,
    (analyzerId) => api.analyzers.units({ analyzerId }),
    { keepStale: false },
  );
  const detail = useAsync<number, AnalyzerDetail>(
    () => project.analyzerId ?? undefined,
    (analyzerId) => api.analyzers.get({ analyzerId }),
    { keepStale: false },
  );
  const indexOf = computed(
    () => new Map((table.value.value?.unitIds ?? []).map((id, index) => [id, index] as const)),
  );
  /** Selected units that exist, as positions in the table, in the order of selection. */
  const selected = computed(() =>
    selection.unitIds.flatMap((id) => {
      const index = indexOf.value.get(id);
      return index === undefined ? [] : [{ id, index }];
    }),
  );
  const extensionState = (name: string): string =>
    detail.value.value?.extensions.find((e) => e.name === name)?.state ?? "missing";

  function reload(): void {
    version.value++;
    table.reload();
    detail.reload();
  }
  /** Main tells of results by changing the project's tree: a new extension means new columns. */
  watch(
    () => JSON.stringify(project.analyzer?.extensions ?? null),
    (now, before) => {
      if (before !== "null" && now !== "null") reload();
    },
  );

  /** One after the other, in the order of the keys; the table is read again when the last is stored. */
  let queue = Promise.resolve();
  let pending = 0;
  function write(change: () => Promise<unknown>): Promise<void> {
    pending++;
    labelError.value = "";
    queue = queue.then(async () => {
      try {
        await change();
      } catch (error) {
        labelError.value = wireErrorOf(error).message;
      }
      pending--;
      if (pending === 0) table.reload(); // what is shown is what is stored, also after a failure
    });
    return queue;
  }
  /** Shown at once, stored at once; a refusal puts the stored labels back. */
  function setLabel(unitIds: readonly UnitId[], label: string | null): Promise<void> {
    const analyzerId = project.analyzerId;
    const current = table.value.value;
    if (analyzerId === null || !current || unitIds.length === 0) return Promise.resolve();
    const changed = new Set(unitIds);
    const labels = current.labels.map((old, at) =>
      changed.has(current.unitIds[at] ?? "") ? label : old,
    );
    table.value.value = { ...current, labels };
    return write(() => api.labels.set({ analyzerId, unitIds, label }));
  }
  function undo(): Promise<void> {
    const analyzerId = project.analyzerId;
    return analyzerId === null ? Promise.resolve() : write(() => api.labels.undo({ analyzerId }));
  }
  function redo(): Promise<void> {
    const analyzerId = project.analyzerId;
    return analyzerId === null ? Promise.resolve() : write(() => api.labels.redo({ analyzerId }));
  }
  bridge.subscribe("labels", ({ analyzerId }) => {
    if (analyzerId === project.analyzerId && pending === 0) table.reload();
  });
  return {
    // raw: the arrays inside must not become deeply reactive
    ...{ table: markRaw(table), detail: markRaw(detail), indexOf, selected, version, labelError },
    ...{ extensionState, reload, setLabel, undo, redo },
  };
});
