import type { Ref } from "vue";
import { computed } from "vue";
import { useTimeWindow } from "../../stores/index.ts";
import { AXIS_PX } from "./overlay.ts";
import { BLOCK_CHANNELS } from "./tiles.ts";

const MIN_ROW_PX = 15;

interface RowLayout {
  readonly rowPx: Readonly<Ref<number>>;
  readonly scrollPx: Readonly<Ref<number>>;
  /** `last` is exclusive */
  readonly visibleRows: Readonly<Ref<{ readonly first: number; readonly last: number }>>;
  /** blocks of channels that are in sight */
  readonly blocks: Readonly<Ref<readonly number[]>>;
}

/** How high rows are, how far they are scrolled and which are in sight. */
export function useRowLayout(
  order: Readonly<Ref<readonly number[]>>,
  size: Readonly<Ref<{ readonly height: number }>>,
): RowLayout {
  const window = useTimeWindow();
  const plotHeight = computed(() => Math.max(1, size.value.height - AXIS_PX));
  const rowPx = computed(() =>
    window.rowPx > 0
      ? window.rowPx
      : Math.max(MIN_ROW_PX, plotHeight.value / Math.max(1, order.value.length)),
  );
  const scrollPx = computed(() =>
    Math.min(
      Math.max(0, window.scrollPx),
      Math.max(0, order.value.length * rowPx.value - plotHeight.value),
    ),
  );
  const visibleRows = computed(() => {
    const first = Math.max(0, Math.floor(scrollPx.value / rowPx.value) - 1);
    const last = Math.ceil((scrollPx.value + plotHeight.value) / rowPx.value) + 1;
    return { first, last: Math.min(order.value.length, last) };
  });
  const blocks = computed(() => {
    if (order.value.length <= BLOCK_CHANNELS) return [0];
    const from = Math.floor(visibleRows.value.first / BLOCK_CHANNELS);
    const to = Math.floor(Math.max(0, visibleRows.value.last - 1) / BLOCK_CHANNELS);
    return Array.from({ length: to - from + 1 }, (_, at) => from + at);
  });
  return { rowPx, scrollPx, visibleRows, blocks };
}
