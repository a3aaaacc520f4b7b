import type { SampleArray } from "#core/model/index.ts";
import type { Pad } from "./triggers.ts";

/**
 * Zeros around a trigger, with the reference's ranges: both ends included inside a window, the last frame left out
 * where the range begins before the window.
 */
export function zeroAround(
  traces: SampleArray,
  numChannels: number,
  trigger: number,
  pad: Pad | undefined,
): void {
  const frames = traces.length / numChannels;
  const [from, to] = zeroRange(frames, trigger, pad);
  traces.fill(0, from * numChannels, to * numChannels);
}

function zeroRange(
  frames: number,
  trigger: number,
  pad: Pad | undefined,
): [from: number, to: number] {
  if (pad === undefined) return [trigger, trigger + 1];
  const first = trigger - pad.before;
  const last = trigger + pad.after;
  const startsInside = first > 0;
  const endsInside = last < frames;
  if (startsInside && endsInside) return [first, last + 1];
  if (!startsInside && !endsInside) return [0, frames];
  return startsInside ? [first, frames] : [0, last];
}
