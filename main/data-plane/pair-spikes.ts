import { encodeFrame } from "#contract/index.ts";
import { earliestPairs, trainsOf } from "#core/comparison/index.ts";
import { segmentStartsS, sortingOfProject, type ServiceContext } from "#main/services/index.ts";
import type { ViewQuery } from "./query.ts";

const MAX_SPIKES = 1_000_000;

/** The spikes of a unit of each of two sortings, and which of them both have. */
export async function pairSpikesFrame(
  ctx: ServiceContext,
  query: ViewQuery,
): Promise<Uint8Array<ArrayBuffer>> {
  const sortingId1 = query.count("sorting1", 1);
  const sortings = await Promise.all([
    sortingOfProject(ctx, sortingId1),
    sortingOfProject(ctx, query.count("sorting2", 1)),
  ]);
  const [sorting1, sorting2] = sortings;
  const delta = query.count("delta", 0, 12);
  const starts = segmentStartsS(ctx, sortingId1, sortings);
  const unitOf = (name: string, numUnits: number): number | undefined =>
    query.indices(name, numUnits)?.[0];
  const trains1 = trainsOfUnit(sorting1, unitOf("unit1", sorting1.unitIds.length));
  const trains2 = trainsOfUnit(sorting2, unitOf("unit2", sorting2.unitIds.length));
  const side1 = emptySide(trains1);
  const side2 = emptySide(trains2);
  let shared = 0;
  for (let segment = 0; segment < sorting1.numSegments; segment++) {
    const train1 = trains1[segment] ?? new Float64Array();
    const train2 = trains2[segment] ?? new Float64Array();
    const { index1, index2 } = earliestPairs(train1, train2, delta);
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

/** Ascending times per segment; nothing for no unit. */
function trainsOfUnit(
  sorting: Parameters<typeof trainsOf>[0],
  unit: number | undefined,
): readonly Float64Array[] {
  return unit === undefined ? [] : (trainsOf(sorting, [unit])[0] ?? []);
}
