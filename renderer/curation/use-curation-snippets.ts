import type { UnitId } from "#core/model/index.ts";
import { provideSnippets, unitsNamed } from "../app/index.ts";
import { useCuration, useSelection, useUnits } from "../stores/index.ts";

/** Phy's short words for what is done to units. */
export function useCurationSnippets(splitNow: () => void): void {
  const selection = useSelection();
  const curation = useCuration();
  const units = useUnits();
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
