import { z } from "zod";
import { toFloat64, type NdArray } from "#core/array/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { array } from "#core/functions/params.ts";
import { svd } from "#core/linalg/index.ts";
import { EphysError } from "#core/model/index.ts";
import { irfft, rfft } from "#core/signal/index.ts";
import { newArray, numbersOf, shapeOf } from "./arrays.ts";

/* Helpers of SpikeInterface's template matchers (circus-omp, wobble) by their dotted names. */

const PREFIX = "spikeinterface.sortingcomponents.matching";

interface Components {
  readonly temporal: { readonly array: NdArray; readonly data: Float64Array };
  readonly singular: { readonly array: NdArray; readonly data: Float64Array };
  readonly spatial: { readonly array: NdArray; readonly data: Float64Array };
}

/** The first `width` components of every template; those beyond its rank stay zero. */
function decompose(templates: Float64Array, shape: readonly number[], width: number): Components {
  const [count, numSamples, numChannels] = shape;
  const temporal = newArray("float32", [count, numSamples, width]);
  const singular = newArray("float32", [count, width]);
  const spatial = newArray("float32", [count, width, numChannels]);
  const rank = Math.min(numSamples, numChannels);
  const kept = Math.min(width, rank);
  const size = numSamples * numChannels;
  for (let i = 0; i < count; i++) {
    const { u, s, vt } = svd(templates.slice(i * size, (i + 1) * size), numSamples, numChannels);
    for (let k = 0; k < kept; k++) {
      singular.data[i * width + k] = s[k];
      for (let t = 0; t < numSamples; t++) {
        temporal.data[(i * numSamples + t) * width + k] = u[t * rank + k];
      }
      for (let c = 0; c < numChannels; c++) {
        spatial.data[(i * width + k) * numChannels + c] = vt[k * numChannels + c];
      }
    }
  }
  return { temporal, singular, spatial };
}

const circusCompress = defineFunction({
  name: `${PREFIX}.circus.compress_templates`,
  params: z.object({
    templates_array: array(),
    approx_rank: z.int().positive(),
    remove_mean: z.boolean().default(false),
    return_new_templates: z.boolean().default(true),
  }),
  run({ templates_array, approx_rank, remove_mean, return_new_templates }) {
    const shape = shapeOf(templates_array, 3, "templates_array");
    const templates = toFloat64(templates_array).slice();
    if (remove_mean) subtractMeans(templates, shape[1] * shape[2]);
    const parts = decompose(templates, shape, approx_rank);
    return [
      parts.temporal.array,
      parts.singular.array,
      parts.spatial.array,
      return_new_templates ? rebuild(parts, shape, approx_rank) : null,
    ];
  },
});

function subtractMeans(templates: Float64Array, size: number): void {
  for (let from = 0; from < templates.length; from += size) {
    let sum = 0;
    for (let i = from; i < from + size; i++) sum += templates[i];
    for (let i = from; i < from + size; i++) templates[i] -= sum / size;
  }
}

function rebuild(
  { temporal, singular, spatial }: Components,
  [count, numSamples, numChannels]: readonly number[],
  width: number,
): NdArray {
  const out = newArray("float32", [count, numSamples, numChannels]);
  for (let i = 0; i < count; i++) {
    for (let t = 0; t < numSamples; t++) {
      for (let c = 0; c < numChannels; c++) {
        let sum = 0;
        for (let k = 0; k < width; k++) {
          sum +=
            temporal.data[(i * numSamples + t) * width + k] *
            singular.data[i * width + k] *
            spatial.data[(i * width + k) * numChannels + c];
        }
        out.data[(i * numSamples + t) * numChannels + c] = sum;
      }
    }
  }
  return out.array;
}

const wobbleCompress = defineFunction({
  name: `${PREFIX}.wobble.compress_templates`,
  params: z.object({ templates: array(), approx_rank: z.int().nonnegative() }),
  run({ templates, approx_rank }) {
    const shape = shapeOf(templates, 3, "templates");
    const width = Math.min(approx_rank, shape[1], shape[2]);
    const { temporal, singular, spatial } = decompose(toFloat64(templates), shape, width);
    return [flipSamples(temporal.array), singular.array, spatial.array];
  },
});

/** Axis 1 of a three-dimensional array backwards. */
function flipSamples(source: NdArray): NdArray {
  const [count, numSamples, width] = source.shape;
  const data = numbersOf(source, "array");
  const out = newArray(source.dtype, source.shape);
  for (let i = 0; i < count; i++) {
    for (let t = 0; t < numSamples; t++) {
      const from = (i * numSamples + t) * width;
      const to = (i * numSamples + numSamples - 1 - t) * width;
      for (let k = 0; k < width; k++) out.data[to + k] = data[from + k];
    }
  }
  return out.array;
}

