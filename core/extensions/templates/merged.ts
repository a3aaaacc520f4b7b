import { countSpikes } from "#core/sorting/index.ts";
import { isStructured, ndArray } from "#core/array/index.ts";
import { arrayData, type ExtensionData } from "../define.ts";
import { followUnits, type UnitChange } from "../unit-change.ts";

/**
 * Templates of merged units: means of their members' weighted by their spikes, for every statistic (as a soft merge of
 * SpikeInterface 0.103), 0 outside the channels that the unit has. Weights and float32 templates are multiplied in single
 * precision. Units without any spike keep 0.
 */
export function mergedTemplates(change: UnitChange): ExtensionData | undefined {
  const { extension, before, after, sources, madeUnits } = change;
  const counts = countSpikes(before.sorting);
  const { fround } = Math;
  const arrays: Record<string, ReturnType<typeof ndArray>> = {};
  for (const [name, value] of extension.data) {
    if (value.kind !== "array" || isStructured(value.array)) return undefined;
    const { dtype, shape } = value.array;
    const data = value.array.data as Float64Array; // templates are floating-point numbers
    const [, numSamples = 0, numChannels = 0] = shape;
    const size = numSamples * numChannels;
    const single = dtype === "float32";
    const out = single ? new Float32Array(madeUnits.length * size) : new Float64Array(madeUnits.length * size); // prettier-ignore
    for (const [m, unit] of madeUnits.entries()) {
      const members = sources[unit];
      const total = members.reduce((sum, old) => fround(sum + counts[old]), 0);
      if (total === 0) continue;
      for (const old of members) {
        const weight = fround(fround(counts[old]) / total);
        for (let k = 0; k < size; k++) {
          const part = data[old * size + k] * weight;
          out[m * size + k] += single ? fround(part) : part;
        }
      }
      const mask = after.sparsity?.mask.subarray(unit * numChannels, (unit + 1) * numChannels);
      if (mask === undefined) continue;
      for (let k = 0; k < size; k++) if (mask[k % numChannels] === 0) out[m * size + k] = 0;
    }
    arrays[name] = ndArray(dtype, [madeUnits.length, numSamples, numChannels], out);
  }
  return followUnits(change, arrayData(arrays));
}
