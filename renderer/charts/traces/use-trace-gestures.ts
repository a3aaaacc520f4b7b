import type { Ref } from "vue";
import { shallowRef } from "vue";
import type { RecordingDetail } from "#contract/index.ts";
import { useSelection, useTimeWindow } from "../../stores/index.ts";
import { AXIS_PX, GUTTER_PX } from "./overlay.ts";
import { clampWindow } from "./tiles.ts";
import type { Traces } from "./use-traces.ts";

interface Size {
  readonly width: number;
  readonly height: number;
}

export interface TraceGestures {
  /** what lies under the pointer */
  readonly hover: Readonly<Ref<{ frame: number; row: number; rowY: number } | null>>;
  readonly clamp: () => void;
  readonly page: (pages: number) => void;
  readonly zoom: (factor: number) => void;
  readonly gain: (factor: number) => void;
  readonly scrollRows: (rows: number) => void;
  readonly rowHeight: (factor: number) => void;
  readonly toEnd: () => void;
  readonly onDown: (event: PointerEvent) => void;
  readonly onMove: (event: PointerEvent) => void;
  readonly onUp: (event: PointerEvent) => void;
  readonly onLeave: () => void;
  readonly onWheel: (event: WheelEvent) => void;
}

/** Moves the shared time window by hand: drag, wheel and the steps behind the keys. */
export function useTraceGestures(
  traces: Traces,
  size: Readonly<Ref<Size>>,
  recording: () => RecordingDetail,
  /** position in the raw recording of the channel in a row */
  rawChannelAt: (row: number) => number | undefined,
): TraceGestures {
  const time = useTimeWindow();
  const selection = useSelection();
  const hover = shallowRef<{ frame: number; row: number; rowY: number } | null>(null);
  const plotWidth = (): number => Math.max(1, size.value.width - GUTTER_PX);
  const numSamples = (): number => recording().numSamples[time.segment] ?? 0;

  function show(startFrame: number, numFrames: number): void {
    const clamped = clampWindow(startFrame, numFrames, numSamples(), traces.maxFrames.value);
    if (clamped.startFrame !== time.startFrame) time.startFrame = clamped.startFrame;
    if (clamped.numFrames !== time.numFrames) time.numFrames = clamped.numFrames;
  }
  /** `at` 0…1 across the window stays where it is */
  function zoomAt(factor: number, at: number): void {
    const length = Math.min(traces.maxFrames.value, Math.max(16, time.numFrames / factor));
    show(time.startFrame + at * (time.numFrames - length), length);
  }
  function gain(factor: number): void {
    time.isGainAuto = false;
    time.isGainAuAuto = false;
    time.gainUv = Math.min(1e6, Math.max(0.01, time.gainUv / factor));
    time.gainAu = Math.min(1e6, Math.max(1e-4, time.gainAu / factor));
  }
  function scrollTo(px: number): void {
    const all = traces.order.value.length * traces.rowPx.value;
    time.scrollPx = Math.min(Math.max(0, px), Math.max(0, all - (size.value.height - AXIS_PX)));
  }
  function rowHeight(factor: number, atPx = (size.value.height - AXIS_PX) / 2): void {
    const before = traces.rowPx.value;
    const fit = (size.value.height - AXIS_PX) / Math.max(1, traces.order.value.length);
    const after = Math.min(400, Math.max(Math.min(fit, 15), before * factor));
    const row = (traces.scrollPx.value + atPx) / before;
    time.gainAu *= after / before;
    time.gainUv *= after / before; // taller rows show more room, not taller spikes
    time.rowPx = after;
    scrollTo(row * after - atPx);
  }
  const rowAt = (y: number): number => Math.floor((y + traces.scrollPx.value) / traces.rowPx.value);
  const frameAt = (x: number): number =>
    Math.floor(time.startFrame + ((x - GUTTER_PX) / plotWidth()) * time.numFrames);

  let from: { x: number; y: number; start: number; scroll: number } | null = null;
  let moved = false;

  function onDown(event: PointerEvent): void {
    if (event.button !== 0) return;
    from = {
      x: event.offsetX,
      y: event.offsetY,
      start: time.startFrame,
      scroll: traces.scrollPx.value,
    };
    moved = false;
    (event.currentTarget as Element).setPointerCapture(event.pointerId); // bound to the canvas
  }
  function onMove(event: PointerEvent): void {
    const { offsetX: x, offsetY: y } = event;
    if (from) {
      moved ||= Math.hypot(x - from.x, y - from.y) > 3;
      if (!moved) return;
      show(from.start - ((x - from.x) / plotWidth()) * time.numFrames, time.numFrames);
      scrollTo(from.scroll - (y - from.y));
      return;
    }
    const row = rowAt(y);
    const isInside = x > GUTTER_PX && row >= 0 && row < traces.order.value.length;
    const rowY = (row + 0.5) * traces.rowPx.value - traces.scrollPx.value;
    hover.value = isInside ? { frame: frameAt(x), row, rowY } : null;
  }
  function onUp(event: PointerEvent): void {
    if (from && !moved) click(event);
    from = null;
  }
  function click(event: PointerEvent): void {
    if (event.offsetX > GUTTER_PX) {
      selection.cursorS = frameAt(event.offsetX) / recording().samplingFrequency;
      return;
    }
    const channel = rawChannelAt(rowAt(event.offsetY));
    if (channel === undefined) return;
    const others = selection.channels.filter((c) => c !== channel);
    const adds = event.ctrlKey || event.metaKey || event.shiftKey;
    selection.channels = adds
      ? [...others, ...(others.length < selection.channels.length ? [] : [channel])]
      : [channel];
  }
  function onWheel(event: WheelEvent): void {
    const delta = event.deltaY === 0 ? event.deltaX : event.deltaY;
    const factor = Math.exp(-delta * 0.0015);
    if (event.ctrlKey || event.metaKey) gain(factor);
    else if (event.altKey) rowHeight(factor, event.offsetY);
    else if (event.shiftKey || event.offsetX < GUTTER_PX) scrollTo(traces.scrollPx.value + delta);
    else zoomAt(factor, (event.offsetX - GUTTER_PX) / plotWidth());
  }
  return {
    hover,
    clamp: () => show(time.startFrame, time.numFrames),
    page: (pages) => show(time.startFrame + pages * time.numFrames, time.numFrames),
    zoom: (factor) => zoomAt(factor, 0.5),
    gain,
    scrollRows: (rows) => scrollTo(traces.scrollPx.value + rows * traces.rowPx.value),
    rowHeight,
    toEnd: () => show(numSamples(), time.numFrames),
    onDown,
    onMove,
    onUp,
    onLeave: () => (hover.value = null),
    onWheel,
  };
}
