import { computed, type ComputedRef } from "vue";
import { formatNumber } from "../app/index.ts";
import { useRecordingDetail } from "./recording-detail.ts";
import { useTimeWindow } from "./time-window.ts";

/** What one row of traces stands for, in the recording's unit. */
export function useGainText(): ComputedRef<string> {
  const { detail } = useRecordingDetail();
  const time = useTimeWindow();
  return computed(() => {
    // a file that tells no gain has values without a unit
    const isInUv = detail.value.value?.channels[0]?.gainUv !== null;
    return `${formatNumber(time.gainUv)} ${isInUv ? "µV" : "a.u."}/div`;
  });
}
