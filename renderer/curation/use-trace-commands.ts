import { onSnippet, provideCommands, useClient } from "../app/index.ts";
import { useProject, useSelection, useTimeWindow, useUnits } from "../stores/index.ts";

/** How far one search for the next spike reaches, s; then further, until the end. */
const REACH_S = [2, 60, 3600, Infinity];

/** "90", "1:30" or "0:01:30.5" in seconds; undefined where it is no time. */
function secondsOf(text: string): number | undefined {
  const parts = text.split(":").map((part) => (part.trim() === "" ? NaN : Number(part)));
  if (parts.length > 3 || parts.some((part) => !(part >= 0))) return undefined;
  return parts.reduce((sum, part) => sum * 60 + part, 0);
}

/** Phy's keys and words for traces: they move the one time window that all time views share. */
export function useTraceCommands(askTime: () => void): void {
  const client = useClient();
  const project = useProject();
  const selection = useSelection();
  const time = useTimeWindow();
  const units = useUnits();
  const fs = (): number => project.recording?.samplingFrequency ?? units.detail.value.value?.samplingFrequency ?? 30_000; // prettier-ignore
  const length = (): number => units.detail.value.value?.numSamples[time.segment] ?? Infinity;
  const open = (): boolean => project.tree !== null;
  const shift = (windows: number): void => {
    time.startFrame = Math.max(0, Math.round(time.startFrame + windows * time.numFrames));
  };
  const scale = (factor: number): void => {
    const middle = time.startFrame + time.numFrames / 2;
    time.numFrames = Math.max(16, Math.round(time.numFrames * factor));
    time.startFrame = Math.max(0, Math.round(middle - time.numFrames / 2));
  };
  const gain = (factor: number): void => {
    time.isGainAuto = false;
    time.isGainAuAuto = false;
    time.gainUv /= factor;
    time.gainAu /= factor;
  };
  const goTo = (seconds: number | undefined): void => {
    if (seconds === undefined) return;
    selection.cursorS = seconds;
    time.centerOn(seconds);
  };

  /** The frame of the nearest spike of the selected units (of all, where none is) after or before the cursor. */
  async function stepSpike(direction: 1 | -1): Promise<void> {
    const { analyzerId: analyzer } = project;
    if (analyzer === null) return;
    const from = Math.round((selection.cursorS ?? (time.startFrame + time.numFrames / 2) / fs()) * fs()); // prettier-ignore
    const wanted = new Set(units.selected.map(({ index }) => index));
    for (const reach of REACH_S) {
      const far = Math.min(length(), from + reach * fs());
      const range =
        direction > 0
          ? { start: from + 1, stop: far }
          : { start: Math.max(0, from - reach * fs()), stop: from };
      if (!(range.stop > range.start)) return;
      const query = { analyzer, segment: time.segment, ...range, ...(wanted.size > 0 && { units: [...wanted].join(",") }), nearest: direction }; // prettier-ignore
      const frame = await client.frame("spikes", query);
      const found = (frame.arrays["sampleIndex"]?.data as Float64Array | undefined)?.[0]; // frames.ts
      if (found !== undefined) {
        goTo(found / fs());
        return;
      }
    }
  }
  const command = (id: string, title: string, run: () => unknown) => ({ id: `traces-${id}`, title: `Traces: ${title}`, group: "Time", enabled: open, run }); // prettier-ignore
  /** the map shows the same window */
  const mapped = (id: string, run: () => unknown) => [{ ...command(id, id.replace("-", " "), run), id: `trace-map-${id}`, title: `Trace map: ${id.replace("-", " ")}` }]; // prettier-ignore
  provideCommands([
    command("left", "a quarter of the window back", () => shift(-0.25)),
    command("right", "a quarter of the window on", () => shift(0.25)),
    command("jump-left", "a whole window back", () => shift(-1)),
    command("jump-right", "a whole window on", () => shift(1)),
    command("gain-up", "larger", () => gain(1.25)),
    command("gain-down", "smaller", () => gain(0.8)),
    command("widen", "a longer window", () => scale(1.5)),
    command("narrow", "a shorter window", () => scale(1 / 1.5)),
    command("next-spike", "next spike of the selection", () => stepSpike(1)),
    command("previous-spike", "previous spike of the selection", () => stepSpike(-1)),
    command("go-to", "go to a time…", askTime),
    command("start", "start of the recording", () => (time.startFrame = 0)),
    command("end", "end of the recording", () => (time.startFrame = Math.max(0, length() - time.numFrames))), // prettier-ignore
    command("all-spikes", "spikes of all units or of the selected", () => (time.allSpikes = !time.allSpikes)), // prettier-ignore
    command("labels", "names of the channels", () => (time.hasNames = !time.hasNames)),
    command("flip", "upside down", () => (time.isFlipped = !time.isFlipped)),
    ...mapped("left", () => shift(-0.25)),
    ...mapped("right", () => shift(0.25)),
    ...mapped("gain-up", () => gain(1.25)),
    ...mapped("gain-down", () => gain(0.8)),
  ]);
  onSnippet("tg", "go to this time, s or h:m:s", (text) => goTo(secondsOf(text)));
  onSnippet("ts", "move the window by some seconds", (text) => {
    const by = Number(text);
    if (text === "" || Number.isNaN(by)) return;
    time.startFrame = Math.max(0, Math.round(time.startFrame + by * fs()));
  });
}
