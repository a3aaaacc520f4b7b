import { dtypeOfSamples, type JsonValue, type SampleArray } from "#core/model/index.ts";
import { readTracesNew, type Recording } from "#core/recording/index.ts";
import { rowsOf } from "../node.ts";
import { median } from "../quantile.ts";
import type { Label, Pad, Trigger } from "./triggers.ts";

/** One label's artifact. */
interface Artifact {
  /** [frame × channel] */
  readonly values: Float64Array;
  readonly rows: JsonValue;
}

/** By label as text. */
export type Artifacts = ReadonlyMap<string, Artifact>;

function artifactOf(values: Float64Array, numChannels: number): Artifact {
  return { values, rows: rowsOf(values, numChannels) };
}

/**
 * Average (a float32 sum over their number) or median of the signal around the triggers of each label. A trigger too
 * near an end of its segment counts with zeros, as in the reference.
 */
export async function estimateArtifacts(
  recording: Recording,
  triggers: readonly (readonly Trigger[])[],
  { before, after }: Pad,
  mode: "average" | "median",
): Promise<Artifacts> {
  const width = recording.channelIds.length;
  const cuts = new Map<string, Float32Array[]>();
  for (const [segment, list] of triggers.entries()) {
    const total = recording.numSamples[segment] ?? 0;
    for (const { frame, label } of list) {
      const cut = new Float32Array((before + after) * width);
      if (frame - before >= 0 && frame + after <= total) {
        cut.set(await readTracesNew(recording, segment, frame - before, frame + after));
      }
      const own = cuts.get(String(label)) ?? [];
      own.push(cut);
      cuts.set(String(label), own);
    }
  }
  const entries = [...cuts].map(([label, own]) => {
    const values = mode === "average" ? averageOf(own) : medianOf(own);
    return [label, artifactOf(values, width)] as const;
  });
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Each artifact on the channels of its label only. */
export function onChannels(
  artifacts: Artifacts,
  sparsity: Readonly<Record<string, readonly boolean[]>>,
  numChannels: number,
): Artifacts {
  return new Map(
    [...artifacts].map(([label, { values }]) => {
      const mask = sparsity[label] ?? [];
      const kept = values.filter((_, i) => mask[i % numChannels] ?? true);
      return [label, artifactOf(kept, Math.max(1, mask.filter(Boolean).length))] as const;
    }),
  );
}

function averageOf(cuts: readonly Float32Array[]): Float64Array {
  const sum = new Float32Array(cuts[0]?.length ?? 0);
  for (const cut of cuts) for (let i = 0; i < sum.length; i++) sum[i] += cut[i];
  return Float64Array.from(sum, (total) => Math.fround(total / cuts.length));
}

function medianOf(cuts: readonly Float32Array[]): Float64Array {
  const length = cuts[0]?.length ?? 0;
  return Float64Array.from({ length }, (_, i) => median(Float64Array.from(cuts, (cut) => cut[i])));
}

export interface SubtractOptions {
  readonly pad: Pad;
  readonly artifacts: Artifacts;
  /** channels per label */
  readonly sparsity: Readonly<Record<string, readonly boolean[]>>;
  /** frames */
  readonly jitter: number;
  readonly scale: boolean;
}

/** The part of an artifact that lies in a window: frames [from, to) of the window, from `skipped` of the artifact on. */
interface Overlap {
  readonly from: number;
  readonly to: number;
  readonly skipped: number;
}

/** Subtracts a label's artifact at the shift at which it fits best. */
export function subtractArtifact(
  traces: SampleArray,
  numChannels: number,
  { frame, label }: { readonly frame: number; readonly label: Label },
  options: SubtractOptions,
): void {
  const artifact = options.artifacts.get(String(label));
  if (artifact === undefined) return;
  const mask = options.sparsity[String(label)];
  const channels = Array.from({ length: numChannels }, (_, c) => c).filter(
    (c) => mask?.[c] ?? true,
  );
  const frames = traces.length / numChannels;
  const duration = artifact.values.length / channels.length;
  const shifts =
    options.jitter > 0
      ? Array.from({ length: 2 * options.jitter }, (_, i) => i - options.jitter)
      : [0];
  let best: { overlap: Overlap; amplitude: number } | undefined;
  for (const shift of shifts) {
    const overlap = overlapOf(frame + shift, options.pad, frames, duration);
    const amplitude = Math.fround(
      correlation(traces, numChannels, channels, artifact.values, overlap),
    );
    if (best === undefined || amplitude > best.amplitude) best = { overlap, amplitude };
  }
  if (best === undefined) return;
  const factor = options.scale ? best.amplitude : 1;
  subtract(traces, numChannels, channels, artifact.values, best.overlap, factor);
}

function overlapOf(
  trigger: number,
  { before, after }: Pad,
  frames: number,
  duration: number,
): Overlap {
  const from = trigger - before;
  const to = trigger + after;
  if (from < 0) return { from: 0, to: Math.max(0, to), skipped: duration - Math.max(0, to) };
  if (to < frames) return { from, to, skipped: 0 };
  return { from, to: frames, skipped: 0 };
}

function correlation(
  traces: SampleArray,
  numChannels: number,
  channels: readonly number[],
  artifact: Float64Array,
  { from, to, skipped }: Overlap,
): number {
  let both = 0;
  let own = 0;
  let other = 0;
  for (let frame = from; frame < to; frame++) {
    for (let i = 0; i < channels.length; i++) {
      const x = traces[frame * numChannels + channels[i]];
      const y = artifact[(frame - from + skipped) * channels.length + i];
      both += x * y;
      own += x * x;
      other += y * y;
    }
  }
  return both / (Math.sqrt(own) * Math.sqrt(other));
}

/** The artifact takes the samples' own type first, so that whole numbers are truncated before the difference. */

function subtract(
  traces: SampleArray,
  numChannels: number,
  channels: readonly number[],
  artifact: Float64Array,
  { from, to, skipped }: Overlap,
  factor: number,
): void {
  const whole = !dtypeOfSamples(traces).startsWith("float");
  for (let frame = from; frame < to; frame++) {
    for (let i = 0; i < channels.length; i++) {
      const value = factor * artifact[(frame - from + skipped) * channels.length + i];
      traces[frame * numChannels + channels[i]] -= whole ? Math.trunc(value) : value;
    }
  }
}
