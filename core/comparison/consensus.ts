import type { NdArray } from "#core/array/index.ts";
import { EphysError, type UnitId } from "#core/model/index.ts";
import {
  sortingFromSpikes,
  sortingFromUnitDict,
  spikeTrain,
  type Sorting,
} from "#core/sorting/index.ts";
import type { AgreementUnit } from "./agreement-graph.ts";
import type { MultiSortingComparison } from "./multi-sorting.ts";
import { compareSpikeTrains } from "./spike-trains.ts";

/*
 * The sorting on which several sortings agree (AgreementSortingExtractor of SpikeInterface 0.103). A unit's spikes are
 * those of its strongest match, joined or intersected. The reference always joins within 5 frames, whatever the
 * comparison's window is, so that spikes further apart than 5 frames enter twice; here the comparison's own window
 * counts unless `joinFrames` says otherwise (5 = the reference).
 */

export interface ConsensusOptions {
  /** least number of sortings that have the unit; 1 */
  readonly minimumAgreementCount?: number;
  /** exactly that number instead of at least; false */
  readonly minimumAgreementCountOnly?: boolean;
  /** "union" (default) or "intersection" of the two trains that agree most */
  readonly spikeTrainMode?: "union" | "intersection";
  /** frames within which two spikes are one; default: the comparison's window */
  readonly joinFrames?: number;
}

/**
 * Units that enough sortings share, with the properties `agreement_number`, `avg_agreement` and `unit_id_<name>` per
 * sorting ("" where it does not have the unit). Unit ids are positions in `comparison.units`.
 * @throws InvalidParameter for a count below 1
 */
export function consensusSorting(
  comparison: MultiSortingComparison,
  options: ConsensusOptions = {},
): Sorting {
  const { minimumAgreementCount = 1, minimumAgreementCountOnly = false } = options;
  if (!(minimumAgreementCount > 0)) {
    throw new EphysError(
      "InvalidParameter",
      `minimum_agreement_count ${String(minimumAgreementCount)} must be at least 1`,
    );
  }
  const kept = [...comparison.units.entries()].filter(([, { agreementNumber }]) =>
    minimumAgreementCountOnly
      ? agreementNumber === minimumAgreementCount
      : agreementNumber >= minimumAgreementCount,
  );
  const [{ numSegments, samplingFrequency }] = comparison.sortings;
  const segments = Array.from({ length: numSegments }, (_, segment) => {
    const trains = kept.map(([id, unit]): [UnitId, Float64Array] => [
      id,
      consensusTrain(comparison, unit, segment, options),
    ]);
    return new Map(trains);
  });
  const { unitIds, spikes } = sortingFromUnitDict(segments, samplingFrequency);
  const properties = propertiesOf(
    comparison,
    kept.map(([, unit]) => unit),
  );
  return sortingFromSpikes({ unitIds, spikes, samplingFrequency, numSegments, properties });
}

function consensusTrain(
  { sortings, cleaned, deltaFrames }: MultiSortingComparison,
  { members, strongest }: AgreementUnit,
  segment: number,
  { spikeTrainMode = "union", joinFrames = deltaFrames }: ConsensusOptions,
): Float64Array {
  if (strongest === undefined) {
    const source = members.findIndex((unit) => unit >= 0);
    return spikeTrain(sortings[source], members[source], segment);
  }
  const [train1, train2] = [strongest.node1, strongest.node2].map((at) => {
    const { source, unit } = cleaned.nodes[at];
    return spikeTrain(sortings[source], unit, segment);
  });
  const { labels1, labels2 } = compareSpikeTrains(train1, train2, 2 * joinFrames);
  if (spikeTrainMode === "intersection") {
    return train1.filter((_, i) => labels1[i] === "TP");
  }
  const extra = train2.filter((_, i) => labels2[i] === "FP");
  const joined = new Float64Array(train1.length + extra.length);
  joined.set(train1);
  joined.set(extra, train1.length);
  return joined.sort();
}

function propertiesOf(
  { names, unitIds }: MultiSortingComparison,
  units: readonly AgreementUnit[],
): Map<string, NdArray> {
  const shape = [units.length];
  const properties = new Map<string, NdArray>();
  if (units.length === 0) return properties;
  properties.set("agreement_number", {
    dtype: "int64",
    shape,
    data: Float64Array.from(units, (unit) => unit.agreementNumber),
  });
  properties.set("avg_agreement", {
    dtype: "float64",
    shape,
    data: Float64Array.from(units, (unit) => unit.averageAgreement),
  });
  for (const [source, name] of names.entries()) {
    const data = units.map(({ members }) =>
      members[source] < 0 ? "" : String(unitIds[source][members[source]]),
    );
    properties.set(`unit_id_${name}`, { dtype: "str", shape, data });
  }
  return properties;
}
