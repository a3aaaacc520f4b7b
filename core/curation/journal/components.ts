import { isStructured, ndArray, toFloat64 } from "#core/array/index.ts";
import type { SortingAnalyzer } from "#core/analyzer/index.ts";

const NAME = "principal_components";

/**
 * The scores of components after a merge or split. The components themselves are of the recording's waveforms and stay, so
 * that scores of a spike stay too; a merged unit is looked at on fewer channels, and its columns are those.
 */
export function withComponents(before: SortingAnalyzer, after: SortingAnalyzer): SortingAnalyzer {
  const extension = before.extensions.get(NAME);
  const value = extension?.data.get("pca_projection");
  const chosen = before.extensions.get("random_spikes")?.data.get("random_spikes_indices");
  if (extension === undefined || value?.kind !== "array" || isStructured(value.array)) return after;
  if (chosen?.kind !== "array" || isStructured(chosen.array)) return after;
  const [count = 0, numComponents = 0, width = 0] = value.array.shape;
  const [from, to] = [before.sparsity, after.sparsity];
  let array = value.array;
  if (from !== undefined && to !== undefined && value.array.shape.length === 3) {
    const out = new Float32Array(count * numComponents * to.maxChannels);
    const scores = value.array.data as Float32Array; // made as float32
    const rows = toFloat64(chosen.array);
    const columns = columnFinder();
    for (let i = 0; i < count; i++) {
      const old = from.channels[before.sorting.spikes.unitIndex[rows[i]]];
      const now = to.channels[after.sorting.spikes.unitIndex[rows[i]]];
      const places = columns(old, now);
      for (let c = 0; c < numComponents; c++) {
        const target = (i * numComponents + c) * to.maxChannels;
        const source = (i * numComponents + c) * width;
        for (let k = 0; k < places.length; k++) {
          if (places[k] >= 0) out[target + k] = scores[source + places[k]];
        }
      }
    }
    array = ndArray("float32", [count, numComponents, to.maxChannels], out);
  }
  const data = new Map([["pca_projection", { kind: "array" as const, array }]]);
  after.extensions.set(NAME, { ...extension, data });
  return after;
}

/** Where a unit's channels now stood among those before; looked up once per pair of lists. */
function columnFinder(): (old: Int32Array, now: Int32Array) => Int32Array {
  const known = new Map<Int32Array, Map<Int32Array, Int32Array>>();
  return (old, now) => {
    const ofOld = known.get(old) ?? new Map<Int32Array, Int32Array>();
    known.set(old, ofOld);
    const found = ofOld.get(now) ?? Int32Array.from(now, (channel) => old.indexOf(channel));
    ofOld.set(now, found);
    return found;
  };
}
