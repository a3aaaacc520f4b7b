import type { Ref, ShallowRef } from "vue";
import { computed, onScopeDispose, shallowRef, unref, watch } from "vue";
import type { RecordingDetail } from "#contract/index.ts";
import { useClient } from "../../app/index.ts";
import { useTimeWindow } from "../../stores/index.ts";
import { rgbOf } from "../colours.ts";
import type { Palette } from "../colours.ts";
import type { TraceRow } from "./gl-renderer.ts";
import { GUTTER_PX } from "./overlay.ts";
import type { LoadedTile } from "./tile-store.ts";
import { TileStore } from "./tile-store.ts";
import type { TraceWindow } from "./tiles.ts";
import type { TraceSignal } from "./signal.ts";
import { rowsOf } from "./trace-rows.ts";
import { useGain } from "./use-gain.ts";
import { useRowLayout } from "./use-row-layout.ts";
import { BLOCK_CHANNELS, clampWindow, levelOf, tilesOf } from "./tiles.ts";

interface Inputs {
  readonly recording: () => RecordingDetail;
  readonly signal: () => TraceSignal;
  /** of a row that is not highlighted */
  readonly colour: () => readonly [number, number, number];
  readonly size: Readonly<Ref<{ readonly width: number; readonly height: number }>>;
  readonly highlighted: () => ReadonlySet<number>;
  readonly palette: Readonly<Ref<Palette>>;
}

export interface Traces {
  /** channels of the signal, first row first */
  readonly order: Readonly<Ref<readonly number[]>>;
  /** frames of the signal for one of the raw recording */
  readonly ratio: Readonly<Ref<number>>;
  /** for one row; µV, or the signal's own unit where it has none */
  readonly gain: Readonly<Ref<number>>;
  /** chooses the gain by what is shown */
  readonly fitGain: () => void;
  readonly rowPx: Readonly<Ref<number>>;
  readonly scrollPx: Readonly<Ref<number>>;
  readonly maxFrames: Readonly<Ref<number>>;
  readonly tiles: Readonly<Ref<readonly LoadedTile[]>>;
  readonly rows: Readonly<Ref<readonly TraceRow[]>>;
  readonly store: ShallowRef<TileStore>;
  readonly version: ShallowRef<number>;
  /** requests under way */
  readonly waiting: ShallowRef<number>;
}

/** No window reads more than this many samples: the disk answers within a breath. */
const MAX_SAMPLES = 4e8;

/** Which tiles and rows one trace picture shows, kept up to date with the shared time window. */
export function useTraces({
  recording,
  signal,
  size,
  highlighted,
  palette,
  colour,
}: Inputs): Traces {
  const window = useTimeWindow();
  const version = shallowRef(0);
  const waiting = shallowRef(0);
  const store = shallowRef(
    new TileStore(
      useClient(),
      () => {
        version.value++;
        waiting.value = store.value.waiting;
      },
      () => (waiting.value = store.value.waiting),
    ),
  );
  const order = computed(() => signal().order);
  const ratio = computed(() => signal().samplingFrequency / recording().samplingFrequency);
  const plotWidth = computed(() => Math.max(1, size.value.width - GUTTER_PX));
  const { rowPx, scrollPx, visibleRows, blocks } = useRowLayout(order, size);
  const numSamples = computed(() => signal().numSamples[window.segment] ?? 0);
  const maxFrames = computed(() =>
    Math.min(
      60 * recording().samplingFrequency,
      MAX_SAMPLES / Math.max(1, recording().numChannels),
    ),
  );
  const traceWindow = computed(() => ({
    ...clampWindow(
      window.startFrame * ratio.value,
      window.numFrames * ratio.value,
      numSamples.value,
      maxFrames.value,
    ),
    widthPx: plotWidth.value,
  }));
  const wanted = computed(() => tilesOf(traceWindow.value, numSamples.value, blocks.value));
  /** while a changed pipeline is being built, what is there of the old one stays; its tiles are not asked for */
  const isCurrent = (): boolean =>
    signal().version === "" || signal().version === JSON.stringify(recording().pipeline);
  const baselines = new Map<number, number>();

  watch(
    () =>
      [
        recording().id,
        signal().source,
        window.segment,
        signal().version,
        order.value.join(),
      ] as const,
    ([id, name, segment, signalVersion]) => {
      baselines.clear();
      store.value.setSource({
        recordingId: id,
        segment,
        source: name,
        version: signalVersion,
        order: order.value,
      });
      version.value++;
    },
    { immediate: true },
  );
  watch(
    [wanted, version],
    () => {
      if (size.value.width > 0 && isCurrent())
        store.value.want(wanted.value.visible, wanted.value.near);
    },
    { immediate: true },
  );

  /** What is there for the window; until the right level has come, coarser tiles stand in. */
  const tiles = computed<readonly LoadedTile[]>(() => {
    unref(version);
    const { visible } = wanted.value;
    const exact = visible.flatMap((tile) => store.value.get(tile) ?? []);
    if (exact.length === visible.length) return exact;
    return standIn(store.value, traceWindow.value, numSamples.value, blocks.value) ?? exact;
  });
  const { gain, fitGain } = useGain(signal, tiles);
  const rows = computed<readonly TraceRow[]>(() => {
    const { first, last } = visibleRows.value;
    const isBlocked = order.value.length > BLOCK_CHANNELS;
    const normal = colour();
    const accent = rgbOf(palette.value.accent);
    for (const { tile, means } of tiles.value)
      means.forEach((mean, column) => {
        const key = tile.block * BLOCK_CHANNELS + column;
        if (!baselines.has(key)) baselines.set(key, mean);
      });
    return rowsOf(
      { order: order.value, first, last, rowPx: rowPx.value, scrollPx: scrollPx.value, isBlocked },
      (row) => (highlighted().has(row) ? accent : normal),
      baselines,
    );
  });
  onScopeDispose(() => {
    store.value.clear();
  });
  return {
    ...{ order, ratio, gain, fitGain, rowPx, scrollPx, maxFrames },
    ...{ tiles, rows, store, version, waiting },
  };
}

/** Tiles of a neighbouring level that cover the window, where all of them are there. */
function standIn(
  store: TileStore,
  window: TraceWindow,
  numSamples: number,
  blocks: readonly number[],
): readonly LoadedTile[] | undefined {
  const level = levelOf(window);
  for (const other of [level + 1, level - 1, level + 2, level + 3]) {
    if (other < 0) continue;
    const widthPx = window.numFrames / (1.5 * 2 ** other);
    const { visible } = tilesOf({ ...window, widthPx }, numSamples, blocks);
    const found = visible.flatMap((tile) => store.get(tile) ?? []);
    if (found.length === visible.length) return found;
  }
  return undefined;
}
