import { encodeNpy, ndArray, type NdArray, type StructuredArray } from "#core/array/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { peaksToStructured } from "#core/sorting-components/index.ts";
import type { MatchedSpikes } from "./match.ts";
import type { SortResult } from "./sort.ts";
import type { UnitTemplate } from "../shared/units/template.ts";

/** Writes an array under its name; for looking into a sort afterwards. */
export type Checkpoint = (name: string, array: NdArray | StructuredArray) => Promise<void>;

export function createCheckpoint(folder: string, ctx: ComputeContext): Checkpoint {
  return async (name, array) => {
    await ctx.fs.writeFile(ctx.fs.path.join(folder, `${name}.npy`), encodeNpy(array));
  };
}

/** `peaks.npy` and `clustering_label.npy`: what was clustered, and how. */
export async function saveClusters(
  { peaks, labels }: Pick<SortResult, "peaks" | "labels">,
  save: Checkpoint,
): Promise<void> {
  await save("peaks", peaksToStructured(peaks));
  await save("clustering_label", ndArray("int64", [labels.length], Float64Array.from(labels)));
}

/** `templates.npy`: [unit × sample × channel], noise levels. */
export async function saveTemplates(
  templates: readonly UnitTemplate[],
  shape: { readonly numSamples: number; readonly numChannels: number },
  save: Checkpoint,
): Promise<void> {
  const { numSamples, numChannels } = shape;
  const dense = new Float32Array(templates.length * numSamples * numChannels);
  for (const [unit, { channels, data }] of templates.entries()) {
    for (let i = 0; i < data.length; i++) {
      const row = unit * numSamples + Math.floor(i / channels.length);
      dense[row * numChannels + channels[i % channels.length]] = data[i];
    }
  }
  await save("templates", ndArray("float32", [templates.length, numSamples, numChannels], dense));
}

/** `spikes.npy`, in SpikeInterface's spike dtype of template matching. */
export async function saveSpikes(
  spikes: MatchedSpikes,
  templates: readonly UnitTemplate[],
  save: Checkpoint,
): Promise<void> {
  const n = spikes.unit.length;
  const channels = Float64Array.from(spikes.unit, (unit) => templates[unit].peakChannel);
  await save("spikes", {
    length: n,
    fields: [
      { name: "sample_index", dtype: "int64" },
      { name: "channel_index", dtype: "int64" },
      { name: "cluster_index", dtype: "int64" },
      { name: "amplitude", dtype: "float64" },
      { name: "segment_index", dtype: "int64" },
    ],
    columns: {
      sample_index: ndArray("int64", [n], spikes.sampleIndex),
      channel_index: ndArray("int64", [n], channels),
      cluster_index: ndArray("int64", [n], Float64Array.from(spikes.unit)),
      amplitude: ndArray("float64", [n], Float64Array.from(spikes.amplitude)),
      segment_index: ndArray("int64", [n], Float64Array.from(spikes.segmentIndex)),
    },
  });
}
