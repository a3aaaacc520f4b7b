import type { PeaksSvd } from "../features/peaks-svd.ts";
import { channelsOf } from "../neighbours.ts";
import type { Peaks } from "../peaks.ts";
import {
  connectedGroups,
  templateSimilarities,
  type TemplateMetric,
  type TemplateSet,
} from "./merge-templates.ts";

/**
 * Templates of clusters from compressed waveforms: mean or median of what its peaks have on each channel. A channel counts
 * when it is near the channel of any of the cluster's peaks (SpikeInterface's get_templates_from_peaks_and_svd).
 */
export function templatesFromSvd(
  peaks: Peaks,
  labels: Int32Array,
  unitIds: readonly number[],
  svd: PeaksSvd,
  numChannels: number,
  operator: "average" | "median",
): TemplateSet {
  const { numComponents: k, width, features, around, basis } = svd;
  const numSamples = svd.nbefore + svd.nafter;
  const data = new Float32Array(unitIds.length * numSamples * numChannels);
  const mask = new Uint8Array(unitIds.length * numChannels);
  const members = new Map<number, number[]>(unitIds.map((id) => [id, []]));
  labels.forEach((label, row) => members.get(label)?.push(row));
  for (const [u, id] of unitIds.entries()) {
    const values = new Map<number, number[][]>();
    for (const row of members.get(id) ?? []) {
      const channels = channelsOf(around, peaks.channelIndex[row]);
      for (let c = 0; c < channels.length; c++) {
        const list = values.get(channels[c]) ?? Array.from({ length: k }, () => []);
        const from = (row * width + c) * k;
        for (let j = 0; j < k; j++) list[j].push(features[from + j]);
        values.set(channels[c], list);
      }
    }
    for (const [channel, lists] of values) {
      mask[u * numChannels + channel] = 1;
      for (let j = 0; j < k; j++) {
        const middle = operator === "median" ? medianOf(lists[j]) : meanOf(lists[j]);
        for (let s = 0; s < numSamples; s++) {
          data[(u * numSamples + s) * numChannels + channel] += middle * basis[j * numSamples + s];
        }
      }
    }
  }
  return { count: unitIds.length, numSamples, numChannels, data, mask };
}

function meanOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

export interface TemplateMerging {
  readonly metric: TemplateMetric;
  /** samples by which templates may be apart */
  readonly numShifts: number;
  readonly threshold: number;
}

/** Labels of clusters whose templates are alike become that of the first; the others keep theirs. */
export function mergeByTemplates(
  labels: Int32Array,
  unitIds: readonly number[],
  templates: TemplateSet,
  { metric, numShifts, threshold }: TemplateMerging,
): Int32Array {
  const { similarity } = templateSimilarities(templates, metric, numShifts);
  const n = unitIds.length;
  const groups = connectedGroups(n, (a, b) => similarity[a * n + b] > threshold);
  const merged = new Map<number, number>();
  for (const group of groups) {
    for (const member of group) merged.set(unitIds[member], unitIds[group[0]]);
  }
  return labels.map((label) => merged.get(label) ?? label);
}
