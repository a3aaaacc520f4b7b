import { EphysError } from "#core/model/index.ts";
import type { SelectionInput } from "./define.ts";

/** @throws InvalidParameter where peaks have no places */
export function neededPlaces({
  locations,
  sampleIndex,
}: SelectionInput): NonNullable<SelectionInput["locations"]> {
  if (locations?.x.length === sampleIndex.length && locations.y.length === sampleIndex.length) {
    return locations;
  }
  throw new EphysError(
    "InvalidParameter",
    locations
      ? "peaks_locations should have one place for each peak"
      : "peaks_locations should be provided: locate the peaks first",
    { parameter: "peaks_locations" },
  );
}
