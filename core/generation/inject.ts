import type { NdArray } from "#core/array/index.ts";
import { EphysError, type ExtractorDict, type SampleArray } from "#core/model/index.ts";
import { factsOf, RecordingBase, type Recording, type TraceRange } from "#core/recording/index.ts";
import { segmentSlices, type Sorting } from "#core/sorting/index.ts";

/** Relative size below which a template's channel is left out: under float32's resolution of the peak. */
export const NEGLIGIBLE = 1e-7;

export interface InjectOptions {
  readonly sorting: Sorting;
  readonly templates: TemplateBank;
  /** samples before the peak */
  readonly nbefore: number;
  /** traces to add to */
  readonly parent: Recording;
  /** per spike of the sorting, default 1 */
  readonly amplitudes?: ArrayLike<number> | undefined;
  /** version of each spike's template, where there are several */
  readonly versions?: ArrayLike<number> | undefined;
  /** how the dictionary is made */
  readonly dict: () => ExtractorDict;
}

/** Templates by unit and version (sub-sample shift, displacement), in units of the traces. */
export interface TemplateBank {
  readonly numUnits: number;
  /** samples per template */
  readonly width: number;
  readonly numChannels: number;
  readonly numVersions: number;
  template(unit: number, version: number): SparseTemplate;
}

/** One template reduced to the channels where it is not nothing. */
export interface SparseTemplate {
  readonly channels: Int32Array;
  /** [sample × kept channel] */
  readonly samples: Float32Array | Float64Array;
}

/**
 * A parent's traces with a template added at every spike. Holds the templates and the spikes; each window adds the
 * spikes that touch it, in the order of the spike vector.
 */
export class InjectTemplatesRecording extends RecordingBase {
  readonly #options: InjectOptions;
  readonly #slices: readonly { readonly start: number; readonly end: number }[];

  constructor(options: InjectOptions) {
    const { sorting, parent } = options;
    super(factsOf(parent), options.dict);
    checkInject(options);
    this.#options = options;
    this.#slices = segmentSlices(sorting);
  }

  protected async readWindow(range: TraceRange, out: SampleArray): Promise<void> {
    const { segmentIndex, startFrame, endFrame, channelIndices } = range;
    const { parent, sorting, templates, nbefore, amplitudes, versions } = this.#options;
    await parent.readTraces(segmentIndex, startFrame, endFrame, channelIndices, out);
    const { sampleIndex, unitIndex } = sorting.spikes;
    const { start, end } = this.#slices[segmentIndex];
    const { width } = templates;
    const columns = columnsOfChannels(this.channelIds.length, channelIndices);
    const add = { out, numColumns: channelIndices?.length ?? this.channelIds.length, columns };
    const reach = startFrame - (width - nbefore);
    for (let i = firstAfter(sampleIndex, start, end, reach); i < end; i++) {
      const first = sampleIndex[i] - nbefore - startFrame;
      if (first >= endFrame - startFrame) break;
      const version = versions ? versions[i] : 0;
      const template = templates.template(unitIndex[i], version);
      const amplitude = amplitudes ? amplitudes[i] : 1;
      addTemplate(template, amplitude, { ...add, first, width, numFrames: endFrame - startFrame });
    }
  }
}

function checkInject({ sorting, templates, parent, versions, amplitudes }: InjectOptions): void {
  const { numUnits, numChannels } = templates;
  const numSpikes = sorting.spikes.sampleIndex.length;
  const problem =
    numUnits !== sorting.unitIds.length
      ? `${String(numUnits)} templates for ${String(sorting.unitIds.length)} units`
      : numChannels !== parent.channelIds.length
        ? `templates of ${String(numChannels)} channels for a recording of ${String(parent.channelIds.length)}`
        : sorting.numSegments !== parent.numSamples.length
          ? `a sorting of ${String(sorting.numSegments)} segments for a recording of ${String(parent.numSamples.length)}`
          : sorting.samplingFrequency !== parent.samplingFrequency
            ? `a sorting at ${String(sorting.samplingFrequency)} Hz for a recording at ${String(parent.samplingFrequency)} Hz`
            : templates.numVersions > 1 && versions?.length !== numSpikes
              ? `upsample_vector must have one value for each of ${String(numSpikes)} spikes`
              : amplitudes !== undefined && amplitudes.length !== numSpikes
                ? `amplitude_factor must have one value for each of ${String(numSpikes)} spikes`
                : undefined;
  if (problem !== undefined) throw new EphysError("InvalidParameter", problem);
}

/**
 * Templates in µV as numbers of the recording's channels.
 * @param gainsUv µV per unit of each channel; undefined = the traces are µV
 */
