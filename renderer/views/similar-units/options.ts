import type { UnitId } from "#core/model/index.ts";
import type { UnitTable } from "#contract/index.ts";

export interface SimilarRow {
  readonly id: UnitId;
  readonly index: number;
  readonly similarity: number;
  readonly numSpikes: number | null;
  readonly label: string | null;
  readonly channel: number;
  /** µm between the two places; null where one is not known */
  readonly distanceUm: number | null;
}

/** All other units, the most similar first. */
export function similarRows(
  table: UnitTable,
  matrix: { readonly numUnits: number; readonly values: Float32Array },
  index: number,
): readonly SimilarRow[] {
  const spikes = table.values[table.columns.findIndex(({ name }) => name === "num_spikes")];
  const place = table.locationsUm[index];
  return table.unitIds
    .flatMap((id, other): SimilarRow[] => {
      if (other === index) return [];
      const there = table.locationsUm[other];
      const count = spikes?.[other];
      return [
        {
          id,
          index: other,
          similarity: matrix.values[index * matrix.numUnits + other] ?? NaN,
          numSpikes: typeof count === "number" ? count : null,
          label: table.labels[other] ?? null,
          channel: table.mainChannels[other] ?? -1,
          distanceUm: place && there ? Math.hypot(place[0] - there[0], place[1] - there[1]) : null,
        },
      ];
    })
    .sort((a, b) => b.similarity - a.similarity);
}
