import { defineStore } from "pinia";
import { ref, watch } from "vue";
import { useProject } from "./project.ts";

/** The stretch of recording that every time view shows, in frames of one segment. */
export const useTimeWindow = defineStore("time-window", () => {
  const project = useProject();
  const segment = ref(0);
  const startFrame = ref(0);
  const numFrames = ref(0);
  /** µV for one row of traces */
  const gainUv = ref(200);
  /** the same for signals without a unit (whitened, normalised) */
  const gainAu = ref(10);
  /** false once the user has chosen the gain */
  const isGainAuto = ref(true);
  const isGainAuAuto = ref(true);
  /** px per channel; 0 = as many as fit */
  const rowPx = ref(0);
  const scrollPx = ref(0);
  /** spikes of units that are not selected are marked too; without a selection all are */
  const allSpikes = ref(false);
  /** channels have their names beside them */
  const hasNames = ref(true);
  /** the probe's tip on top */
  const isFlipped = ref(false);

  const reset = (): void => {
    segment.value = 0;
    isGainAuto.value = true;
    isGainAuAuto.value = true;
    rowPx.value = 0;
    scrollPx.value = 0;
    startFrame.value = 0;
    numFrames.value = Math.round((project.recording?.samplingFrequency ?? 30_000) * 0.25);
  };
  watch(() => project.recordingId, reset, { immediate: true });

  /** Moves the middle of the window to a time. */
  const centerOn = (timeS: number): void => {
    const frame = timeS * (project.recording?.samplingFrequency ?? 30_000);
    startFrame.value = Math.max(0, Math.round(frame - numFrames.value / 2));
  };
  return {
    ...{
      segment,
      startFrame,
      numFrames,
      gainUv,
      gainAu,
      isGainAuto,
      isGainAuAuto,
      rowPx,
      scrollPx,
    },
    ...{ allSpikes, hasNames, isFlipped },
    ...{ reset, centerOn },
  };
});
