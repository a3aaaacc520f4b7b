import {
  extensionArray,
  extremumChannels,
  requireExtension,
  templatesOf,
  type SortingAnalyzer,
} from "#core/analyzer/index.ts";
import { toFloat64 } from "#core/array/index.ts";
import { borrowSamples } from "#core/model/index.ts";
import type { LabelledPoints } from "./points.ts";

/*
 * The spikes that a unit is held against, as SpikeInterface 0.103 chooses them (compute_pc_metrics): the random spikes of all
 * units whose extremum channel is among the unit's own channels, with their scores on those channels (0 where a spike's unit
 * does not have a channel). A dense analyzer, and scores of channels in a row, compare all units.
 */

/** Scores of all random spikes; plain data that any worker can read, big tables in shared memory. */
export interface ComponentScores {
  /** [spike × component × column] */
  readonly scores: Float32Array;
  readonly numComponents: number;
  /** columns of a spike; 1 where channels are concatenated */
  readonly width: number;
  /** [spike] */
  readonly unitOfRow: Int32Array;
  /** channel of each column, [unit] */
  readonly channels: readonly Int32Array[];
  /** [unit]; undefined = all units are neighbours */
  readonly extremum: Int32Array | undefined;
}

/** @throws MissingExtension */
export function componentScores(analyzer: SortingAnalyzer): ComponentScores {
  const { sorting, sparsity, attributes } = analyzer;
  const projection = extensionArray(analyzer, "principal_components", "pca_projection");
  const { mode } = requireExtension(analyzer, "principal_components").params;
  const [, numComponents = 0, width = 1] = projection.shape;
  const scores = new Float32Array(new SharedArrayBuffer(4 * projection.data.length));
  scores.set(projection.data as Float32Array); // scores are floats
  const chosen = toFloat64(extensionArray(analyzer, "random_spikes", "random_spikes_indices"));
  const unitOfRow = new Int32Array(new SharedArrayBuffer(4 * chosen.length));
  for (let i = 0; i < chosen.length; i++) unitOfRow[i] = sorting.spikes.unitIndex[chosen[i]];
  const all =
    mode === "concatenated"
      ? Int32Array.of(0)
      : Int32Array.from(attributes.channelIds, (_, channel) => channel);
  return {
    scores,
    numComponents,
    width,
    unitOfRow,
    channels: sparsity?.channels ?? sorting.unitIds.map(() => all),
    extremum: sparsity && extremumChannels(templatesOf(analyzer), "neg"),
  };
}

/**
 * A unit's spikes and those of its neighbours, labelled by the position of their unit, in the order of time; their values in
 * lent memory.
 */
export function neighbourhoodOf(
  { scores, numComponents, width, unitOfRow, channels, extremum }: ComponentScores,
  unit: number,
): LabelledPoints {
  const wanted = channels[unit];
  // per unit, where each wanted channel stands among its columns: -1 = nowhere; undefined = not a neighbour
  const columns = channels.map((own, other) =>
    extremum === undefined || wanted.includes(extremum[other])
      ? wanted.map((channel) => own.indexOf(channel))
      : undefined,
  );
  const rows: number[] = [];
  for (let row = 0; row < unitOfRow.length; row++) {
    if (columns[unitOfRow[row]] !== undefined) rows.push(row);
  }
  const numFeatures = numComponents * wanted.length;
  const values = borrowSamples("float64", rows.length * numFeatures);
  let to = 0;
  for (const row of rows) {
    const own = columns[unitOfRow[row]] ?? wanted;
    for (let k = 0; k < numComponents; k++) {
      const from = (row * numComponents + k) * width;
      for (let c = 0; c < own.length; c++, to++) {
        values[to] = own[c] < 0 ? 0 : scores[from + own[c]];
      }
    }
  }
  return { values, numFeatures, labels: Int32Array.from(rows, (row) => unitOfRow[row]) };
}
