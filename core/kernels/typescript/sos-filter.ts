import {
  allocateSamples,
  dtypeOfSamples,
  isIntegerDType,
  type SampleArray,
} from "#core/model/index.ts";
import { sosfiltfiltPadding, sosInitialState } from "#core/signal/index.ts";
import type { SosCoefficients } from "../kernels.ts";
import { storeCast } from "./cast.ts";

/*
 * Second-order sections, transposed direct form II, one channel at a time in float64, in scipy.signal.sosfilt's order
 * of operations, so that results equal SciPy's up to its own rounding. O(frames × channels × sections).
 */

/** Filters `column` in place through one section; `state` holds its two values at `at` and is updated. */
function runSection(
  sos: SosCoefficients,
  section: number,
  column: Float64Array,
  state: Float64Array,
  at: { readonly first: number; readonly second: number },
): void {
  const [b0, b1, b2, , a1, a2] = sos.subarray(section * 6, section * 6 + 6);
  let z0 = state[at.first];
  let z1 = state[at.second];
  for (let i = 0; i < column.length; i++) {
    const x = column[i];
    const y = b0 * x + z0;
    z0 = b1 * x - a1 * y + z1;
    z1 = b2 * x - a2 * y;
    column[i] = y;
  }
  state[at.first] = z0;
  state[at.second] = z1;
}

/** `Kernels.sosfilt`. */
export function sosfilt(
  sos: SosCoefficients,
  input: SampleArray,
  numChannels: number,
  state: Float64Array,
  out: SampleArray,
): void {
  const frames = input.length / numChannels;
  const round = isIntegerDType(dtypeOfSamples(out));
  const column = new Float64Array(frames);
  for (let channel = 0; channel < numChannels; channel++) {
    for (let i = 0; i < frames; i++) column[i] = input[i * numChannels + channel];
    for (let section = 0; section < sos.length / 6; section++) {
      const first = section * 2 * numChannels + channel;
      runSection(sos, section, column, state, { first, second: first + numChannels });
    }
    storeCast(column, frames, { out, start: channel, step: numChannels }, round);
  }
}

/**
 * One channel with SciPy's odd extension, 2·edge − mirrored, computed in the input's own dtype (so an int16 extension
 * wraps as NumPy's does), into `column` [padding + frames + padding].
 */
function extendColumn(
  input: SampleArray,
  numChannels: number,
  channel: number,
  padding: number,
  column: Float64Array,
): void {
  const frames = input.length / numChannels;
  // same dtype, to wrap or round as NumPy does
  const edges = allocateSamples(dtypeOfSamples(input), 2 * padding);
  const first = input[channel];
  const last = input[(frames - 1) * numChannels + channel];
  for (let i = 0; i < padding; i++) {
    edges[i] = 2 * first - input[(padding - i) * numChannels + channel];
    edges[padding + i] = 2 * last - input[(frames - 2 - i) * numChannels + channel];
  }
  for (let i = 0; i < padding; i++) {
    column[i] = edges[i];
    column[padding + frames + i] = edges[padding + i];
  }
  for (let i = 0; i < frames; i++) column[padding + i] = input[i * numChannels + channel];
}

/** `Kernels.sosfiltfilt`. */
export function sosfiltfilt(
  sos: SosCoefficients,
  input: SampleArray,
  numChannels: number,
  firstFrame: number,
  lastFrame: number,
  out: SampleArray,
): void {
  const sections = sos.length / 6;
  const padding = sosfiltfiltPadding(sos);
  const unit = sosInitialState(sos);
  const round = isIntegerDType(dtypeOfSamples(out));
  const column = new Float64Array(input.length / numChannels + 2 * padding);
  const state = new Float64Array(sections * 2);
  for (let channel = 0; channel < numChannels; channel++) {
    extendColumn(input, numChannels, channel, padding, column);
    for (let pass = 0; pass < 2; pass++) {
      const start = column[0];
      for (let i = 0; i < state.length; i++) state[i] = unit[i] * start;
      for (let section = 0; section < sections; section++) {
        const first = section * 2;
        runSection(sos, section, column, state, { first, second: first + 1 });
      }
      column.reverse();
    }
    const kept = column.subarray(padding + firstFrame, padding + lastFrame);
    storeCast(kept, kept.length, { out, start: channel, step: numChannels }, round);
  }
}
