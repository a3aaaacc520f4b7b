import { EphysError } from "#core/model/index.ts";
import { SORTER_DESCRIPTIONS, type SorterDescription } from "./sorter-descriptions.ts";

/** What SpikeInterface says of a sorter. @throws UnknownName listing the known ones */
export function describeSorter(name: string): SorterDescription {
  if (Object.hasOwn(SORTER_DESCRIPTIONS, name)) return SORTER_DESCRIPTIONS[name];
  const known = Object.keys(SORTER_DESCRIPTIONS).join(", ");
  throw new EphysError("UnknownName", `no sorter is called "${name}"; there are ${known}`, {
    sorter: name,
  });
}

/** Sorters whose results are read but that SpikeInterface no longer runs. */
export const ARCHIVED_SORTERS: readonly string[] = ["klusta", "yass"];
