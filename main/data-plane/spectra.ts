import { hasArbitraryUnit, type ServiceContext } from "#main/services/index.ts";
import type { ViewQuery } from "./query.ts";
import type { SpectraArgs } from "./spectra-window.ts";

/** samples × channels of one stretch */
const BUDGET = 24_000_000;
const MAX_SEGMENT_FRAMES = 65_536;
const MAX_CHANNELS = 8;

/** Spectra of a stretch before and after the chain; a stretch that is too long is cut at its end. */
export async function spectraFrame(
  ctx: ServiceContext,
  query: ViewQuery,
): Promise<Uint8Array<ArrayBuffer>> {
  const { recordings, project } = ctx.session();
  const id = query.count("recording", 1);
  const raw = await recordings.raw(id);
  const processed = await recordings.preprocessed(id);
  const start = Math.max(0, query.number("start"));
  const longest = Math.floor(BUDGET / Math.max(1, raw.channelIds.length));
  const args: SpectraArgs = {
    raw: raw.dict,
    processed: processed.dict,
    segment: query.count("segment", 0, 0),
    start,
    stop: Math.min(query.number("stop"), start + longest),
    segmentFrames: Math.min(MAX_SEGMENT_FRAMES, query.count("segment_frames", 2, 4096)),
    channels: query.has("channels")
      ? Array.from(query.indices("channels", raw.channelIds.length) ?? []).slice(0, MAX_CHANNELS)
      : [],
    isArbitrary: hasArbitraryUnit(project.recordings.get(id).pipeline),
  };
  return (await ctx.pool().query("spectra_window", args)) as Uint8Array<ArrayBuffer>; // what spectraWindow answers
}
