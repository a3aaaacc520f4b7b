import { encodeFrame } from "#contract/index.ts";
import { earliestPairs, trainsOf } from "#core/comparison/index.ts";
import type { TaskContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { storedPair, type StoredPair } from "#main/services/comparisons/project-sortings.ts";
import { openStored, segmentStartsS } from "#main/services/comparisons/stored-sorting.ts";
import type { ServiceContext } from "#main/services/context.ts";
import type { ViewQuery } from "./query.ts";

const MAX_SPIKES = 1_000_000;
/** more than any sorting has; the thread that opens it knows how many there are */
const MAX_UNITS = 1_000_000;

/** What a pool thread is asked; units by position, undefined for none. */
interface PairSpikesQuery extends StoredPair {
  readonly unit1: number | undefined;
  readonly unit2: number | undefined;
  readonly deltaFrames: number;
}

/** The spikes of a unit of each of two sortings, and which of them both have. */
export async function pairSpikesFrame(
  ctx: ServiceContext,
  query: ViewQuery,
): Promise<Uint8Array<ArrayBuffer>> {
  const unitOf = (name: string): number | undefined => query.indices(name, MAX_UNITS)?.[0];
  const args: PairSpikesQuery = {
    ...storedPair(ctx, query.count("sorting1", 1), query.count("sorting2", 1)),
    unit1: unitOf("unit1"),
    unit2: unitOf("unit2"),
    deltaFrames: query.count("delta", 0, 12),
  };
  return (await ctx.pool().query("pair_spikes", args)) as Uint8Array<ArrayBuffer>; // what pairSpikes answers
}

/** Opens both sortings in this thread and pairs the spikes of the two units. */
export async function pairSpikes(
  { sortings: [stored1, stored2], numSamples, unit1, unit2, deltaFrames }: PairSpikesQuery,
  ctx: TaskContext,
): Promise<Uint8Array<ArrayBuffer>> {
  const sortings = [await openStored(stored1, ctx), await openStored(stored2, ctx)] as const;
  const [sorting1, sorting2] = sortings;
  const starts = segmentStartsS(sortings, numSamples);
  const trains1 = trainsOfUnit(sorting1, unit1);
  const trains2 = trainsOfUnit(sorting2, unit2);
  const side1 = emptySide(trains1);
  const side2 = emptySide(trains2);
  let shared = 0;
  for (let segment = 0; segment < sorting1.numSegments; segment++) {
    const train1 = trains1[segment] ?? new Float64Array();
    const train2 = trains2[segment] ?? new Float64Array();
    const { index1, index2 } = earliestPairs(train1, train2, deltaFrames);
    shared += index1.length;
    const startS = starts[segment] ?? 0;
    append(side1, train1, index1, { startS, rate: sorting1.samplingFrequency });
    append(side2, train2, index2, { startS, rate: sorting2.samplingFrequency });
  }
  const [shown1, shown2] = [Math.min(MAX_SPIKES, side1.at), Math.min(MAX_SPIKES, side2.at)];
  return encodeFrame(
    [
      { name: "timesS1", shape: [shown1], unit: "s", data: side1.timesS.slice(0, shown1) },
      { name: "timesS2", shape: [shown2], unit: "s", data: side2.timesS.slice(0, shown2) },
      { name: "isShared1", shape: [shown1], unit: null, data: side1.isShared.slice(0, shown1) },
      { name: "isShared2", shape: [shown2], unit: null, data: side2.isShared.slice(0, shown2) },
    ],
    { shared, total1: side1.at, total2: side2.at, shown1, shown2 },
  );
}

interface Side {
  readonly timesS: Float64Array;
  readonly isShared: Uint8Array;
  at: number;
}

function emptySide(trains: readonly Float64Array[]): Side {
  const total = trains.reduce((sum, { length }) => sum + length, 0);
  return { timesS: new Float64Array(total), isShared: new Uint8Array(total), at: 0 };
}

function append(
  side: Side,
  train: Float64Array,
  shared: Int32Array,
  clock: { readonly startS: number; readonly rate: number },
): void {
  for (const row of shared) side.isShared[side.at + row] = 1;
  for (const frame of train) side.timesS[side.at++] = clock.startS + frame / clock.rate;
}

/** Ascending times per segment; nothing for no unit. @throws UnitNotFound */
function trainsOfUnit(sorting: Sorting, unit: number | undefined): readonly Float64Array[] {
  if (unit === undefined) return [];
  if (unit >= sorting.unitIds.length) {
    throw new EphysError(
      "UnitNotFound",
      `unit ${String(unit)} does not exist: the sorting has ${String(sorting.unitIds.length)} units`,
      { unit },
    );
  }
  return trainsOf(sorting, [unit])[0] ?? [];
}
