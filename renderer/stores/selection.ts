import { defineStore } from "pinia";
import type { Ref, ShallowRef } from "vue";
import { computed, onScopeDispose, ref, shallowRef, watch } from "vue";
import type { UnitId } from "#core/model/index.ts";
import { useProject } from "./project.ts";

/** What one window tells the others. */
interface Told {
  readonly analyzerId: number | null;
  readonly unitIds: readonly UnitId[];
  readonly cursorS: number | null;
}

/** Two windows on two monitors have one selection and one time cursor, as far as they look at the same analyzer. */
function followOtherWindows({
  analyzerId,
  unitIds,
  cursorS,
}: {
  readonly analyzerId: () => number | null;
  readonly unitIds: ShallowRef<readonly UnitId[]>;
  readonly cursorS: Ref<number | null>;
}): void {
  if (typeof BroadcastChannel === "undefined") return;
  const channel = new BroadcastChannel("spikedesk-selection");
  let heard = "";
  const now = (): Told => ({
    analyzerId: analyzerId(),
    unitIds: unitIds.value,
    cursorS: cursorS.value,
  });
  channel.onmessage = ({ data }: MessageEvent<Told>) => {
    if (data.analyzerId !== analyzerId()) return;
    heard = JSON.stringify(data);
    unitIds.value = data.unitIds;
    cursorS.value = data.cursorS;
  };
  watch([unitIds, cursorS], () => {
    const told = now();
    if (JSON.stringify(told) !== heard)
      channel.postMessage({ ...told, unitIds: [...told.unitIds] });
  });
  onScopeDispose(() => channel.close());
}

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
  followOtherWindows({ analyzerId: () => project.analyzerId, unitIds, cursorS });
  watch(
    () => project.recordingId,
    () => {
      channels.value = [];
      cursorS.value = null;
    },
  );
  return { unitIds, channels, hoverChannel, cursorS, isSelected, select, toggle };
});