const scaleAmplitudes = defineFunction({
  name: `${PREFIX}.wobble.compute_scale_amplitudes`,
  params: z.object({
    high_resolution_conv: array(),
    norm_peaks: array(),
    scale_min: z.number(),
    scale_max: z.number(),
    amplitude_variance: z.number(),
  }),
  run({ high_resolution_conv, norm_peaks, scale_min, scale_max, amplitude_variance }) {
    const [rows, columns] = shapeOf(high_resolution_conv, 2, "high_resolution_conv");
    const conv = numbersOf(high_resolution_conv, "high_resolution_conv");
    const norms = numbersOf(norm_peaks, "norm_peaks");
    if (norms.length !== columns) {
      throw new EphysError("InvalidParameter", "norm_peaks must have one value per column");
    }
    // NumPy keeps single precision through every step when both inputs have it
    const single = high_resolution_conv.dtype === "float32" && norm_peaks.dtype === "float32";
    const round = single ? Math.fround : (x: number): number => x;
    const dtype = single ? "float32" : "float64";
    const objective = newArray(dtype, [rows, columns]);
    const scalings = newArray(dtype, [rows, columns]);
    const prior = round(1 / amplitude_variance);
    for (let i = 0; i < conv.length; i++) {
      const b = round(conv[i] + prior);
      const a = round(norms[i % columns] + prior);
      const scaling = Math.min(Math.max(round(b / a), round(scale_min)), round(scale_max));
      scalings.data[i] = scaling;
      const linear = round(round(2 * scaling) * b);
      const square = round(round(scaling * scaling) * a);
      objective.data[i] = round(round(linear - square) - prior);
    }
    return [objective.array, scalings.array];
  },
});

const templateNorm = defineFunction({
  name: `${PREFIX}.wobble.compute_template_norm`,
  params: z.object({ visible_channels: array(), templates: array() }),
  run({ visible_channels, templates }) {
    const [count, numSamples, numChannels] = shapeOf(templates, 3, "templates");
    const visible = numbersOf(visible_channels, "visible_channels");
    const data = numbersOf(templates, "templates");
    const out = newArray("float32", [count]);
    for (let i = 0; i < count; i++) {
      let sum = 0;
      for (let t = 0; t < numSamples; t++) {
        for (let c = 0; c < numChannels; c++) {
          if (visible[i * numChannels + c])
            sum += data[(i * numSamples + t) * numChannels + c] ** 2;
        }
      }
      out.data[i] = sum;
    }
    return out.array;
  },
});

const convolutionLength = defineFunction({
  name: `${PREFIX}.wobble.get_convolution_len`,
  params: z.object({ x: z.number(), y: z.number() }),
  run: ({ x, y }) => x + y - 1,
});

const upsampleAndJitter = defineFunction({
  name: `${PREFIX}.wobble.upsample_and_jitter`,
  params: z.object({
    temporal: array(),
    jitter_factor: z.int().positive(),
    num_samples: z.int().positive(),
  }),
  run({ temporal, jitter_factor: factor, num_samples }) {
    if (factor === 1) return temporal;
    const [count, numSamples, width] = shapeOf(temporal, 3, "temporal");
    if (numSamples !== num_samples) {
      throw new EphysError(
        "InvalidParameter",
        `temporal has ${String(numSamples)} samples, not num_samples = ${String(num_samples)}`,
      );
    }
    const data = numbersOf(flipSamples(temporal), "temporal");
    const dtype = temporal.dtype === "float32" ? "float32" : "float64";
    const out = newArray(dtype, [count * factor, numSamples, width]);
    const trace = new Float64Array(numSamples);
    for (let i = 0; i < count; i++) {
      for (let k = 0; k < width; k++) {
        for (let t = 0; t < numSamples; t++) trace[t] = data[(i * numSamples + t) * width + k];
        const fine = upsample(trace, factor);
        for (let j = 0; j < factor; j++) {
          for (let t = 0; t < numSamples; t++) {
            const to = (i * factor + j) * numSamples + (numSamples - 1 - t);
            out.data[to * width + k] = fine[t * factor + j];
          }
        }
      }
    }
    return out.array;
  },
});

/** scipy.signal.resample to `factor` times as many samples. */
function upsample(trace: Float64Array, factor: number): Float64Array {
  const n = trace.length;
  const { re, im } = rfft(trace);
  if (n % 2 === 0) {
    // the Nyquist bin is now an ordinary one and stands for both signs
    re[n / 2] /= 2;
    im[n / 2] /= 2;
  }
  return irfft(re, im, n * factor).map((value) => value * factor);
}

export const MATCHING_FUNCTIONS = [
  circusCompress,
  wobbleCompress,
  scaleAmplitudes,
  templateNorm,
  convolutionLength,
  upsampleAndJitter,
] as const;
