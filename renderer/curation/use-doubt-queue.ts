import { useClient } from "../app/index.ts";
import { useCuration, useProject, useSelection } from "../stores/index.ts";

/** Goes to the next unit without a label whose numbers leave most open, and says why. */
export function useDoubtQueue(): () => Promise<void> {
  const { api } = useClient();
  const project = useProject();
  const selection = useSelection();
  const curation = useCuration();
  return async () => {
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
  };
}
