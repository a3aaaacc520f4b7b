import { toFloat64 } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";
import { channelLocations, plainProperty } from "#core/recording/index.ts";
import type { SortingAnalyzer } from "./analyzer.ts";

/**
 * Positions of the channels, [channel × 2] in um; also without the recording.
 * @throws MissingProbe when neither a probe nor locations are known
 */
export function locationsOf(analyzer: SortingAnalyzer): Float64Array {
  if (analyzer.recording !== undefined) return channelLocations(analyzer.recording);
  const location = plainProperty(analyzer.attributes.properties, "location");
  const width = location?.shape[1] ?? 0;
  if (location === undefined || width < 2) {
    throw new EphysError("MissingProbe", "the analyzer knows no channel locations");
  }
  const values = toFloat64(location);
  return Float64Array.from(
    { length: location.shape[0] * 2 },
    (_, k) => values[Math.floor(k / 2) * width + (k % 2)],
  );
}
