import { ndArray, toFloat64, type NdArray } from "#core/array/index.ts";
import type { AnalyzerExtension, SortingAnalyzer } from "#core/analyzer/index.ts";
import type { ComputeContext, CoreContext } from "#core/compute/index.ts";
import { computeExtensions } from "#core/extensions/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { optionalNpy } from "./files.ts";

/*
 * Templates of a Phy folder are the sorter's, one per template number and not per unit. A unit's template is their mean,
 * weighted by how many of its spikes each of them explained (as Phy does), for merged and split units too.
 */

/** Extension of a Phy folder's analyzer: the sorter's templates and which of them each spike was found by. */
export const SORTER_TEMPLATES = "sorter_templates";

/** Channels that a template is given back its unwhitened shape on, the largest first. */
const UNWHITENED_CHANNELS = 32;

/** The sorter's templates, dense, in the folder's own unit or unwhitened where the matrix for that is there. */
export interface SorterTemplates {
  /** [template × sample × channel] */
  readonly data: Float32Array;
  readonly numTemplates: number;
  readonly numSamples: number;
  readonly isUnwhitened: boolean;
}

/** @throws CorruptFile for arrays that do not fit each other */
export async function readSorterTemplates(
  folder: string,
  numChannels: number,
  ctx: CoreContext,
): Promise<SorterTemplates | undefined> {
  const array = await optionalNpy(folder, "templates.npy", ctx);
  if (array === undefined) return undefined;
  const [numTemplates = 0, numSamples = 0, width = 0] = array.shape;
  const places =
    (await optionalNpy(folder, "template_ind.npy", ctx)) ??
    (await optionalNpy(folder, "templates_ind.npy", ctx));
  const isPlaced = places !== undefined && places.data.length === numTemplates * width;
  if (array.shape.length !== 3 || (!isPlaced && width !== numChannels)) {
    throw new EphysError(
      "CorruptFile",
      `templates.npy of ${folder} has the shape ${array.shape.join(" × ")}, which fits neither ${String(numChannels)} channels nor template_ind.npy`,
      { path: folder },
    );
  }
  const from = toFloat64(array);
  const channels = isPlaced ? toFloat64(places) : undefined;
  const data = new Float32Array(numTemplates * numSamples * numChannels);
  for (let t = 0; t < numTemplates; t++) {
    for (let k = 0; k < width; k++) {
      const c = channels === undefined ? k : channels[t * width + k];
      if (!(c >= 0 && c < numChannels)) continue; // −1 and numChannels fill up
      for (let s = 0; s < numSamples; s++) {
        data[(t * numSamples + s) * numChannels + c] = from[(t * numSamples + s) * width + k];
      }
    }
  }
  const inverse = await optionalNpy(folder, "whitening_mat_inv.npy", ctx);
  const isUnwhitened = inverse?.data.length === numChannels * numChannels;
  if (isUnwhitened) unwhiten(data, { numTemplates, numSamples, numChannels }, toFloat64(inverse));
  return { data, numTemplates, numSamples, isUnwhitened };
}

/** Takes the whitening out of each template, on the channels where it is largest. */
function unwhiten(
  data: Float32Array,
  shape: { numTemplates: number; numSamples: number; numChannels: number },
  inverse: Float64Array,
): void {
  const { numTemplates, numSamples, numChannels } = shape;
  for (let t = 0; t < numTemplates; t++) {
    const start = t * numSamples * numChannels;
    const channels = largestChannels(data, start, numSamples, numChannels);
    const row = new Float64Array(channels.length);
    for (let s = 0; s < numSamples; s++) {
      const at = start + s * numChannels;
      for (let k = 0; k < channels.length; k++) row[k] = data[at + channels[k]];
      data.fill(0, at, at + numChannels);
      for (const to of channels) {
        let sum = 0;
        for (let k = 0; k < channels.length; k++) {
          sum += row[k] * inverse[channels[k] * numChannels + to];
        }
        data[at + to] = sum;
      }
    }
  }
}

function largestChannels(
  data: Float32Array,
  start: number,
  numSamples: number,
  numChannels: number,
): number[] {
  const size = new Float64Array(numChannels);
  for (let i = 0; i < numSamples * numChannels; i++) {
    size[i % numChannels] = Math.max(size[i % numChannels], Math.abs(data[start + i]));
  }
  return Array.from(size.keys())
    .filter((c) => size[c] > 0)
    .sort((a, b) => size[b] - size[a])
    .slice(0, UNWHITENED_CHANNELS)
    .sort((a, b) => a - b);
}

/** The template of every unit: the weighted mean of the templates that its spikes were found by. */
export function unitTemplates({ sorting, extensions }: SortingAnalyzer): NdArray {
  const own = extensions.get(SORTER_TEMPLATES);
  const templates = arrayOf(own, "templates");
  const spikeTemplates = arrayOf(own, "spike_templates").data as ArrayLike<number>; // whole numbers
  const [numTemplates = 0, numSamples = 0, numChannels = 0] = templates.shape;
  const { unitIndex } = sorting.spikes;
  const counts = new Float64Array(sorting.unitIds.length * numTemplates);
  for (let i = 0; i < unitIndex.length; i++) {
    const t = spikeTemplates[i];
    if (t < numTemplates) counts[unitIndex[i] * numTemplates + t]++;
  }
  const size = numSamples * numChannels;
  const from = templates.data as Float32Array; // made above
  const out = new Float32Array(sorting.unitIds.length * size);
  for (let u = 0; u < sorting.unitIds.length; u++) {
    const row = counts.subarray(u * numTemplates, (u + 1) * numTemplates);
    const total = row.reduce((sum, n) => sum + n, 0);
    for (let t = 0; t < numTemplates; t++) {
      if (row[t] === 0) continue;
      const weight = row[t] / total;
      for (let i = 0; i < size; i++) out[u * size + i] += weight * from[t * size + i];
    }
  }
  return ndArray("float32", [sorting.unitIds.length, numSamples, numChannels], out);
}

function arrayOf(extension: AnalyzerExtension | undefined, name: string): NdArray {
  const value = extension?.data.get(name);
  if (value?.kind === "array" && !("columns" in value.array)) return value.array;
  throw new EphysError("Internal", `the sorter's templates lack ${name}`);
}

/** What is computed from templates, in the order in which it has to be. */
const FAMILY = ["unit_locations", "template_similarity", "template_metrics"] as const;

/**
 * After a merge or split of a Phy folder's units: their templates anew, and what is computed from them, since there are no
 * waveforms to make them of. Other analyzers are left as they are.
 */
export async function withSorterTemplates(
  before: SortingAnalyzer,
  after: SortingAnalyzer,
  ctx: ComputeContext,
): Promise<SortingAnalyzer> {
  const own = before.extensions.get(SORTER_TEMPLATES);
  const templates = before.extensions.get("templates");
  if (own === undefined || templates === undefined) return after;
  after.extensions.set(SORTER_TEMPLATES, own);
  const array = unitTemplates(after);
  after.extensions.set("templates", {
    ...templates,
    data: new Map([["average", { kind: "array", array }]]),
  });
  const requests = new Map<string, JsonObject>();
  for (const name of FAMILY) {
    const extension = before.extensions.get(name);
    if (extension !== undefined) requests.set(name, extension.params);
  }
  if (requests.size > 0) await computeExtensions(after, requests, ctx, { addMissing: false });
  return after;
}
