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

export interface TracePicture {
  readonly key: string;
  readonly title: string;
  readonly signal: TraceSignal;
  readonly over?: TraceSignal;
}

/** What a mode shows, or why it cannot; no picture and no reason = the pipeline is still being built. */
export function picturesOf(
  recording: RecordingDetail,
  processed: Processed | undefined,
  mode: TraceMode,
): { readonly pictures: readonly TracePicture[]; readonly why: string } {
  const raw = { key: "raw", title: "raw", signal: rawSignal(recording) };
  if (mode === "raw") return { pictures: [raw], why: "" };
  if (!processed) return { pictures: mode === "both" ? [raw] : [], why: "" };
  const after = {
    key: "preprocessed",
    title: "preprocessed",
    signal: preprocessedSignal(recording, processed),
  };
  if (mode === "preprocessed") return { pictures: [after], why: "" };
  if (mode === "both") return { pictures: [raw, after], why: "" };
  const why = incomparable(recording, processed);
  if (why !== "") return { pictures: [], why };
  if (mode === "difference") {
    const signal = differenceSignal(recording, processed);
    return { pictures: [{ key: mode, title: "removed: raw − preprocessed", signal }], why: "" };
  }
  const [signal, over] = overlaidSignals(recording, processed);
  return { pictures: [{ key: mode, title: "raw and preprocessed", signal, over }], why: "" };
}
