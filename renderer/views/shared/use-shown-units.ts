import type { Ref } from "vue";
import { computed, shallowRef, watch } from "vue";
import type { UnitId } from "#core/model/index.ts";
import { usePanel } from "../../layout/index.ts";
import { useUnits } from "../../stores/index.ts";

export interface ShownUnit {
  readonly id: UnitId;
  /** position in the unit table */
  readonly index: number;
}

export interface ShownUnits {
  /** at most `limit`, in the order of selection */
  readonly shown: Readonly<Ref<readonly ShownUnit[]>>;
  /** how many are selected */
  readonly total: Readonly<Ref<number>>;
}

/** The selected units as a panel shows them: a pinned panel keeps the ones it had. */
export function useShownUnits(limit: number): ShownUnits {
  const units = useUnits();
  const { pinned } = usePanel();
  const kept = shallowRef<readonly ShownUnit[]>([]);
  watch(
    () => units.selected,
    (now) => {
      if (!pinned.value) kept.value = now;
    },
    { immediate: true },
  );
  watch(pinned, (on) => {
    if (!on) kept.value = units.selected;
  });
  return {
    shown: computed(() => kept.value.slice(0, limit)),
    total: computed(() => kept.value.length),
  };
}
