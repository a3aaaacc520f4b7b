import type { JsonObject, SampleArray } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { derivedRecording } from "./node.ts";

/** Samples at or beyond a threshold are replaced by a value. */
interface Limit {
  readonly threshold: number;
  readonly value: number;
}

export interface ClipNodeOptions {
  readonly siClass: string;
  readonly kwargs: JsonObject;
  /** for samples ≤ threshold */
  readonly lower: Limit | undefined;
  /** for samples ≥ threshold */
  readonly upper: Limit | undefined;
}

/** Replaces extreme samples; first the low ones, then the high ones, as SpikeInterface's ClipRecording does. */
export function clipNode(
  parent: Recording,
  { siClass, kwargs, lower, upper }: ClipNodeOptions,
): Recording {
  return derivedRecording(parent, {
    siClass,
    kwargs,
    frames: {
      needs: "same",
      run(traces, _, out) {
        out.set(traces);
        if (lower !== undefined) replaceBelow(out, inTypeOf(out, lower));
        if (upper !== undefined) replaceAbove(out, inTypeOf(out, upper));
      },
    },
  });
}

/** NumPy compares float32 samples with a number as float32. */
function inTypeOf(samples: SampleArray, limit: Limit): Limit {
  if (!(samples instanceof Float32Array)) return limit;
  return { threshold: Math.fround(limit.threshold), value: Math.fround(limit.value) };
}

function replaceBelow(samples: SampleArray, { threshold, value }: Limit): void {
  for (let i = 0; i < samples.length; i++) if (samples[i] <= threshold) samples[i] = value;
}

function replaceAbove(samples: SampleArray, { threshold, value }: Limit): void {
  for (let i = 0; i < samples.length; i++) if (samples[i] >= threshold) samples[i] = value;
}
