import type { UnitId } from "#core/model/index.ts";
import type { Similarity } from "./use-data.ts";

/** The units most like one, best first, itself left out. */
export function mostSimilar(
  { numUnits, values }: Similarity,
  unitIds: readonly UnitId[],
  index: number,
  count: number,
): readonly { readonly id: UnitId; readonly value: number }[] {
  return unitIds
    .flatMap((id, other) =>
      other === index ? [] : [{ id, value: values[index * numUnits + other] ?? 0 }],
    )
    .sort((a, b) => b.value - a.value)
    .slice(0, count);
}
