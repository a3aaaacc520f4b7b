import {
  timeBinsFromCenters,
  timeBinsFromEdges,
  type Motion,
  type TimeBins,
} from "#core/motion/index.ts";
import { sampleIndexToTime, startTimeS, type Recording } from "#core/recording/index.ts";
import { invalid } from "./invalid.ts";
import type { Params } from "./params.ts";

/**
 * The time bins of each segment, in the reference's order: centres or edges given, else a length, else the motion's. As
 * there, a bin's displacement is that half way between its edges, also where a given centre lies elsewhere.
 */
export function segmentBins(recording: Recording, motion: Motion, params: Params): TimeBins[] {
  const centers = given(recording, params, "interpolation_time_bin_centers_s");
  const edges = given(recording, params, "interpolation_time_bin_edges_s");
  const sizeS = params.interpolation_time_bin_size_s;
  return recording.numSamples.map((_, segment) => {
    const [own, limits] = [centers?.[segment], edges?.[segment]];
    if (own !== undefined && limits !== undefined) {
      if (limits.length === own.length + 1) return timeBinsFromEdges(limits);
      throw invalid("interpolation_time_bin_edges_s", "must have one value more than the centres");
    }
    if (own !== undefined) return aroundCenters(own);
    if (limits !== undefined) return timeBinsFromEdges(limits);
    if (sizeS !== null) return equalBins(recording, segment, sizeS);
    return aroundCenters(motion.temporalBinsS[segment]);
  });
}

function aroundCenters(centersS: Float64Array): TimeBins {
  return timeBinsFromEdges(timeBinsFromCenters(centersS).edgesS);
}

type Field = "interpolation_time_bin_centers_s" | "interpolation_time_bin_edges_s";

/** One list serves a recording of one segment. */
function given(recording: Recording, params: Params, field: Field): Float64Array[] | undefined {
  const value = params[field];
  if (value === null) return undefined;
  const lists = value.every((item) => typeof item === "number") ? [value] : value;
  if (lists.length !== recording.numSamples.length) {
    throw invalid(
      field,
      `has ${String(lists.length)} lists for ${String(recording.numSamples.length)} segments`,
    );
  }
  const fewest = field === "interpolation_time_bin_edges_s" ? 2 : 1;
  return lists.map((list) => {
    const bins = Float64Array.from(list as readonly number[]); // as the schema has it
    if (bins.length < fewest || bins.some((t, i) => i > 0 && !(t > bins[i - 1]))) {
      throw invalid(field, `must hold at least ${String(fewest)} rising times per segment`);
    }
    return bins;
  });
}

/** Bins of one length from the segment's start; where not even half of one fits there is one all the same. */
function equalBins(recording: Recording, segment: number, sizeS: number): TimeBins {
  const startS = startTimeS(recording, segment);
  const last = Math.max(0, (recording.numSamples[segment] ?? 0) - 1);
  const endS = sampleIndexToTime(recording, segment, last) + 1 / recording.samplingFrequency;
  const count = Math.max(1, Math.ceil((endS - startS - sizeS / 2) / sizeS));
  return timeBinsFromEdges(Float64Array.from({ length: count + 1 }, (_, i) => startS + i * sizeS));
}
