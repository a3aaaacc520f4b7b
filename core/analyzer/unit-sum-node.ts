import { defineSweepNode } from "#core/compute/index.ts";
import { returnSamples } from "#core/model/index.ts";
import {
  samplesOfChunk,
  waveformNode,
  type WaveformArgs,
  type WaveformState,
} from "./waveform-node.ts";

/*
 * Sums over the waveforms of each unit's spikes in a chunk, added up where they are in the traces: nothing of the size of
 * all waveforms is ever cut out or sent.
 */

export interface UnitSums {
  /** units that have spikes in the chunk */
  readonly units: Int32Array;
  /** [unit of `units` × sample × column], in the order of spikes */
  readonly sums: Float32Array;
}

export const unitSumNode = defineSweepNode<WaveformArgs, WaveformState, UnitSums>({
  name: "unit_sums",
  margin: (args, samplingFrequency) => waveformNode.margin(args, samplingFrequency),
  prepare: (args, recording, ctx) => waveformNode.prepare(args, recording, ctx),
  reads: (state, chunk, numSamples) => waveformNode.reads?.(state, chunk, numSamples),
  run(state, window) {
    const { sampleIndex, unitIndex, nbefore, nafter, channels, width } = state.args;
    const { first, end, source } = samplesOfChunk(state, window);
    // unit after unit, so that the sums in use stay in the processor's cache; each unit's spikes in their order
    const rows = Uint32Array.from({ length: end - first }, (_, i) => first + i);
    rows.sort((a, b) => unitIndex[a] - unitIndex[b] || a - b);
    const units = [...new Set(Array.from(rows, (row) => unitIndex[row]))];
    const size = (nbefore + nafter) * width;
    const sums = new Float32Array(units.length * size);
    let slot = 0;
    for (const row of rows) {
      const unit = unitIndex[row];
      if (unit !== units[slot]) slot++;
      const to = slot * size;
      const from = (sampleIndex[row] - nbefore - window.firstFrame) * window.numChannels;
      const own = channels?.[unit];
      if (own === undefined) {
        state.kernels.addInto(source.subarray(from, from + size), sums.subarray(to, to + size));
        continue;
      }
      for (let s = 0; s < nbefore + nafter; s++) {
        const at = from + s * window.numChannels;
        const out = to + s * width;
        for (let k = 0; k < own.length; k++) sums[out + k] += source[at + own[k]];
      }
    }
    if (source !== window.traces) returnSamples(source);
    return { units: Int32Array.from(units), sums };
  },
});
