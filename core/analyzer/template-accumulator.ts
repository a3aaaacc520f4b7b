import { sweepRequest, type SweepRequest } from "#core/compute/index.ts";
import type { Kernels } from "#core/kernels/index.ts";
import { freeSamples } from "#core/model/index.ts";
import type { SpikeVector } from "#core/sorting/index.ts";
import { densify } from "./sparse-rows.ts";
import type { ChannelSparsity } from "./sparsity.ts";
import { unitSumNode, type UnitSums } from "./unit-sum-node.ts";
import {
  sharedSpikes,
  waveformChannels,
  waveformNode,
  type WaveformArgs,
  type WaveformRows,
} from "./waveform-node.ts";

/*
 * Average and spread of waveforms without keeping them: estimate_templates_with_accumulator of SpikeInterface 0.103.
 * Sums are float32 in the order of spikes, whatever the number of workers. Spikes whose window leaves the segment add
 * nothing and still count.
 */

export interface AccumulatorOptions {
  readonly kernels: Kernels;
  readonly numUnits: number;
  readonly numSegments: number;
  readonly numChannels: number;
  readonly nbefore: number;
  readonly nafter: number;
  readonly inUv: boolean;
  readonly sparsity: ChannelSparsity | undefined;
  readonly withStd: boolean;
  /**
   * Adds the sums of chunks instead of spike by spike: much is saved where waveforms are dense, and the last digits differ.
   * Only without `withStd`, whose differences of sums would show it. Default false.
   */
  readonly byChunk?: boolean;
}

export interface AccumulatedTemplates {
  /** [unit × sample × channel], dense */
  readonly average: Float32Array;
  readonly std: Float32Array | undefined;
}

/** A sweep request that accumulates, and what to call after the sweep. */
export function accumulateTemplates(
  spikes: SpikeVector,
  options: AccumulatorOptions,
): { readonly request: SweepRequest; readonly finish: () => AccumulatedTemplates } {
  const { kernels, numUnits, numChannels, nbefore, nafter, sparsity, withStd } = options;
  const numSamples = nbefore + nafter;
  const { channels, width } = waveformChannels(sparsity, numChannels);
  const size = numSamples * width;
  const sums = new Float32Array(numUnits * size);
  const squares = withStd ? new Float32Array(numUnits * size) : undefined;
  const add = ({ firstRow, data }: WaveformRows): void => {
    const rows = size === 0 ? 0 : data.length / size;
    for (let row = 0; row < rows; row++) {
      const to = spikes.unitIndex[firstRow + row] * size;
      const from = row * size;
      kernels.addInto(data.subarray(from, from + size), sums.subarray(to, to + size));
      if (squares === undefined) continue;
      for (let k = 0; k < size; k++) {
        squares[to + k] += Math.fround(data[from + k] * data[from + k]);
      }
    }
  };
  const addSums = (part: UnitSums): void => {
    for (const [slot, unit] of part.units.entries()) {
      const [to, from] = [unit * size, slot * size];
      kernels.addInto(part.sums.subarray(from, from + size), sums.subarray(to, to + size));
    }
    freeSamples(part.sums);
  };
  const args: WaveformArgs = {
    ...sharedSpikes(spikes, options.numSegments),
    nbefore,
    nafter,
    inUv: options.inUv,
    channels,
    width,
    dtype: "float32",
  };
  const request =
    options.byChunk === true && !withStd
      ? sweepRequest(unitSumNode, args, addSums)
      : sweepRequest(waveformNode, args, add);
  return {
    request,
    finish() {
      const counts = new Float64Array(numUnits);
      for (const unit of spikes.unitIndex) counts[unit]++;
      const average = averages(sums, counts, size);
      const std = squares && spreads({ average, sums, squares }, counts, size);
      const dense = (rows: Float32Array): Float32Array => {
        if (sparsity === undefined) return rows;
        const sparse = { rows, numSamples, width, channels: sparsity.channels, numChannels };
        return densify(sparse, new Float32Array(numUnits * numSamples * numChannels));
      };
      return { average: dense(average), std: std && dense(std) };
    },
  };
}

/** Sums over counts; units without spikes stay 0. */
function averages(sums: Float32Array, counts: Float64Array, size: number): Float32Array {
  const out = new Float32Array(sums.length);
  for (let unit = 0; unit < counts.length; unit++) {
    if (counts[unit] === 0) continue;
    const end = (unit + 1) * size;
    for (let k = unit * size; k < end; k++) out[k] = sums[k] / counts[unit];
  }
  return out;
}

/** Standard deviations from sums and sums of squares, in single precision throughout. */
function spreads(
  {
    average,
    sums,
    squares,
  }: {
    readonly average: Float32Array;
    readonly sums: Float32Array;
    readonly squares: Float32Array;
  },
  counts: Float64Array,
  size: number,
): Float32Array {
  const { fround } = Math;
  const out = new Float32Array(sums.length);
  for (let unit = 0; unit < counts.length; unit++) {
    const count = counts[unit];
    if (count === 0) continue;
    const end = (unit + 1) * size;
    for (let k = unit * size; k < end; k++) {
      const mean = average[k];
      const crossed = fround(fround(2 * mean) * sums[k]);
      const residual = fround(fround(squares[k] - crossed) + fround(count * fround(mean * mean)));
      out[k] = Math.sqrt(fround(Math.max(0, residual) / count));
    }
  }
  return out;
}
