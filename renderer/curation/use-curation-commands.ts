import type { UnitId } from "#core/model/index.ts";
import { provideCommands } from "../app/index.ts";
import { useCuration, useProject, useSelection } from "../stores/index.ts";
import { labelCommands } from "./label-commands.ts";
import { useDoubtQueue } from "./use-doubt-queue.ts";
import { useCurationSnippets } from "./use-curation-snippets.ts";

/** Everything that can be done to units, for the palette, the keys and the snippets. */
export function useCurationCommands(): void {
  const project = useProject();
  const selection = useSelection();
  const curation = useCuration();
  const group = "Curation";
  const some = (n: number) => (): boolean =>
    project.analyzerId !== null && selection.unitIds.length >= n;
  const open = (): boolean => project.analyzerId !== null;
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
  const nextDoubtful = useDoubtQueue();
  const { mergedUnit, siblings } = useMadeUnits();

  provideCommands([
    {
      id: "merge",
      title: "Merge the selected units…",
      group,
      enabled: some(2),
      run: () => curation.askMerge(selection.unitIds),
    },
    { id: "split", title: "Split the selected unit…", group, enabled: some(1), run: splitNow },
    { id: "split-templates", title: "Split back to what the sorter had found…", group, enabled: some(1), run: splitBack }, // prettier-ignore
    {
      id: "unmerge",
      title: "Take a merge apart…",
      group,
      enabled: () => mergedUnit() !== undefined,
      run: splitBack,
    },
    {
      id: "unsplit",
      title: "Put a split back together…",
      group,
      enabled: () => siblings().length > 1,
      run: () => curation.askMerge(siblings()),
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
    ...labelCommands(),
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
  useCurationSnippets(splitNow);
}

/** How the selected unit came about. */
function useMadeUnits(): {
  /** the selected unit, where it was merged */
  readonly mergedUnit: () => UnitId | undefined;
  /** the units into which one was split with the selected one */
  readonly siblings: () => readonly UnitId[];
} {
  const selection = useSelection();
  const curation = useCuration();
  const own = (wanted: "merge" | "split") =>
    curation.state?.made.find(({ unitId, by }) => by === wanted && unitId === selection.unitIds[0]);
  return {
    mergedUnit: () => own("merge")?.unitId,
    siblings() {
      const mine = own("split");
      const from = JSON.stringify(mine?.from);
      return (curation.state?.made ?? [])
        .filter((other) => other.by === "split" && JSON.stringify(other.from) === from)
        .map(({ unitId }) => unitId);
    },
  };
}
