import { defineStore } from "pinia";
import { ref, shallowRef, watch } from "vue";
import type { UnitId } from "#core/model/index.ts";
import { useClient, wireErrorOf } from "../app/index.ts";
import { useProject } from "./project.ts";
import { useSelection } from "./selection.ts";
import { useUnits } from "./units.ts";

/** Spikes of one unit inside a line drawn around them. */
export interface LassoedSpikes {
  readonly unitId: UnitId;
  /** in the unit's train */
  readonly positions: readonly number[];
  /** spikes of the unit */
  readonly total: number;
}

/** The one lasso: what was drawn last, in whatever view, until it is split off, cleared or the unit is left. */
export const useLasso = defineStore("lasso", () => {
  const { api } = useClient();
  const project = useProject();
  const units = useUnits();
  const selection = useSelection();
  const current = shallowRef<LassoedSpikes>();
  const error = ref("");

  watch(
    () => [project.analyzerId, selection.unitIds[0]],
    () => clear(),
  );
  function clear(): void {
    current.value = undefined;
    error.value = "";
  }
  function draw(unitId: UnitId, positions: ArrayLike<number>, total: number): void {
    error.value = "";
    current.value = { unitId, positions: Array.from(positions), total };
  }
  /** What lies inside becomes a unit of its own; undo takes it back. */
  async function split(): Promise<void> {
    const [analyzerId, drawn] = [project.analyzerId, current.value];
    if (analyzerId === null || !drawn) return;
    try {
      const { unitId, positions } = drawn;
      await api.curation.act({ analyzerId, action: { kind: "split", unitId, parts: [positions] } });
      clear();
      units.reload();
    } catch (thrown) {
      error.value = wireErrorOf(thrown).message;
    }
  }
  return { current, error, draw, split, clear };
});
