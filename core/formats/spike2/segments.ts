import { EphysError } from "#core/model/index.ts";
import type { SonBlocks } from "./blocks.ts";
import type { SonChannel } from "./header.ts";

/** Blocks of a channel that lie in one segment: from `first` on, up to `end`. */
export interface BlockSpan {
  readonly first: number;
  readonly end: number;
}

/** Ticks from the first to the last item of the signals. */
export interface SegmentTicks {
  readonly start: number;
  readonly stop: number;
}

/**
 * A pause between two blocks, longer than a sample, begins a segment.
 * @param tickS s per tick
 */
export function spansOf(blocks: SonBlocks, channel: SonChannel, tickS: number): BlockSpan[] {
  const interval = Math.round(channel.intervalS / tickS);
  const spans: BlockSpan[] = [];
  let first = 0;
  const count = blocks.offsets.length;
  for (let b = 1; b < count; b++) {
    if (blocks.firstTicks[b] - blocks.lastTicks[b - 1] <= interval) continue;
    spans.push({ first, end: b });
    first = b;
  }
  spans.push({ first, end: count });
  return spans;
}

/** @throws InvalidValue when channels pause at other times */
export function checkPauses(
  spans: readonly (readonly BlockSpan[])[],
  channels: readonly SonChannel[],
  path: string,
): number {
  const numSegments = spans[0]?.length ?? 1;
  const other = spans.findIndex((own) => own.length !== numSegments);
  if (other < 0) return numSegments;
  throw new EphysError(
    "InvalidValue",
    `${path}: channel ${String(channels[other].index)} has ${String(spans[other].length - 1)} pauses where channel ${String(channels[0].index)} has ${String(numSegments - 1)}`,
    { path },
  );
}
