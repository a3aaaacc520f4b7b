/**
 * Folders (groups) of an analyzer that hold extensions. SpikeInterface 0.103 refuses a whole analyzer for one extension in
 * the first that it does not know, so what only later releases compute stands in the second, which every release passes
 * over. Read are both: a later release writes all of its own into the first.
 */
export const EXTENSION_PLACES = ["extensions", "newer_extensions"] as const;

const NEWER_THAN_FORMAT: ReadonlySet<string> = new Set([
  "auto_correlograms",
  "spiketrain_metrics",
  "valid_unit_periods",
]);

/** Where an extension is written. */
export function placeOfExtension(name: string): (typeof EXTENSION_PLACES)[number] {
  return EXTENSION_PLACES[NEWER_THAN_FORMAT.has(name) ? 1 : 0];
}
