import { encodeFrame } from "#contract/index.ts";
import type { ServiceContext } from "#main/services/index.ts";
import type { ViewQuery } from "./query.ts";

const MAX_SPIKES = 20_000;

/** Spikes in a window of one segment, for marking them on traces; thinned evenly when there are too many. */
export async function spikesFrame(
  ctx: ServiceContext,
  query: ViewQuery,
): Promise<Uint8Array<ArrayBuffer>> {
  const { sorting } = await ctx.session().analyzers.early(query.count("analyzer", 1));
  const segment = query.count("segment", 0, 0);
  const start = query.number("start");
  const stop = query.number("stop");
  const { sampleIndex, unitIndex, segmentIndex } = sorting.spikes;
  const units = query.has("units") ? query.indices("units", sorting.unitIds.length) : undefined;
  const isWanted = units && new Set(units);
  const nearest = query.has("nearest") ? query.number("nearest") : 0;
  const rows: number[] = [];
  const first = firstRow(segmentIndex, sampleIndex, segment, start);
  const end = firstRow(segmentIndex, sampleIndex, segment, stop);
  const step = nearest < 0 ? -1 : 1;
  for (let i = step > 0 ? first : end - 1; i >= first && i < end; i += step) {
    if (isWanted?.has(unitIndex[i] ?? -1) === false) continue;
    rows.push(i);
    if (nearest !== 0) break;
  }
  const every = Math.max(1, Math.ceil(rows.length / MAX_SPIKES));
  const shown = every === 1 ? rows : rows.filter((_, i) => i % every === 0);
  return encodeFrame(
    [
      {
        name: "sampleIndex",
        shape: [shown.length],
        unit: "frames",
        data: Float64Array.from(shown, (row) => sampleIndex[row] ?? NaN),
      },
      {
        name: "unitIndex",
        shape: [shown.length],
        unit: null,
        data: Int32Array.from(shown, (row) => unitIndex[row] ?? -1),
      },
    ],
    { total: rows.length, shown: shown.length },
  );
}

/** First row at or after (segment, frame); rows are ordered by both. */
function firstRow(
  segmentIndex: Int32Array,
  sampleIndex: Float64Array,
  segment: number,
  frame: number,
): number {
  let low = 0;
  let high = sampleIndex.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const s = segmentIndex[middle] ?? 0;
    const isBefore = s < segment || (s === segment && (sampleIndex[middle] ?? 0) < frame);
    if (isBefore) low = middle + 1;
    else high = middle;
  }
  return low;
}
