import type { NdArray } from "#core/array/index.ts";
import type { ChannelId, ExtractorDict } from "#core/model/index.ts";
import type { Properties } from "#core/recording/index.ts";

/** Samples around events, cut out when they were recorded; SpikeInterface's BaseSnippets. */
export interface Snippets {
  readonly channelIds: readonly ChannelId[];
  readonly samplingFrequency: number;
  /** samples before the event */
  readonly nbefore: number;
  /** samples of each snippet */
  readonly snippetLength: number;
  readonly segments: readonly SnippetSegment[];
  /** of the channels */
  readonly properties: Properties;
  readonly dict: ExtractorDict;
}

export interface SnippetSegment {
  /** sample index of each event: [snippet] */
  readonly frames: Float64Array;
  /** [snippet × sample × channel] */
  readonly traces: NdArray;
}

/** Snippets of all segments. */
export function numSnippets({ segments }: Snippets): number {
  return segments.reduce((sum, { frames }) => sum + frames.length, 0);
}
