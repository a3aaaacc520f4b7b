import type { RecordingDetail } from "#contract/index.ts";
import type { TraceSignal } from "../../charts/traces/index.ts";
import {
  differenceSignal,
  incomparable,
  overlaidSignals,
  preprocessedSignal,
  rawSignal,
} from "../../charts/traces/index.ts";
import type { Processed } from "../../stores/index.ts";

export type TraceMode = "raw" | "preprocessed" | "both" | "overlay" | "difference";

export const TRACE_MODES: readonly {
  readonly id: TraceMode;
  readonly text: string;
  readonly hint: string;
}[] = [
  { id: "raw", text: "Raw", hint: "As recorded" },
  { id: "preprocessed", text: "Processed", hint: "Behind the pipeline" },
  { id: "both", text: "Both", hint: "Raw beside preprocessed" },
  { id: "overlay", text: "Overlay", hint: "Preprocessed over raw" },
  { id: "difference", text: "Removed", hint: "Raw − preprocessed: what the pipeline takes away" },
];

interface TracePicture {
  readonly key: string;
  readonly title: string;
  readonly signal: TraceSignal;
  readonly over?: TraceSignal;
}

interface Shown {
  readonly pictures: readonly TracePicture[];
  /** why the mode can show nothing; "" where it can */
  readonly why: string;
  /** a picture is still to come */
  readonly isBuilding: boolean;
}

const done = (...pictures: readonly TracePicture[]): Shown => ({
  ...{ pictures, why: "", isBuilding: false },
});

/** What a mode shows, or why it cannot. */
export function picturesOf(
  recording: RecordingDetail,
  processed: Processed | undefined,
  mode: TraceMode,
): Shown {
  const raw = { key: "raw", title: "raw", signal: rawSignal(recording) };
  if (mode === "raw") return done(raw);
  if (!processed) return { ...done(...(mode === "both" ? [raw] : [])), isBuilding: true };
  const after = {
    key: "preprocessed",
    title: "preprocessed",
    signal: preprocessedSignal(recording, processed),
  };
  if (mode === "preprocessed") return done(after);
  if (mode === "both") return done(raw, after);
  const why = incomparable(recording, processed);
  if (why !== "") return { ...done(), why };
  if (mode === "difference") {
    const signal = differenceSignal(recording, processed);
    return done({ key: mode, title: "removed: raw − preprocessed", signal });
  }
  const [signal, over] = overlaidSignals(recording, processed);
  return done({ key: mode, title: "raw and preprocessed", signal, over });
}
