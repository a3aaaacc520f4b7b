import { defineStore } from "pinia";
import { computed, ref, shallowRef, watch } from "vue";
import type { UnitId } from "#core/model/index.ts";
import type {
  CurationOutcome,
  CurationPreview,
  CurationRequest,
  CurationState,
  LabelCategory,
} from "#contract/index.ts";
import { useClient, wireErrorOf } from "../app/index.ts";
import { useProject } from "./project.ts";
import { useSelection } from "./selection.ts";

/** Spikes that a lasso holds: positions among the unit's spikes. */
export interface Lasso {
  readonly unitId: UnitId;
  readonly positions: readonly number[];
}

/** What a dialog asks about. */
export type CurationDialog =
  | { readonly kind: "preview"; readonly action: CurationRequest }
  | { readonly kind: "split"; readonly unitId: UnitId }
  | { readonly kind: "labels" | "note"; readonly unitIds: readonly UnitId[] }
  | { readonly kind: "categories" | "history" | "export" };

const NO_LABELS: Readonly<Record<string, readonly string[]>> = {};

/** The curation of the current analyzer: what stands, and everything that can be done to its units. */
// eslint-disable-next-line max-lines-per-function -- one store: every action shares its state and its queue
export const useCuration = defineStore("curation", () => {
  const { api, bridge } = useClient();
  const project = useProject();
  const selection = useSelection();
  const state = shallowRef<CurationState>();
  const error = ref("");
  const running = ref(0);
  const lasso = shallowRef<Lasso | null>(null);
  const dialog = shallowRef<CurationDialog | null>(null);
  /** units in the order in which the table shows them */
  const shownIds = shallowRef<readonly UnitId[]>([]);
  /** another order that is worked in, and who set it */
  const order = shallowRef<{ readonly owner: symbol; readonly ids: readonly UnitId[] } | null>(
    null,
  );
  const followOrder = (owner: symbol, ids: readonly UnitId[]): void => {
    order.value = { owner, ids };
  };
  const isOrderOf = (owner: symbol): boolean => order.value?.owner === owner;
  const leaveOrder = (owner: symbol): void => {
    if (isOrderOf(owner)) order.value = null;
  };
  /** after a label go on to the next unit */
  const autoAdvance = ref(true);
  /** what was done last, for the status bar */
  const said = ref("");

  const removedIds = computed(() => new Set(state.value?.removed ?? []));
  const labelMap = computed(
    () => new Map((state.value?.labels ?? []).map(({ unitId, labels }) => [unitId, labels])),
  );
  const noteMap = computed(
    () => new Map((state.value?.notes ?? []).map(({ unitId, text }) => [unitId, text])),
  );
  const categories = computed<readonly LabelCategory[]>(() => state.value?.categories ?? []);
  const labelsOf = (id: UnitId): Readonly<Record<string, readonly string[]>> =>
    labelMap.value.get(id) ?? NO_LABELS;
  const noteOf = (id: UnitId): string => noteMap.value.get(id) ?? "";

  async function load(): Promise<void> {
    const { analyzerId } = project;
    if (analyzerId === null) {
      state.value = undefined;
      return;
    }
    await attempt(async () => api.curation.state({ analyzerId }));
  }
  watch(
    () => project.analyzerId,
    () => {
      state.value = undefined;
      lasso.value = null;
      dialog.value = null;
      void load();
    },
    { immediate: true },
  );
  bridge.subscribe("curation", ({ analyzerId, revision }) => {
    if (analyzerId === project.analyzerId && revision > (state.value?.revision ?? -1)) void load();
  });

  /** One after the other, in the order of the keys; a refusal is shown and changes nothing. */
  let queue: Promise<unknown> = Promise.resolve();
  function attempt(ask: (analyzerId: number) => Promise<CurationState>): Promise<boolean> {
    running.value++;
    const turn = queue.then(async () => {
      const { analyzerId } = project;
      try {
        if (analyzerId === null) return false;
        const now = await ask(analyzerId);
        error.value = "";
        // an answer that an event has overtaken says nothing new
        const isNew = state.value === undefined || now.revision >= state.value.revision;
        if (analyzerId === project.analyzerId && isNew) state.value = now;
        return true;
      } catch (caught) {
        error.value = wireErrorOf(caught).message;
        return false;
      } finally {
        running.value--;
      }
    });
    queue = turn;
    return turn;
  }
  async function act(action: CurationRequest, reason = ""): Promise<readonly UnitId[]> {
    let outcome: CurationOutcome | undefined;
    const done = await attempt(async (analyzerId) => {
      outcome = await api.curation.act({
        analyzerId,
        action,
        ...(reason === "" ? {} : { reason }),
      });
      return outcome.state;
    });
    if (!done || outcome === undefined) return [];
    said.value = outcome.state.undoText ?? "";
    const { made } = outcome;
    if (made.length > 0) selection.select(made);
    return made;
  }
  const merge = (unitIds: readonly UnitId[], reason?: string): Promise<readonly UnitId[]> =>
    act({ kind: "merge", unitIds }, reason);
  const split = (
    unitId: UnitId,
    parts: readonly (readonly number[])[],
    reason?: string,
  ): Promise<readonly UnitId[]> => act({ kind: "split", unitId, parts }, reason);
  const remove = (unitIds: readonly UnitId[], reason?: string): Promise<readonly UnitId[]> =>
    act({ kind: "remove", unitIds }, reason);
  const restore = (unitIds: readonly UnitId[], reason?: string): Promise<readonly UnitId[]> =>
    act({ kind: "restore", unitIds }, reason);
  const label = (
    unitIds: readonly UnitId[],
    category: string,
    values: readonly string[],
    reason?: string,
  ): Promise<readonly UnitId[]> => act({ kind: "label", unitIds, category, values }, reason);
  const note = (unitIds: readonly UnitId[], text: string): Promise<readonly UnitId[]> =>
    act({ kind: "note", unitIds, text });
  const judge = (
    unitIds: readonly [UnitId, UnitId],
    verdict: "reject" | "skip" | null,
  ): Promise<readonly UnitId[]> => act({ kind: "judge", unitIds, verdict });
  const setCategories = (given: readonly LabelCategory[]): Promise<readonly UnitId[]> =>
    act({ kind: "categories", categories: given });

  async function undo(): Promise<void> {
    const text = state.value?.undoText;
    if (await attempt((analyzerId) => api.curation.undo({ analyzerId }))) {
      said.value = text == null ? "nothing to undo" : `undone: ${text}`;
    }
  }
  async function redo(): Promise<void> {
    const text = state.value?.redoText;
    if (await attempt((analyzerId) => api.curation.redo({ analyzerId }))) {
      said.value = text == null ? "nothing to redo" : `redone: ${text}`;
    }
  }
  const branch = (name: string): Promise<boolean> =>
    attempt((analyzerId) => api.curation.branch({ analyzerId, name }));
  const switchTo = (name: string): Promise<boolean> =>
    attempt((analyzerId) => api.curation.switchBranch({ analyzerId, name }));
  /** Everything is stored when it is done; this leaves SpikeInterface's JSON beside the project. */
  async function save(): Promise<void> {
    const { analyzerId } = project;
    if (analyzerId === null) return;
    try {
      const { paths } = await api.curation.save({ analyzerId });
      said.value = `saved; curation in ${paths.join(" and ")}`;
      error.value = "";
    } catch (caught) {
      error.value = wireErrorOf(caught).message;
    }
  }
  function preview(action: CurationRequest): Promise<CurationPreview> {
    const { analyzerId } = project;
    if (analyzerId === null) return Promise.reject(new Error("no analyzer is open"));
    return api.curation.preview({ analyzerId, action });
  }

  /** Labels the given units; a single one hands on to the next in the order shown. */
  async function labelAndAdvance(
    unitIds: readonly UnitId[],
    values: readonly string[],
    category = "quality",
  ): Promise<void> {
    const [only] = unitIds;
    if (only === undefined) return;
    const ids = order.value?.ids ?? shownIds.value;
    const at = ids.indexOf(only);
    const next = at < 0 && order.value === null ? undefined : ids.slice(at + 1).find((id) => !removedIds.value.has(id)); // prettier-ignore
    const stored = label(unitIds, category, values);
    // at once, so that the next key meets the next unit
    if (autoAdvance.value && unitIds.length === 1 && next !== undefined) selection.select([next]);
    await stored;
  }
  const askMerge = (unitIds: readonly UnitId[]): void => {
    if (unitIds.length < 2) error.value = "select two units or more to merge";
    else dialog.value = { kind: "preview", action: { kind: "merge", unitIds } };
  };
  const askSplit = (unitId: UnitId, parts: readonly (readonly number[])[]): void => {
    dialog.value = { kind: "preview", action: { kind: "split", unitId, parts } };
  };
  const askSplitBy = (unitId: UnitId): void => {
    dialog.value = { kind: "split", unitId };
  };
  return {
    ...{ state, error, said, lasso, dialog, shownIds, autoAdvance },
    ...{ removedIds, categories, labelsOf, noteOf, busy: computed(() => running.value > 0) },
    ...{ act, merge, split, remove, restore, label, note, judge, setCategories, labelAndAdvance },
    ...{ undo, redo, branch, switchTo, save, preview, load },
    ...{ askMerge, askSplit, askSplitBy, followOrder, isOrderOf, leaveOrder },
  };
});
