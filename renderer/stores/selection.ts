import { defineStore } from "pinia";
import { computed, ref, shallowRef, watch } from "vue";
import type { UnitId } from "#core/model/index.ts";
import { useProject } from "./project.ts";

/** The one selection: units in the order in which they were chosen, channels, the time cursor. */
export const useSelection = defineStore("selection", () => {
  const project = useProject();
  const unitIds = shallowRef<readonly UnitId[]>([]);
  /** positions in the recording's channels */
  const channels = shallowRef<readonly number[]>([]);
  const hoverChannel = ref<number | null>(null);
  /** seconds from the start of the segment */
  const cursorS = ref<number | null>(null);
  const isSelected = computed(() => new Set(unitIds.value));

  const select = (ids: readonly UnitId[]): void => {
    unitIds.value = [...new Set(ids)];
  };
  const toggle = (id: UnitId): void => {
    unitIds.value = isSelected.value.has(id)
      ? unitIds.value.filter((other) => other !== id)
      : [...unitIds.value, id];
  };
  watch(
    () => project.analyzerId,
    () => (unitIds.value = []),
  );
  watch(
    () => project.recordingId,
    () => {
      channels.value = [];
      cursorS.value = null;
    },
  );
  return { unitIds, channels, hoverChannel, cursorS, isSelected, select, toggle };
});
