import type { SampleArray } from "#core/model/index.ts";

/**
 * The smallest difference between two different samples of one channel, over all channels; undefined where no channel
 * varies. Samples that are not finite are left out.
 * @param traces [frame × channel]
 */
export function smallestStep(traces: SampleArray, numChannels: number): number | undefined {
  let smallest = Infinity;
  const column = new Float64Array(traces.length / numChannels);
  for (let c = 0; c < numChannels; c++) {
    for (let i = 0; i < column.length; i++) column[i] = traces[i * numChannels + c];
    column.sort();
    for (let i = 1; i < column.length; i++) {
      const step = column[i] - column[i - 1];
      if (step > 0 && step < smallest) smallest = step;
    }
  }
  return smallest === Infinity ? undefined : smallest;
}
