import { extensionArray, type SortingAnalyzer } from "#core/analyzer/index.ts";
import { defaultRng, toFloat64 } from "#core/array/index.ts";
import type { MetricInput } from "../define.ts";
import type { NnParams } from "../quality/shared/nn-params.ts";
import type { NoiseSnippets } from "./noise-snippets.ts";
import type { UnitWaveforms } from "./unit-waveforms.ts";
import { isolationInCommon } from "./waveform-isolation.ts";

/**
 * 1 − isolation of a unit's waveforms from noise (nearest_neighbors_noise_overlap of SpikeInterface 0.103): equally many of
 * both, each without its part along the mean noise snippet, where snippets count by their value at the median template's
 * peak. NaN without median templates, or where that peak lies on a channel that is not compared.
 */
export function noiseOverlapOf(
  { analyzer, params, seed, ctx }: MetricInput<NnParams>,
  units: UnitWaveforms,
  noise: NoiseSnippets,
  unit: number,
): number {
  const rng = defaultRng(seed ?? 0);
  const channels = units.channels(unit);
  const peak = peakOfMedian(analyzer, unit, channels, params.corrected === true);
  if (peak === undefined) return NaN;
  const all = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => i);
  const [numOwn, most] = [units.count(unit), params.max_spikes];
  const own = numOwn > most ? rng.choice(numOwn, most, { replace: false }) : all(numOwn);
  const drawn =
    numOwn < most ? rng.choice(noise.count, numOwn, { replace: false }) : all(noise.count);
  const count = own.length;
  const waveforms = units.pick(unit, own, channels);
  const snippets = noise.pick(drawn, channels);
  const direction = weightedMean(snippets, count, peak);
  removeComponent(waveforms, direction);
  removeComponent(snippets, direction);
  const isolation = isolationInCommon(waveforms, snippets, count, params, ctx.kernels);
  return isolation === undefined ? NaN : 1 - isolation;
}

/**
 * Where in a snippet [sample × channel of the unit] the median template is largest. On a sparse analyzer SpikeInterface looks
 * at all channels and takes the channel's position for a position among the unit's channels.
 */
function peakOfMedian(
  analyzer: SortingAnalyzer,
  unit: number,
  channels: Int32Array,
  corrected: boolean,
): number | undefined {
  if (analyzer.extensions.get("templates")?.data.has("median") !== true) return undefined;
  const medians = extensionArray(analyzer, "templates", "median");
  const [, numSamples = 0, numChannels = 0] = medians.shape;
  const data = toFloat64(medians).subarray(unit * numSamples * numChannels);
  const asPosition = analyzer.sparsity !== undefined && !corrected;
  const looked = asPosition ? Int32Array.from({ length: numChannels }, (_, c) => c) : channels;
  let largest = -1;
  let peak: number | undefined;
  for (let s = 0; s < numSamples; s++) {
    for (let k = 0; k < looked.length; k++) {
      const value = Math.abs(data[s * numChannels + looked[k]]);
      if (value <= largest) continue;
      largest = value;
      peak = k < channels.length ? s * channels.length + k : undefined;
    }
  }
  return peak;
}

/** Mean of snippets [snippet × value], each weighted by its value at `peak`. */
function weightedMean(snippets: Float64Array, count: number, peak: number): Float64Array {
  const size = snippets.length / count;
  let total = 0;
  for (let i = 0; i < count; i++) total += snippets[i * size + peak];
  const out = new Float64Array(size);
  for (let i = 0; i < count; i++) {
    const weight = snippets[i * size + peak] / total;
    for (let k = 0; k < size; k++) out[k] += weight * snippets[i * size + k];
  }
  return out;
}

/** Takes the part along `direction` out of every row, in place. */
function removeComponent(rows: Float64Array, direction: Float64Array): void {
  const size = direction.length;
  let square = 0;
  for (const value of direction) square += value * value;
  for (let at = 0; at < rows.length; at += size) {
    let along = 0;
    for (let k = 0; k < size; k++) along += rows[at + k] * direction[k];
    along /= square;
    for (let k = 0; k < size; k++) rows[at + k] -= along * direction[k];
  }
}
