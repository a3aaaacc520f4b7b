import { EphysError } from "#core/model/index.ts";

/** Templates to look for: dense, zero where a sparse template has no channel; on shared memory. */
export interface MatchingTemplates {
  /** [unit × sample × channel], in the units of the traces */
  readonly data: Float32Array;
  readonly numUnits: number;
  readonly numSamples: number;
  readonly numChannels: number;
  /** samples before the peak */
  readonly nbefore: number;
  /** [unit × channel], 1 where a sparse template has a channel; undefined: every channel of every unit */
  readonly mask: Uint8Array | undefined;
}

/** Templates with checked shapes, on shared memory; values outside the mask become zero. */
export function matchingTemplates(
  data: ArrayLike<number>,
  shape: readonly [units: number, samples: number, channels: number],
  nbefore: number,
  mask?: ArrayLike<number>,
): MatchingTemplates {
  const [numUnits, numSamples, numChannels] = shape;
  const size = numSamples * numChannels;
  if (data.length !== numUnits * size) {
    throw new EphysError(
      "InvalidValue",
      `${String(data.length)} values are not ${shape.join(" × ")} template samples`,
    );
  }
  if (!(nbefore >= 0 && nbefore < numSamples)) {
    throw new EphysError(
      "InvalidValue",
      `a template of ${String(numSamples)} samples cannot peak at sample ${String(nbefore)}`,
    );
  }
  if (mask !== undefined && mask.length !== numUnits * numChannels) {
    throw new EphysError(
      "InvalidValue",
      `the sparsity has ${String(mask.length)} entries for ${String(numUnits)} units × ${String(numChannels)} channels`,
    );
  }
  const values = new Float32Array(new SharedArrayBuffer(4 * data.length));
  for (let i = 0; i < data.length; i++) {
    const unit = Math.floor(i / size);
    const kept = mask === undefined || mask[unit * numChannels + (i % numChannels)] !== 0;
    values[i] = kept ? data[i] : 0;
  }
  if (!values.every(Number.isFinite)) {
    throw new EphysError("InvalidValue", "templates hold NaN or infinity; remove such units first");
  }
  return {
    data: values,
    numUnits,
    numSamples,
    numChannels,
    nbefore,
    mask: mask && sharedBytes(mask),
  };
}

function sharedBytes(values: ArrayLike<number>): Uint8Array {
  const out = new Uint8Array(new SharedArrayBuffer(values.length));
  for (let i = 0; i < values.length; i++) out[i] = values[i] ? 1 : 0;
  return out;
}

/** Channels of each unit, ascending. */
export function unitChannels({ mask, numUnits, numChannels }: MatchingTemplates): Int32Array[] {
  const all = Int32Array.from({ length: numChannels }, (_, c) => c);
  if (mask === undefined) return Array.from({ length: numUnits }, () => all);
  return Array.from({ length: numUnits }, (_, u) =>
    all.filter((c) => mask[u * numChannels + c] !== 0),
  );
}

/** [sample × channel of `channels`] of one unit. */
export function unitWaveform(
  { data, numSamples, numChannels }: MatchingTemplates,
  unit: number,
  channels: Int32Array,
): Float32Array {
  const out = new Float32Array(numSamples * channels.length);
  for (let s = 0; s < numSamples; s++) {
    const from = (unit * numSamples + s) * numChannels;
    for (let i = 0; i < channels.length; i++)
      out[s * channels.length + i] = data[from + channels[i]];
  }
  return out;
}

/** Channel on which each template is largest at its peak sample, in the given direction; the first of equal ones. */
export function extremumChannels(
  { data, numUnits, numSamples, numChannels, nbefore }: MatchingTemplates,
  sign: "neg" | "pos" | "both",
): Int32Array {
  return Int32Array.from({ length: numUnits }, (_, u) => {
    const from = (u * numSamples + nbefore) * numChannels;
    let best = 0;
    let largest = -Infinity;
    for (let c = 0; c < numChannels; c++) {
      const value = data[from + c];
      const size = sign === "neg" ? -value : sign === "pos" ? value : Math.abs(value);
      if (size > largest) {
        largest = size;
        best = c;
      }
    }
    return best;
  });
}
