import type { ByteSource } from "#core/io/index.ts";
import { GrowingNumbers, zeroEnded } from "../shared/session/index.ts";
import { itemBytes, type SonBlocks } from "./blocks.ts";
import { KIND, type SonChannel } from "./header.ts";

/** Items of a channel of events, markers or spikes. */
export interface SonItems {
  readonly ticks: Float64Array;
  /** of markers; the lowest byte is the unit of a spike */
  readonly markers: Float64Array;
  /** of text marks */
  readonly texts: readonly string[];
}

/** All items of a channel. */
export async function readItems(
  source: ByteSource,
  channel: SonChannel,
  blocks: SonBlocks,
): Promise<SonItems> {
  const size = itemBytes(channel);
  const hasMarker = channel.kind >= KIND.marker;
  const isText = channel.kind === KIND.textMark;
  const ticks = new GrowingNumbers();
  const markers = new GrowingNumbers();
  const texts: string[] = [];
  for (let b = 0; b < blocks.offsets.length; b++) {
    const bytes = new Uint8Array(blocks.counts[b] * size);
    await source.readInto(blocks.offsets[b], bytes);
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < bytes.length; at += size) {
      ticks.push(view.getInt32(at, true));
      if (hasMarker) markers.push(view.getInt32(at + 4, true));
      if (isText) texts.push(zeroEnded(bytes.subarray(at + 8, at + size)));
    }
  }
  return { ticks: ticks.done(), markers: markers.done(), texts };
}
