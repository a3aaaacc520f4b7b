import { computed } from "vue";
import type { UnitId } from "#core/model/index.ts";
import { provideCommands, provideSnippets, unitsNamed, type Command } from "../app/index.ts";
import { useClient } from "../app/index.ts";
import { useCuration, useProject, useSelection, useUnits } from "../stores/index.ts";

const LABELS = [
  { id: "good", values: ["good"], text: "good" },
  { id: "mua", values: ["MUA"], text: "MUA" },
  { id: "noise", values: ["noise"], text: "noise" },
  { id: "none", values: [], text: "" },
] as const;

/** Everything that can be done to units, for the palette, the keys and the snippets. */
export function useCurationCommands(): void {
  const { api } = useClient();
  const project = useProject();
  const selection = useSelection();
  const curation = useCuration();
  const units = useUnits();
  const group = "Curation";
  const some = (n: number) => (): boolean =>
    project.analyzerId !== null && selection.unitIds.length >= n;
  const open = (): boolean => project.analyzerId !== null;
  const best = computed(() => selection.unitIds.slice(0, 1));
  const similar = computed(() => selection.unitIds.slice(1));
  const only = (): UnitId | undefined =>
    selection.unitIds.length === 1 ? selection.unitIds[0] : undefined;

  function splitNow(): void {
    const { lasso } = curation;
    const unit = only();
    if (lasso && (unit === undefined || lasso.unitId === unit)) {
      curation.askSplit(lasso.unitId, [lasso.positions]);
    } else if (unit === undefined) curation.error = "select one unit to split";
    else curation.askSplitBy(unit);
  }
  function splitBack(): void {
    const unit = only();
    if (unit === undefined) curation.error = "select one unit to split back";
    else curation.dialog = { kind: "preview", action: { kind: "split", unitId: unit, by: { kind: "templates" } } }; // prettier-ignore
  }
  /** Deletes what is there and brings back what is deleted. */
  const removeNow = (): unknown => {
    const alive = selection.unitIds.filter((id) => !curation.removedIds.has(id));
    return alive.length > 0 ? curation.remove(alive) : undefined;
  };
  const restoreNow = (): unknown => {
    const gone = selection.unitIds.filter((id) => curation.removedIds.has(id));
    return gone.length > 0 ? curation.restore(gone) : undefined;
  };
  async function nextDoubtful(): Promise<void> {
    const { analyzerId } = project;
    if (analyzerId === null) return;
    const queue = (await api.curation.queue({ analyzerId })).filter(({ labelled }) => !labelled);
    const at = queue.findIndex(({ unitId }) => unitId === selection.unitIds[0]);
    const next = queue[at + 1] ?? queue[0];
    if (!next) {
      curation.said = "every unit has a label";
      return;
    }
    selection.select([next.unitId]);
    const why = next.reasons.map(({ text }) => text).join(", ");
    curation.said = `unit ${String(next.unitId)}, doubt ${next.doubt.toFixed(2)}${why === "" ? "" : `: ${why}`} (${String(queue.length)} to go)`; // prettier-ignore
  }
  const madeBy = (by: "merge" | "split"): UnitId | undefined => {
    const [id] = selection.unitIds;
    return curation.state?.made.find((one) => one.unitId === id && one.by === by)?.unitId;
  };

  const labelCommands = LABELS.flatMap(({ id, values, text }): Command[] => {
    const title = (whom: string): string =>
      text === "" ? `Remove the label of ${whom}` : `Label ${whom} ${text}`;
    return [
      {
        id: `label-${id}`,
        title: title("the best unit"),
        group,
        enabled: some(1),
        // without similar units all that is selected is meant
        run: () => curation.labelAndAdvance(selection.unitIds.length > 2 ? selection.unitIds : best.value, values), // prettier-ignore
      },
      {
        id: `label-${id}-similar`,
        title: title("the similar units"),
        group,
        enabled: some(2),
        run: () => curation.labelAndAdvance(similar.value, values),
      },
      {
        id: `label-${id}-all`,
        title: title("all selected units"),
        group,
        enabled: some(1),
        run: () => curation.labelAndAdvance(selection.unitIds, values),
      },
    ];
  });
  provideCommands([
    {
      id: "merge",
      title: "Merge the selected units…",
      group,
      enabled: some(2),
      run: () => curation.askMerge(selection.unitIds),
    },
    { id: "split", title: "Split the selected unit…", group, enabled: some(1), run: splitNow },
    {
      id: "split-templates",
      title: "Split back to what the sorter had found…",
      group,
      enabled: some(1),
      run: splitBack,
    },
    {
      id: "unmerge",
      title: "Take a merge apart…",
      group,
      enabled: () => madeBy("merge") !== undefined,
      run: splitBack,
    },
    { id: "delete", title: "Delete the selected units", group, enabled: some(1), run: removeNow },
    { id: "restore", title: "Restore deleted units", group, enabled: some(1), run: restoreNow },
    {
      id: "restore-all",
      title: "Restore all deleted units",
      group,
      enabled: () => curation.removedIds.size > 0,
      run: () => curation.restore([...curation.removedIds]),
    },
    ...labelCommands,
    {
      id: "label-prompt",
      title: "Labels of the selected units…",
      group,
      enabled: some(1),
      run: () => (curation.dialog = { kind: "labels", unitIds: selection.unitIds }),
    },
    {
      id: "note",
      title: "Note on the selected units…",
      group,
      enabled: some(1),
      run: () => (curation.dialog = { kind: "note", unitIds: selection.unitIds }),
    },
    {
      id: "categories",
      title: "Edit label categories…",
      group,
      enabled: open,
      run: () => (curation.dialog = { kind: "categories" }),
    },
    {
      id: "history",
      title: "History, branches and lineage…",
      group,
      enabled: open,
      run: () => (curation.dialog = { kind: "history" }),
    },
    {
      id: "next-doubtful",
      title: "Next unit that wants a look",
      group,
      enabled: open,
      run: nextDoubtful,
    },
    {
      id: "export",
      title: "Export the curated results…",
      group: "Project",
      keys: "Ctrl+E",
      enabled: open,
      run: () => (curation.dialog = { kind: "export" }),
    },
    { id: "undo", title: "Undo", group, enabled: open, run: curation.undo },
    { id: "redo", title: "Redo", group, keys: "Ctrl+Shift+Z Ctrl+Y", enabled: open, run: curation.redo }, // prettier-ignore
    { id: "save", title: "Save the curation file", group, enabled: open, run: curation.save },
  ]);

  const ids = (): readonly UnitId[] => units.table.value.value?.unitIds ?? [];
  const named = (text: string): readonly UnitId[] =>
    text === "" ? selection.unitIds : unitsNamed(text, ids());
  provideSnippets([
    {
      name: "c",
      args: "12 34 5-7",
      does: "select these units",
      run: (text) => selection.select(unitsNamed(text, ids())),
    },
    ...["g", "m"].map((name) => ({
      name,
      args: "12 34",
      does: "merge these units, or those selected",
      run: (text: string) => curation.askMerge(named(text)),
    })),
    {
      name: "k",
      args: "12",
      does: "split this unit, or the one selected",
      run: (text) => {
        if (text !== "") selection.select(unitsNamed(text, ids()));
        splitNow();
      },
    },
    {
      name: "l",
      args: "good, or category value",
      does: "label the selected units",
      run: (text) => {
        const [first = "", ...rest] = text.split(/\s+/);
        const [category, values] = rest.length === 0 ? ["quality", [first]] : [first, [rest.join(" ")]]; // prettier-ignore
        return curation.label(selection.unitIds, category, values[0] === "" ? [] : values);
      },
    },
    {
      name: "n",
      args: "text",
      does: "note on the selected units",
      run: (text) => curation.note(selection.unitIds, text),
    },
    { name: "d", args: "12", does: "delete these units, or those selected", run: (text) => curation.remove(named(text)) }, // prettier-ignore
    { name: "b", args: "name", does: "begin a branch, or go to it", run: (text) => (curation.state?.branches.some(({ name }) => name === text) === true ? curation.switchTo(text) : curation.branch(text)) }, // prettier-ignore
  ]);
}
