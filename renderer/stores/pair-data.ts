import type { AsyncApi, PairTable } from "#contract/index.ts";
import type { useClient } from "../app/index.ts";

/** The spikes of the chosen pair over time, s, and which of them both sortings have. */
export interface PairSpikes {
  readonly timesS1: Float64Array;
  readonly timesS2: Float64Array;
  readonly isShared1: Uint8Array;
  readonly isShared2: Uint8Array;
  readonly shared: number;
  readonly total1: number;
  readonly total2: number;
}

/** What is asked of the comparison, from the store's own key. */
export function pairInput(key: string): Parameters<AsyncApi["comparisons"]["pair"]>[0] {
  const [sortingId1, sortingId2, mode, deltaMs, matchScore, exhaustive] = JSON.parse(key) as [
    number,
    number,
    PairTable["mode"],
    number,
    number,
    boolean,
  ]; // as the store wrote it
  return { sortingId1, sortingId2, mode, deltaMs, matchScore, exhaustive };
}

/** The spikes of a pair: "sorting1 sorting2 unit1 unit2 deltaFrames", units −1 for none. */
export async function loadPairSpikes(
  client: ReturnType<typeof useClient>,
  key: string,
  signal: AbortSignal,
): Promise<PairSpikes> {
  const [sorting1 = 0, sorting2 = 0, unit1 = -1, unit2 = -1, delta = 0] = key
    .split(" ")
    .map(Number);
  const { arrays, meta } = await client.frame(
    "pair_spikes",
    {
      ...{ sorting1, sorting2, delta },
      unit1: unit1 < 0 ? "" : unit1,
      unit2: unit2 < 0 ? "" : unit2,
    },
    signal,
  );
  const times = (name: string): Float64Array =>
    (arrays[name]?.data ?? new Float64Array()) as Float64Array; // dtypes: frames.ts
  const flags = (name: string): Uint8Array =>
    (arrays[name]?.data ?? new Uint8Array()) as Uint8Array;
  const counts = meta as { shared?: number; total1?: number; total2?: number };
  return {
    timesS1: times("timesS1"),
    timesS2: times("timesS2"),
    isShared1: flags("isShared1"),
    isShared2: flags("isShared2"),
    shared: counts.shared ?? 0,
    total1: counts.total1 ?? 0,
    total2: counts.total2 ?? 0,
  };
}
