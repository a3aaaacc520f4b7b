import type { Ref } from "vue";
import { computed, watch } from "vue";
import { useTimeWindow } from "../../stores/index.ts";
import type { TraceSignal } from "./signal.ts";
import type { LoadedTile } from "./tile-store.ts";
import { autoGainUv } from "./tile-store.ts";

interface Gain {
  /** for one row; µV, or the signal's own unit where it has none */
  readonly gain: Readonly<Ref<number>>;
  /** chooses the gain by what is shown */
  readonly fitGain: () => void;
}

/** The shared gain of signals in µV, or that of signals without a unit; chosen by the first tile until a user does. */
export function useGain(
  signal: () => TraceSignal,
  tiles: Readonly<Ref<readonly LoadedTile[]>>,
): Gain {
  const window = useTimeWindow();
  const gain = computed(() => (signal().isArbitrary ? window.gainAu : window.gainUv));
  function set(value: number): void {
    if (signal().isArbitrary) {
      window.gainAu = value;
      window.isGainAuAuto = false;
    } else {
      window.gainUv = value;
      window.isGainAuto = false;
    }
  }
  watch(tiles, ([first]) => {
    if (!first) return;
    const { isArbitrary, source } = signal();
    const isAuto = isArbitrary ? window.isGainAuAuto : window.isGainAuto && source === "raw";
    if (isAuto) set(autoGainUv(first));
  });
  const fitGain = (): void => {
    const [first] = tiles.value;
    if (first) set(autoGainUv(first));
  };
  return { gain, fitGain };
}
