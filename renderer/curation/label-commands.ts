import { useCommands, type Command } from "../app/index.ts";
import { useCuration, useProject, useSelection } from "../stores/index.ts";

const LABELS = [
  { id: "good", values: ["good"], text: "good" },
  { id: "mua", values: ["MUA"], text: "MUA" },
  { id: "noise", values: ["noise"], text: "noise" },
  { id: "none", values: [], text: "" },
] as const;

/** A command per label for Phy's three roles: the best unit (or all of three and more), the similar ones, all. */
export function labelCommands(): Command[] {
  const project = useProject();
  const selection = useSelection();
  const curation = useCuration();
  const commands = useCommands();
  const group = "Curation";
  const some = (n: number) => (): boolean =>
    project.analyzerId !== null && selection.unitIds.length >= n;
  return LABELS.flatMap(({ id, values, text }): Command[] => {
    const title = (whom: string): string =>
      text === "" ? `Remove the label of ${whom}` : `Label ${whom} ${text}`;
    return [
      {
        id: `label-${id}`,
        title: title(commands.keymap === "phy" ? "the first selected unit" : "the selected units"),
        group,
        enabled: some(1),
        // Phy has a key for the best, for the similar and for all units; SpikeInterface's window one for all
        run: () => {
          const isPhy = commands.keymap === "phy";
          const meant = isPhy ? selection.unitIds.slice(0, 1) : selection.unitIds;
          return curation.labelAndAdvance(meant, values);
        },
      },
      {
        id: `label-${id}-similar`,
        title: title("the similar units"),
        group,
        enabled: some(2),
        run: () => curation.labelAndAdvance(selection.unitIds.slice(1), values),
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
}
