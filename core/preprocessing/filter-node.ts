import type { CoreContext } from "#core/compute/index.ts";
import {
  dtypeOfSamples,
  EphysError,
  type JsonObject,
  type SampleArray,
  type SampleDType,
} from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import {
  filtfilt,
  filtfiltPadding,
  lfilter,
  sosfiltfiltPadding,
  type TransferFunction,
} from "#core/signal/index.ts";
import { constantProperty, derivedRecording } from "./node.ts";
import { framesOfMs, readWithReflection, usingMargin, type PaddedWindow } from "./window.ts";

type FilterDirection = "forward" | "backward" | "forward-backward";

/** A filter's coefficients in one of SciPy's two forms. */
export type FilterCoefficients =
  | { readonly mode: "sos"; readonly sos: Float64Array }
  | { readonly mode: "ba"; readonly filter: TransferFunction };

export interface FilterNodeOptions {
  readonly siClass: string;
  readonly kwargs: JsonObject;
  readonly coefficients: FilterCoefficients;
  readonly marginMs: number;
  readonly reflect?: boolean;
  readonly direction?: FilterDirection;
  readonly dtype: SampleDType;
  /** notch_filter leaves the offsets as they are, the others reset them */
  readonly keepsOffsets?: boolean;
}

/**
 * A recording filtered chunk by chunk: each window is read with its margin, filtered, and cut. Samples near the borders
 * of a read therefore depend on where it begins and ends, as in SpikeInterface.
 */
export function filterNode(
  parent: Recording,
  options: FilterNodeOptions,
  ctx: CoreContext,
): Recording {
  const margin = framesOfMs(options.marginMs, parent.samplingFrequency);
  const resets = options.keepsOffsets !== true && parent.properties.has("offset_to_uV");
  return derivedRecording(parent, {
    siClass: options.siClass,
    kwargs: options.kwargs,
    dtype: options.dtype,
    annotations: { is_filtered: true },
    properties: resets ? new Map([["offset_to_uV", constantProperty(parent, 0)]]) : new Map(),
    async read(range, out) {
      const use = (window: PaddedWindow): void => {
        runFilter(signedWindow(window, ctx), range.endFrame - range.startFrame, options, out, ctx);
      };
      if (options.reflect === true) use(await readWithReflection(parent, range, margin));
      else await usingMargin(parent, range, margin, use);
    },
  });
}

/** Unsigned samples as float32, because the filter's padding takes differences. */
function signedWindow(window: PaddedWindow, ctx: CoreContext): PaddedWindow {
  const { traces } = window;
  if (!dtypeOfSamples(traces).startsWith("uint")) return window;
  const converted = new Float32Array(traces.length);
  ctx.kernels.convert(traces, converted, false);
  return { ...window, traces: converted };
}

function runFilter(
  { traces, numFrames, numChannels, left }: PaddedWindow,
  frames: number,
  { coefficients, direction = "forward-backward" }: FilterNodeOptions,
  out: SampleArray,
  { kernels }: CoreContext,
): void {
  if (direction === "forward-backward") {
    checkLength(coefficients, numFrames);
    if (coefficients.mode === "sos") {
      kernels.sosfiltfilt(coefficients.sos, traces, numChannels, left, left + frames, out);
      return;
    }
    const filtered = new Float64Array(traces.length);
    filtfilt(coefficients.filter, traces, numChannels, filtered);
    storeFrames(filtered, left * numChannels, out, kernels);
    return;
  }
  const source = direction === "backward" ? reversedFrames(traces, numChannels) : traces;
  const filtered = new Float64Array(traces.length);
  if (coefficients.mode === "sos") {
    const state = new Float64Array((coefficients.sos.length / 6) * 2 * numChannels);
    kernels.sosfilt(coefficients.sos, source, numChannels, state, filtered);
  } else {
    lfilter(coefficients.filter, source, numChannels, filtered);
  }
  const ordered = direction === "backward" ? reversedFrames(filtered, numChannels) : filtered;
  storeFrames(ordered, left * numChannels, out, kernels);
}

function checkLength(coefficients: FilterCoefficients, numFrames: number): void {
  const padding =
    coefficients.mode === "sos"
      ? sosfiltfiltPadding(coefficients.sos)
      : filtfiltPadding(coefficients.filter);
  if (numFrames <= padding) {
    throw new EphysError(
      "InvalidParameter",
      `a window of ${String(numFrames)} frames with its margin is too short for this filter, which needs more than ${String(padding)}; read a longer window`,
      { numFrames, padding },
    );
  }
}

function storeFrames(
  source: SampleArray,
  from: number,
  out: SampleArray,
  kernels: CoreContext["kernels"],
): void {
  const kept = source.subarray(from, from + out.length);
  kernels.convert(kept, out, isIntegerArray(out));
}

function isIntegerArray(samples: SampleArray): boolean {
  return !(samples instanceof Float32Array || samples instanceof Float64Array);
}

/** The same frames, last first. */
function reversedFrames<T extends SampleArray>(traces: T, numChannels: number): T {
  const out = traces.slice() as T;
  const frames = traces.length / numChannels;
  for (let i = 0; i < frames; i++) {
    const row = traces.subarray((frames - 1 - i) * numChannels, (frames - i) * numChannels);
    out.set(row, i * numChannels);
  }
  return out;
}
