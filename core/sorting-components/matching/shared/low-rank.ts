/*
 * Templates as sums of few products of a course in time and a pattern over channels (singular value decomposition), and
 * the products of traces with them: patterns first, then courses. Cost per frame: rank × units × (channels + samples).
 * As SpikeInterface 0.103 does in circus-omp and wobble; there by FFT, here directly.
 */
import type { Kernels } from "#core/kernels/index.ts";
import { svd } from "#core/linalg/index.ts";
import { sharedFloat32 } from "./memory.ts";
import type { MatchingTemplates } from "./templates.ts";

/** Components of all templates; those beyond a template's rank are zero. */
export interface LowRankTemplates {
  readonly numUnits: number;
  readonly numSamples: number;
  readonly numChannels: number;
  readonly rank: number;
  /** [unit × sample × component] */
  readonly temporal: Float32Array;
  /** [unit × component] */
  readonly singular: Float32Array;
  /** [unit × component × channel] */
  readonly spatial: Float32Array;
}

export function compressTemplates(
  { data, numUnits, numSamples, numChannels }: MatchingTemplates,
  wanted: number,
): LowRankTemplates {
  const full = Math.min(numSamples, numChannels);
  const rank = Math.min(wanted, full);
  const temporal = sharedFloat32(numUnits * numSamples * rank);
  const singular = sharedFloat32(numUnits * rank);
  const spatial = sharedFloat32(numUnits * rank * numChannels);
  const size = numSamples * numChannels;
  for (let unit = 0; unit < numUnits; unit++) {
    const values = Float64Array.from(data.subarray(unit * size, (unit + 1) * size));
    const { u, s, vt } = svd(values, numSamples, numChannels);
    for (let k = 0; k < rank; k++) {
      singular[unit * rank + k] = s[k];
      for (let t = 0; t < numSamples; t++) {
        temporal[(unit * numSamples + t) * rank + k] = u[t * full + k];
      }
      for (let c = 0; c < numChannels; c++) {
        spatial[(unit * rank + k) * numChannels + c] = vt[k * numChannels + c];
      }
    }
  }
  return { numUnits, numSamples, numChannels, rank, temporal, singular, spatial };
}

/** [sample × channel] that the components of one unit make. */
export function rebuildTemplate(parts: LowRankTemplates, unit: number): Float32Array {
  const { numSamples, numChannels, rank, temporal, singular, spatial } = parts;
  const out = new Float32Array(numSamples * numChannels);
  for (let t = 0; t < numSamples; t++) {
    for (let c = 0; c < numChannels; c++) {
      let sum = 0;
      for (let k = 0; k < rank; k++) {
        sum +=
          temporal[(unit * numSamples + t) * rank + k] *
          singular[unit * rank + k] *
          spatial[(unit * rank + k) * numChannels + c];
      }
      out[t * numChannels + c] = sum;
    }
  }
  return out;
}

/** Frames whose patterns are computed at a time; bounds the memory. */
const BLOCK_FRAMES = 4096;

/** Products of traces with all templates. */
export type TemplateProducts = (traces: Float32Array, numFrames: number, out: Float32Array) => void;

/**
 * `out` is [start frame × unit] for starts 0 … numFrames − numSamples: the product of each template with the traces from
 * there on.
 */
export function createTemplateProducts(
  parts: LowRankTemplates,
  kernels: Kernels,
): TemplateProducts {
  const { numUnits, numSamples, numChannels, rank, temporal, singular, spatial } = parts;
  const width = rank * numUnits;
  const weights = new Float32Array(numChannels * width);
  const taps = new Float32Array(numSamples * width);
  for (let u = 0; u < numUnits; u++) {
    for (let k = 0; k < rank; k++) {
      const column = k * numUnits + u;
      for (let c = 0; c < numChannels; c++) {
        weights[c * width + column] =
          spatial[(u * rank + k) * numChannels + c] * singular[u * rank + k];
      }
      for (let t = 0; t < numSamples; t++) {
        taps[t * width + column] = temporal[(u * numSamples + t) * rank + k];
      }
    }
  }
  const filtered = new Float32Array((BLOCK_FRAMES + numSamples - 1) * width);
  return (traces, numFrames, out) => {
    const starts = numFrames - numSamples + 1;
    for (let from = 0; from < starts; from += BLOCK_FRAMES) {
      const count = Math.min(BLOCK_FRAMES, starts - from);
      const frames = count + numSamples - 1;
      const rows = traces.subarray(from * numChannels, (from + frames) * numChannels);
      const patterns = filtered.subarray(0, frames * width);
      kernels.matmul(rows, weights, frames, numChannels, width, patterns);
      kernels.correlateColumns(
        patterns,
        numUnits,
        taps,
        numSamples,
        out.subarray(from * numUnits, (from + count) * numUnits),
      );
    }
  };
}

/**
 * Products of one template with another at every delay: [delay × other], delay 0 … 2·samples − 2 standing for the other
 * beginning −(samples − 1) … samples − 1 later. `own` is [sample × channel]; `others` are units of `parts`, of which only
 * `channelsOf` count.
 */
export function delayedProducts(
  own: Float32Array,
  parts: LowRankTemplates,
  others: Int32Array,
  channelsOf: (unit: number) => Int32Array,
): Float32Array {
  const { numSamples, numChannels, rank, temporal, singular, spatial } = parts;
  const numDelays = 2 * numSamples - 1;
  const out = new Float32Array(numDelays * others.length);
  const course = new Float64Array(numSamples);
  const sums = new Float64Array(numDelays);
  for (const [j, other] of others.entries()) {
    const channels = channelsOf(other);
    sums.fill(0);
    for (let k = 0; k < rank; k++) {
      const at = (other * rank + k) * numChannels;
      for (let t = 0; t < numSamples; t++) {
        let sum = 0;
        for (const c of channels) sum += own[t * numChannels + c] * spatial[at + c];
        course[t] = sum * singular[other * rank + k];
      }
      for (let s = 0; s < numSamples; s++) {
        const value = temporal[(other * numSamples + s) * rank + k];
        const delay = numSamples - 1 - s;
        for (let t = 0; t < numSamples; t++) sums[delay + t] += course[t] * value;
      }
    }
    for (let d = 0; d < numDelays; d++) out[d * others.length + j] = sums[d];
  }
  return out;
}
