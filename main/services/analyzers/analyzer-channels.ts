import type { ChannelRow } from "#contract/index.ts";
import { isStructured, toFloat64, type NdArray } from "#core/array/index.ts";
import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import { channelRows, contoursOf } from "../recordings/recording-detail.ts";

/** Channels as the recording has them, or what the analyzer kept of them when it cannot be opened. */
export function channelRowsOfAnalyzer(analyzer: SortingAnalyzer): ChannelRow[] {
  if (analyzer.recording !== undefined) return channelRows(analyzer.recording);
  const { channelIds, properties } = analyzer.attributes;
  const array = (name: string): NdArray | undefined => {
    const value = properties.get(name);
    return value === undefined || isStructured(value) ? undefined : value;
  };
  const numbers = (name: string): Float64Array | undefined => {
    const value = array(name);
    return value === undefined || Array.isArray(value.data) ? undefined : toFloat64(value);
  };
  const locations = locationsOfAnalyzer(analyzer);
  const group = array("group")?.data;
  const gains = numbers("gain_to_uV");
  const offsets = numbers("offset_to_uV");
  return channelIds.map((id, i) => ({
    id,
    xUm: locations?.[2 * i] ?? null,
    yUm: locations?.[2 * i + 1] ?? null,
    group: group?.[i] === undefined ? null : String(group[i]),
    shank: null,
    gainUv: gains?.[i] ?? null,
    offsetUv: offsets?.[i] ?? null,
  }));
}

/** [channel × 2], µm, from the stored probe; undefined without one. */
function locationsOfAnalyzer({
  probeGroup,
  attributes,
}: SortingAnalyzer): Float64Array | undefined {
  if (probeGroup === undefined) return undefined;
  const out = new Float64Array(attributes.channelIds.length * 2).fill(NaN);
  for (const probe of probeGroup.probes) {
    const { contactPositions, ndim } = probe;
    for (const [contact, channel] of (probe.deviceChannelIndices ?? []).entries()) {
      if (channel < 0) continue;
      out[2 * channel] = contactPositions[contact * ndim] ?? NaN;
      out[2 * channel + 1] = contactPositions[contact * ndim + 1] ?? NaN;
    }
  }
  return out;
}

export function contoursOfAnalyzer(analyzer: SortingAnalyzer): (readonly [number, number])[][] {
  return contoursOf(analyzer.recording?.probeGroup ?? analyzer.probeGroup);
}
