import type { UnitId } from "#core/model/index.ts";
import type { AnalyzerDetail, Frame } from "#contract/index.ts";
import { useClient } from "../../app/index.ts";
import type { AsyncValue } from "../../data/index.ts";
import { useAsync } from "../../data/index.ts";
import { useComparison, useProject } from "../../stores/index.ts";
import { analyzerOfSorting } from "../shared/analyzer-of.ts";
import type { UnitWaveforms } from "../waveforms/options.ts";

/** One unit of the pair, and what is needed to draw it. */
interface PairSide {
  readonly sortingId: number;
  readonly unitId: UnitId;
  /** null where the sorting has no analyzer with templates */
  readonly waveforms: UnitWaveforms | null;
}

export interface PairWaveforms {
  readonly sides: readonly (PairSide | null)[];
  readonly channels: AnalyzerDetail["channels"];
}

/** Templates of both units of the pair, from the newest analyzer of each sorting. */
export function usePairWaveforms(): AsyncValue<PairWaveforms> {
  const client = useClient();
  const comparison = useComparison();
  const project = useProject();
  const hasTemplates = (analyzerId: number | null): boolean =>
    project.tree?.analyzers
      .find(({ id }) => id === analyzerId)
      ?.extensions.some(({ name, state }) => name === "templates" && state === "done") === true;
  return useAsync(
    () => {
      const table = comparison.table.value.value;
      if (!table || comparison.unit1 + comparison.unit2 === -2) return undefined;
      const side = (
        sortingId: number,
        unit: number,
        ids: readonly UnitId[],
      ): readonly [number, number, UnitId, number | null] | null => {
        const id = ids[unit];
        const analyzerId = analyzerOfSorting(sortingId);
        return id === undefined
          ? null
          : [sortingId, unit, id, hasTemplates(analyzerId) ? analyzerId : null];
      };
      return JSON.stringify([
        side(table.sortingId1, comparison.unit1, table.unitIds1),
        side(table.sortingId2, comparison.unit2, table.unitIds2),
      ]);
    },
    async (key, signal) => {
      const asked = JSON.parse(key) as ([number, number, UnitId, number | null] | null)[]; // our own key
      let channels: AnalyzerDetail["channels"] = [];
      const sides: (PairSide | null)[] = [];
      for (const side of asked) {
        if (side === null) {
          sides.push(null);
          continue;
        }
        const [sortingId, unit, unitId, analyzerId] = side;
        if (analyzerId === null) {
          sides.push({ sortingId, unitId, waveforms: null });
          continue;
        }
        const detail = await client.api.analyzers.get({ analyzerId });
        channels = detail.channels;
        const query = { analyzer: analyzerId, unit, spikes: 0 };
        const waveforms = waveformsFrom(unitId, await client.frame("waveforms", query, signal));
        sides.push({ sortingId, unitId, waveforms });
      }
      return { sides, channels };
    },
  );
}

function waveformsFrom(id: UnitId, { arrays, meta }: Frame): UnitWaveforms {
  const float = (name: string): Float32Array => {
    const data = arrays[name]?.data;
    return data instanceof Float32Array ? data : new Float32Array();
  };
  const channels = arrays["channels"]?.data;
  const numbers = meta as { nbefore?: number; samplingFrequency?: number; numSpikes?: number };
  return {
    id,
    mean: float("mean"),
    std: float("std"),
    waveforms: new Float32Array(),
    channels: channels instanceof Int32Array ? channels : new Int32Array(),
    numSamples: arrays["mean"]?.shape[0] ?? 0,
    nbefore: numbers.nbefore ?? 0,
    samplingFrequency: numbers.samplingFrequency ?? 1,
    numSpikes: numbers.numSpikes ?? 0,
  };
}
