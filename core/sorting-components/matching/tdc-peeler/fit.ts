import { eighSymmetric } from "#core/linalg/index.ts";
import type { PeelerModel } from "./model.ts";
import type { PeeledSpike } from "./peeler.ts";

/** Relative to the largest eigenvalue, directions below are left out: regressors there are equal but for rounding. */
const DEPENDENT = 1e-13;

/**
 * Amplitude of one spike by least squares on its own channels, together with spikes around that have none yet.
 * @param open spikes to fit along with it, with a cluster
 */
export function fitAmplitude(
  residual: Float32Array,
  spike: PeeledSpike,
  open: readonly PeeledSpike[],
  model: PeelerModel,
): number {
  const { templates, nbefore, numChannels } = model;
  const own = templates[spike.cluster];
  if (own.channels.length === 0 || own.energy === 0) return 0;
  const base = (spike.frame - nbefore) * numChannels;
  let product = 0;
  for (let i = 0; i < own.data.length; i++)
    product += residual[base + own.offsets[i]] * own.data[i];
  if (open.length === 0) return product / own.energy;
  const all = [spike, ...open];
  const n = all.length;
  const gram = new Float64Array(n * n);
  const right = new Float64Array(n);
  right[0] = product;
  for (let a = 0; a < n; a++) {
    if (a > 0) right[a] = productWith(residual, all[a], own.channels, model);
    for (let b = a; b < n; b++) {
      gram[a * n + b] = overlap(all[a], all[b], own.channels, model);
      gram[b * n + a] = gram[a * n + b];
    }
  }
  return firstSolution(gram, right);
}

/** Product of a spike's template with the residual on some channels. */
function productWith(
  residual: Float32Array,
  spike: PeeledSpike,
  channels: Int32Array,
  { templates, nbefore, numSamples, numChannels }: PeelerModel,
): number {
  const { data, columns, channels: own } = templates[spike.cluster];
  let sum = 0;
  for (const channel of channels) {
    const column = columns[channel];
    if (column < 0) continue;
    let at = (spike.frame - nbefore) * numChannels + channel;
    for (let s = 0; s < numSamples; s++, at += numChannels) {
      sum += residual[at] * data[s * own.length + column];
    }
  }
  return sum;
}

/** Product of two spikes' templates on some channels. */
function overlap(
  a: PeeledSpike,
  b: PeeledSpike,
  channels: Int32Array,
  { templates, numSamples }: PeelerModel,
): number {
  const [ta, tb] = [templates[a.cluster], templates[b.cluster]];
  const delay = b.frame - a.frame;
  const first = Math.max(0, delay);
  const last = Math.min(numSamples, numSamples + delay);
  let sum = 0;
  for (const channel of channels) {
    const [ca, cb] = [ta.columns[channel], tb.columns[channel]];
    if (ca < 0 || cb < 0) continue;
    for (let s = first; s < last; s++) {
      sum += ta.data[s * ta.channels.length + ca] * tb.data[(s - delay) * tb.channels.length + cb];
    }
  }
  return sum;
}

/** First unknown of gram · x = right; the shortest x where it is not unique. */
function firstSolution(gram: Float64Array, right: Float64Array): number {
  const n = right.length;
  const { values, vectors } = eighSymmetric(gram, n);
  const floor = values[n - 1] * DEPENDENT;
  let out = 0;
  for (let k = 0; k < n; k++) {
    if (values[k] <= floor) continue;
    let along = 0;
    for (let i = 0; i < n; i++) along += vectors[i * n + k] * right[i];
    out += (vectors[k] * along) / values[k];
  }
  return out;
}