export function bankInChannelUnits(
  bank: TemplateBank,
  gainsUv: ArrayLike<number> | undefined,
): TemplateBank {
  if (gainsUv === undefined || Array.from(gainsUv).every((gain) => gain === 1)) return bank;
  // lives as long as the template that it was made from
  const made = new WeakMap<SparseTemplate, SparseTemplate>();
  return {
    ...bank,
    template(unit, version) {
      const template = bank.template(unit, version);
      const known = made.get(template) ?? divided(template, gainsUv);
      made.set(template, known);
      return known;
    },
  };
}

function divided({ channels, samples }: SparseTemplate, gains: ArrayLike<number>): SparseTemplate {
  const count = channels.length;
  return { channels, samples: samples.map((value, i) => value / gains[channels[i % count]]) };
}

/** A bank of dense templates: [unit × sample × channel] or [unit × sample × channel × version]. */
export function denseTemplateBank(templates: NdArray<Float32Array | Float64Array>): TemplateBank {
  const [numUnits, width, numChannels, numVersions = 1] = templates.shape;
  const sparse = sparseTemplates(templates);
  return {
    numUnits,
    width,
    numChannels,
    numVersions,
    template: (unit, version) => sparse[unit * numVersions + version],
  };
}

function sparseTemplates({ data, shape }: NdArray<Float32Array | Float64Array>): SparseTemplate[] {
  const [numUnits, width, numChannels, numVersions = 1] = shape;
  const out: SparseTemplate[] = [];
  for (let unit = 0; unit < numUnits; unit++) {
    for (let version = 0; version < numVersions; version++) {
      const at = (sample: number, channel: number): number =>
        data[((unit * width + sample) * numChannels + channel) * numVersions + version];
      const peaks = new Float64Array(numChannels);
      for (let s = 0; s < width; s++) {
        for (let c = 0; c < numChannels; c++) peaks[c] = Math.max(peaks[c], Math.abs(at(s, c)));
      }
      const floor = NEGLIGIBLE * peaks.reduce((max, peak) => Math.max(max, peak), 0);
      const channels = Int32Array.from([...peaks.keys()].filter((c) => peaks[c] > floor));
      const length = width * channels.length;
      const samples =
        data instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
      for (let s = 0, o = 0; s < width; s++) {
        for (const channel of channels) samples[o++] = at(s, channel);
      }
      out.push({ channels, samples });
    }
  }
  return out;
}

/** For each channel the columns of the window that show it; undefined when all channels are there in order. */
function columnsOfChannels(
  numChannels: number,
  channelIndices: Int32Array | undefined,
): readonly (readonly number[])[] | undefined {
  if (!channelIndices) return undefined;
  const columns = Array.from({ length: numChannels }, (): number[] => []);
  channelIndices.forEach((channel, column) => columns[channel].push(column));
  return columns;
}

function firstAfter(sorted: Float64Array, start: number, end: number, value: number): number {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

interface Target {
  readonly out: SampleArray;
  readonly numColumns: number;
  readonly columns: readonly (readonly number[])[] | undefined;
  /** frame of the window at which the template begins; may be negative */
  readonly first: number;
  readonly width: number;
  readonly numFrames: number;
}

function addTemplate(template: SparseTemplate, amplitude: number, target: Target): void {
  const { out, numColumns, columns, first, width, numFrames } = target;
  const { channels, samples } = template;
  const from = Math.max(0, -first);
  const to = Math.min(width, numFrames - first);
  const count = channels.length;
  const limits = limitsOf(out);
  const factor = Math.fround(amplitude);
  for (let s = from; s < to; s++) {
    const row = (first + s) * numColumns;
    for (let c = 0; c < count; c++) {
      const scaled = amplitude === 1 ? samples[s * count + c] : samples[s * count + c] * factor;
      const channel = channels[c];
      if (columns === undefined) addAt(out, row + channel, scaled, limits);
      else for (const column of columns[channel]) addAt(out, row + column, scaled, limits);
    }
  }
}

/** Whole numbers lose what is behind the point, as in the reference, and stop at the end of their range. */
function addAt(
  out: SampleArray,
  i: number,
  value: number,
  limits: readonly [number, number] | undefined,
): void {
  if (limits === undefined) out[i] += value;
  else out[i] = Math.min(Math.max(out[i] + Math.trunc(value), limits[0]), limits[1]);
}

/** The least and the greatest value of a whole-number type; undefined = floating point. */
function limitsOf(out: SampleArray): readonly [number, number] | undefined {
  if (out instanceof Float32Array || out instanceof Float64Array) return undefined;
  const bits = 8 * out.BYTES_PER_ELEMENT;
  const signed = out instanceof Int8Array || out instanceof Int16Array || out instanceof Int32Array;
  return signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
}
