import type { ServiceContext } from "#main/services/index.ts";
import { hasArbitraryUnit } from "#main/services/index.ts";
import type { ViewQuery } from "./query.ts";
import type { TraceWindowArgs } from "./trace-window.ts";

const MAX_BINS = 8192;
/** samples × channels for one window: what a thread decodes, or filters, in a fraction of a second */
const RAW_BUDGET = 24_000_000;
const PREPROCESSED_BUDGET = 30_000_000;

/**
 * A window of a recording. Preprocessed windows and differences are computed whole or not at all: one that is too
 * large comes raw, and `meta.source` says so.
 */
export async function tracesFrame(
  ctx: ServiceContext,
  query: ViewQuery,
): Promise<Uint8Array<ArrayBuffer>> {
  const { recordings, project } = ctx.session();
  const id = query.count("recording", 1);
  const wanted = query.oneOf("source", ["raw", "preprocessed", "difference"], "raw");
  const start = query.number("start");
  const stop = query.number("stop");
  const raw = await recordings.raw(id);
  const cost = Math.max(0, stop - start) * raw.channelIds.length;
  const source = cost <= PREPROCESSED_BUDGET ? wanted : "raw";
  const processed = source === "raw" ? raw : await recordings.preprocessed(id);
  const recording = source === "difference" ? raw : processed;
  const args: TraceWindowArgs = {
    recording: recording.dict,
    segment: query.count("segment", 0, 0),
    start,
    stop,
    bins: Math.min(MAX_BINS, query.count("bins", 1)),
    channels: query.indices("channels", recording.channelIds.length),
    budget: source === "raw" ? RAW_BUDGET : PREPROCESSED_BUDGET,
    source,
    isArbitrary: source !== "raw" && hasArbitraryUnit(project.recordings.get(id).pipeline),
    ...(source === "difference" ? { minus: processed.dict } : {}),
  };
  return (await ctx.pool().query("trace_window", args)) as Uint8Array<ArrayBuffer>; // what traceWindow answers
}
