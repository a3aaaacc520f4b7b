import { channelsOf } from "#core/sorting-components/index.ts";
import type { UnitTemplate } from "../shared/units/template.ts";
import type { ClusterOptions } from "./cluster.ts";
import type { PeakFeatures } from "../shared/peaks/features-node.ts";

/** Templates of clusters: medians of the features, which overlaps hardly move, back in time. */
export function templatesFromFeatures(
  { peaks, features }: PeakFeatures,
  labels: Int32Array,
  basis: Float32Array,
  options: Pick<ClusterOptions, "around" | "width" | "numComponents">,
): UnitTemplate[] {
  const { numComponents, width } = options;
  const numSamples = basis.length / numComponents;
  const stride = width * numComponents;
  const members: number[][] = [];
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] >= 0) (members[labels[i]] ??= []).push(i);
  }
  return members.map((rows) => {
    const peakChannel = peaks.channelIndex[rows[0]]; // clusters are made within one channel
    const channels = channelsOf(options.around, peakChannel).slice();
    const data = new Float32Array(numSamples * channels.length);
    const column = new Float64Array(rows.length);
    for (let c = 0; c < channels.length; c++) {
      for (let k = 0; k < numComponents; k++) {
        for (let i = 0; i < rows.length; i++) {
          column[i] = features[rows[i] * stride + c * numComponents + k];
        }
        const middle = medianOf(column);
        for (let s = 0; s < numSamples; s++) {
          data[s * channels.length + c] += middle * basis[k * numSamples + s];
        }
      }
    }
    return { peakChannel, channels, data, weight: rows.length };
  });
}

/** Sorts `values` in place. */
function medianOf(values: Float64Array): number {
  if (values.length === 0) return NaN;
  values.sort();
  const half = values.length >> 1;
  return values.length % 2 === 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}
