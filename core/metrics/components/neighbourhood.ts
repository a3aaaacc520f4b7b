import {
  extensionArray,
  extremumChannels,
  requireExtension,
  templatesOf,
  type SortingAnalyzer,
} from "#core/analyzer/index.ts";
import { toFloat64 } from "#core/array/index.ts";
import { isEphysError } from "#core/model/index.ts";
import type { MetricInput } from "../define.ts";
import type { LabelledPoints } from "./points.ts";

/*
 * The spikes that a unit is held against, as SpikeInterface 0.103 chooses them (compute_pc_metrics): the random spikes of all
 * units whose extremum channel is among the unit's own channels, with their scores on those channels (0 where a spike's unit
 * does not have a channel). A dense analyzer, and scores of channels in a row, compare all units.
 */

/** Points labelled by the position of their unit. */
export interface Neighbourhood {
  points(unit: number): LabelledPoints;
}

/** Everything but the points themselves is made once. */
export function neighbourhoodsOf({
  analyzer,
  shared,
}: Pick<MetricInput<unknown>, "analyzer" | "shared">): Neighbourhood {
  return shared.once("neighbourhoods", () => createNeighbourhoods(analyzer));
}

/** A value of every wanted unit; NaN where the metric refuses the unit's spikes. */
export function perNeighbourhood(
  input: Pick<MetricInput<unknown>, "analyzer" | "shared" | "wants">,
  compute: (points: LabelledPoints, unit: number) => number,
): Float64Array {
  const neighbourhoods = neighbourhoodsOf(input);
  return Float64Array.from(input.analyzer.sorting.unitIds, (_, unit) =>
    input.wants(unit) ? valueOrNaN(() => compute(neighbourhoods.points(unit), unit)) : NaN,
  );
}

/** What a metric refuses of a unit's spikes is a missing value. */
function valueOrNaN(compute: () => number): number {
  try {
    return compute();
  } catch (error) {
    if (isEphysError(error, "InvalidValue") || isEphysError(error, "InvalidParameter")) return NaN;
    throw error;
  }
}

function createNeighbourhoods(analyzer: SortingAnalyzer): Neighbourhood {
  const { sorting, sparsity, attributes } = analyzer;
  const projection = extensionArray(analyzer, "principal_components", "pca_projection");
  const isConcatenated =
    requireExtension(analyzer, "principal_components").params["mode"] === "concatenated";
  const [, numComponents = 0, width = 1] = projection.shape;
  const scores = toFloat64(projection);
  const unitOfRow = unitsOfRandomSpikes(analyzer);
  const extremum = extremumChannels(templatesOf(analyzer), "neg");
  const all = Int32Array.from(attributes.channelIds, (_, c) => c);
  const channelsOf = (unit: number): Int32Array => sparsity?.channels[unit] ?? all;
  return {
    points(unit) {
      const wanted = isConcatenated ? Int32Array.of(0) : channelsOf(unit);
      // per unit, where each wanted channel stands among its columns: -1 = nowhere; undefined = not a neighbour
      const columns = sorting.unitIds.map((_, other) => {
        if (sparsity !== undefined && !wanted.includes(extremum[other])) return undefined;
        const own = channelsOf(other);
        return isConcatenated ? wanted : wanted.map((channel) => own.indexOf(channel));
      });
      const rows = rowsWhere(unitOfRow, (other) => columns[other] !== undefined);
      const numFeatures = numComponents * wanted.length;
      const values = new Float64Array(rows.length * numFeatures);
      let to = 0;
      for (const row of rows) {
        const own = columns[unitOfRow[row]] ?? wanted;
        for (let k = 0; k < numComponents; k++) {
          const from = (row * numComponents + k) * width;
          for (let c = 0; c < own.length; c++, to++)
            if (own[c] >= 0) values[to] = scores[from + own[c]];
        }
      }
      return { values, numFeatures, labels: rows.map((row) => unitOfRow[row]) };
    },
  };
}

/** [random spike] */
function unitsOfRandomSpikes(analyzer: SortingAnalyzer): Int32Array {
  const rows = toFloat64(extensionArray(analyzer, "random_spikes", "random_spikes_indices"));
  const { unitIndex } = analyzer.sorting.spikes;
  return Int32Array.from(rows, (row) => unitIndex[row]);
}

function rowsWhere(unitOfRow: Int32Array, isNear: (unit: number) => boolean): Int32Array {
  const rows: number[] = [];
  for (let row = 0; row < unitOfRow.length; row++) if (isNear(unitOfRow[row])) rows.push(row);
  return Int32Array.from(rows);
}
