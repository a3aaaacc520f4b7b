import { ndArray, type NdArray } from "#core/array/index.ts";
import { EphysError, type UnitId } from "#core/model/index.ts";
import type { Curation } from "./curation.ts";

/**
 * Labels as properties (curation_label_to_vectors of SpikeInterface 0.103): an exclusive kind is one text per unit (""
 * without), any other kind one truth value per unit and option.
 * @throws InvalidValue when an option and a kind, or options of two kinds, are called alike
 */
export function labelProperties(curation: Curation): Map<string, NdArray> {
  return labelPropertiesOf(
    curation,
    curation.unitIds.map((id) => [id]),
  );
}

/**
 * The labels of units that were made of others: an exclusive label stays where all have it, any other one where one has it.
 * @param origins per unit, the units of the curation that it consists of
 */
export function labelPropertiesOf(
  { labelDefinitions, manualLabels }: Curation,
  origins: readonly (readonly UnitId[])[],
): Map<string, NdArray> {
  const out = new Map<string, NdArray>();
  const add = (name: string, values: NdArray): void => {
    if (out.has(name)) {
      throw new EphysError("InvalidValue", `two kinds of labels both have "${name}"`, { name });
    }
    out.set(name, values);
  };
  for (const [kind, { options, exclusive }] of labelDefinitions) {
    const given = new Map<UnitId, readonly string[]>();
    for (const { unitId, labels } of manualLabels) {
      const own = labels.get(kind);
      if (own !== undefined) given.set(unitId, [...(given.get(unitId) ?? []), ...own]);
    }
    if (exclusive) {
      // the later of two entries of a unit decides
      const one = (id: UnitId): string => given.get(id)?.at(-1) ?? "";
      const texts = origins.map((from) => {
        const [first, ...rest] = from.map(one);
        return rest.every((label) => label === first) ? (first ?? "") : "";
      });
      add(kind, ndArray("str", [texts.length], texts));
      continue;
    }
    for (const option of options) {
      const flags = Uint8Array.from(origins, (from) =>
        from.some((id) => given.get(id)?.includes(option)) ? 1 : 0,
      );
      add(option, ndArray("bool", [flags.length], flags));
    }
  }
  return out;
}
