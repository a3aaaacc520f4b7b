import { toFloat64, type NdArray } from "#core/array/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import {
  arrayFromJson,
  arrayToJson,
  describeExtractor,
  type Recording,
} from "#core/recording/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { denseTemplateBank, InjectTemplatesRecording } from "./inject.ts";
import { SilentRecording } from "./silence.ts";

export const INJECT_TEMPLATES_CLASS = "spikeinterface.core.generate.InjectTemplatesRecording";

/** Parameters of SpikeInterface's inject_templates. */
export interface InjectTemplatesParams {
  readonly sorting: Sorting;
  /** [unit × sample × channel] or [unit × sample × channel × version], in units of the traces */
  readonly templates: NdArray<Float32Array | Float64Array>;
  /** samples before the peak; null (default) = where the largest value of all templates lies */
  readonly nbefore?: number | null;
  /** for all spikes or each of them; null (default) = 1 */
  readonly amplitudeFactor?: number | ArrayLike<number> | null;
  /** traces to add to; null = silence of `numSamples` */
  readonly parent?: Recording | null;
  /** per segment, without a parent; default: until the last template ends, for a single segment */
  readonly numSamples?: readonly number[] | null;
  /** version of each spike's template, where there are several */
  readonly upsampleVector?: ArrayLike<number> | null;
}

/**
 * A template added to the traces at every spike, where they are read.
 * @throws InvalidParameter naming what does not fit
 */
export function injectTemplates(params: InjectTemplatesParams): Recording {
  const { sorting, templates, upsampleVector = null } = params;
  if (templates.shape.length !== 3 && templates.shape.length !== 4) {
    throw new EphysError(
      "InvalidParameter",
      `templates of ${String(templates.shape.length)} dimensions: they must be units × samples × channels (× versions)`,
    );
  }
  const nbefore = params.nbefore ?? peakOf(templates);
  const numSpikes = sorting.spikes.sampleIndex.length;
  const factor = params.amplitudeFactor ?? null;
  const amplitudes =
    factor === null
      ? undefined
      : typeof factor === "number"
        ? new Float64Array(numSpikes).fill(factor)
        : factor;
  const parent = params.parent ?? silenceFor(params);
  return new InjectTemplatesRecording({
    sorting,
    templates: denseTemplateBank(templates),
    nbefore,
    parent,
    amplitudes,
    ...(templates.shape.length === 4 && upsampleVector !== null && { versions: upsampleVector }),
    dict: () =>
      describeExtractor({
        siClass: INJECT_TEMPLATES_CLASS,
        kwargs: {
          sorting: sorting.dict,
          templates: arrayToJson(templates),
          nbefore,
          amplitude_factor: typeof factor === "number" ? factor : factor && Array.from(factor),
          upsample_vector: upsampleVector && Array.from(upsampleVector),
          check_borders: false,
          ...(params.parent
            ? { parent_recording: params.parent.dict }
            : { num_samples: [...parent.numSamples] }),
        },
        annotations: parent.annotations,
        properties: parent.properties,
      }),
  });
}

/** Again from the kwargs of its dictionary, ours or Python's. */
export function injectTemplatesFromKwargs(
  kwargs: JsonObject,
  { recording, sorting }: { readonly recording: Recording | undefined; readonly sorting: Sorting },
): Recording {
  const { nbefore, amplitude_factor, upsample_vector, num_samples } = kwargs;
  const array = arrayFromJson(kwargs["templates"] ?? [], "templates");
  const values = toFloat64(array);
  const single = values.every((x) => Math.fround(x) === x);
  return injectTemplates({
    sorting,
    // JSON does not say the precision: what fits into single precision came from it
    templates: single
      ? { dtype: "float32", shape: array.shape, data: Float32Array.from(values) }
      : { dtype: "float64", shape: array.shape, data: values },
    nbefore: (nbefore ?? null) as number | null, // as written by injectTemplates or by Python
    amplitudeFactor: (amplitude_factor ?? null) as number | number[] | null,
    upsampleVector: (upsample_vector ?? null) as number[] | null,
    parent: recording ?? null,
    numSamples:
      typeof num_samples === "number" ? [num_samples] : ((num_samples ?? null) as number[] | null),
  });
}

function silenceFor({ sorting, templates, numSamples = null }: InjectTemplatesParams): Recording {
  const { sampleIndex } = sorting.spikes;
  if (numSamples === null && sorting.numSegments !== 1) {
    throw new EphysError(
      "InvalidParameter",
      "num_samples must say how long each segment is: there is no parent recording",
    );
  }
  const last = sampleIndex[sampleIndex.length - 1] ?? 0;
  return new SilentRecording({
    channelIds: Array.from({ length: templates.shape[2] }, (_, i) => i),
    samplingFrequency: sorting.samplingFrequency,
    dtype: templates.data instanceof Float32Array ? "float32" : "float64",
    numSamples: numSamples ?? [last + templates.shape[1]],
  });
}

/** The sample at which the largest absolute value of all templates lies. */
function peakOf({ data, shape }: NdArray<Float32Array | Float64Array>): number {
  const [, width] = shape;
  const perSample = shape.slice(2).reduce((product, n) => product * n, 1);
  let largest = -Infinity;
  let peak = 0;
  for (let s = 0; s < width; s++) {
    for (let unit = 0; unit < shape[0]; unit++) {
      const start = (unit * width + s) * perSample;
      for (let i = start; i < start + perSample; i++) {
        if (Math.abs(data[i]) > largest) {
          largest = Math.abs(data[i]);
          peak = s;
        }
      }
    }
  }
  return peak;
}
