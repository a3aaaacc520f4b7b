import { sizeOfShape } from "#core/array/index.ts";
import type { Hdf5Dataset, Hdf5File, Hdf5Window } from "#core/io/index.ts";
import {
  EphysError,
  SAMPLE_DTYPES,
  type SampleArray,
  type SampleDType,
} from "#core/model/index.ts";
import type { TraceRange } from "#core/recording/index.ts";

/** Where the samples of a segment lie. */
export interface Hdf5Samples {
  readonly file: Hdf5File;
  /** path of the dataset */
  readonly dataset: string;
  /** time first, channels first, or one row of frame after frame */
  readonly layout: "time-first" | "channels-first" | "interleaved";
  /** channels in the file */
  readonly numChannels: number;
  /** the dataset has one dimension: one channel */
  readonly isFlat?: boolean;
  /** rows or columns of the recording's channels; default: in order */
  readonly fileChannels?: Int32Array;
  /** Changes samples after they were read, in place. */
  readonly adjust?: (samples: SampleArray) => void;
}

/** A dataset as samples of a recording. */
export interface CheckedSamples {
  readonly dtype: SampleDType;
  readonly numSamples: number;
  readonly numChannels: number;
  readonly isFlat: boolean;
}

/**
 * Shape and type of a dataset of samples; a dataset of one dimension is one channel unless it is interleaved.
 * @throws CorruptFile (other shapes), Unsupported (types that no recording has), TruncatedFile (more samples than bytes)
 */
export async function checkSamples(
  file: Hdf5File,
  path: string,
  layout: Hdf5Samples["layout"],
  interleaved?: number,
): Promise<CheckedSamples> {
  const dataset = await file.dataset(path);
  const { shape } = dataset;
  const dtype = SAMPLE_DTYPES.find((name) => name === dataset.dtype);
  if (dtype === undefined) {
    throw new EphysError(
      "Unsupported",
      `${file.path}: ${path} has samples of type ${String(dataset.dtype)}, which no recording has`,
      { path: file.path },
    );
  }
  refuseMissing(file, dataset);
  if (layout === "interleaved") {
    if (shape.length !== 1 || interleaved === undefined) throw wrongShape(file, dataset);
    const numSamples = Math.floor(shape[0] / interleaved);
    return { dtype, numSamples, numChannels: interleaved, isFlat: true };
  }
  if (shape.length === 1) {
    return { dtype, numSamples: shape[0], numChannels: 1, isFlat: true };
  }
  if (shape.length !== 2) throw wrongShape(file, dataset);
  const [numSamples, numChannels] = layout === "time-first" ? shape : [shape[1], shape[0]];
  return { dtype, numSamples, numChannels, isFlat: false };
}

function wrongShape(file: Hdf5File, { path, shape }: Hdf5Dataset): EphysError {
  return new EphysError(
    "CorruptFile",
    `${file.path}: ${path} has the shape [${shape.join(", ")}], which is not that of a recording`,
    { path: file.path },
  );
}

/** A dataset in one block is as long in the file as in memory. */
function refuseMissing(file: Hdf5File, dataset: Hdf5Dataset): void {
  const bytes = sizeOfShape(dataset.shape) * dataset.itemBytes;
  if (dataset.chunks || bytes <= file.sizeBytes) return;
  throw new EphysError(
    "TruncatedFile",
    `${file.path}: ${dataset.path} claims ${String(bytes)} bytes of samples, the file has ${String(file.sizeBytes)}`,
    { path: file.path, expectedBytes: bytes, actualBytes: file.sizeBytes },
  );
}

/** Reads windows of datasets, one per segment; only the asked frames and the span of the asked channels. */
export class Hdf5Traces {
  readonly #segments: readonly Hdf5Samples[];

  constructor(segments: readonly Hdf5Samples[]) {
    this.#segments = segments;
  }

  /** Fills `out` with [frame × channel]; the window lies within its segment. */
  async read(range: TraceRange, out: SampleArray): Promise<void> {
    const samples = this.#segments[range.segmentIndex];
    const channels = pickedChannels(samples, range.channelIndices);
    const first = samples.layout === "interleaved" ? 0 : channels.reduce((a, b) => Math.min(a, b));
    const last =
      samples.layout === "interleaved"
        ? samples.numChannels
        : channels.reduce((a, b) => Math.max(a, b)) + 1;
    const { file, dataset } = samples;
    const window = windowOf(samples, range, [first, last]);
    const value = await file.read(dataset, window);
    if (value.kind !== "array" || Array.isArray(value.array.data)) {
      throw new EphysError("CorruptFile", `${file.path}: ${dataset} holds no samples`, {
        path: file.path,
      });
    }
    const source = value.array.data as SampleArray; // checked when the recording was opened
    copy(source, channels, { samples, first, width: last - first, range }, out);
    samples.adjust?.(out);
  }
}

function pickedChannels(
  { numChannels, fileChannels }: Hdf5Samples,
  asked: Int32Array | undefined,
): Int32Array {
  const all = fileChannels ?? Int32Array.from({ length: numChannels }, (_, i) => i);
  return asked ? asked.map((i) => all[i]) : all;
}

function windowOf(
  { layout, numChannels, isFlat }: Hdf5Samples,
  { startFrame, endFrame }: TraceRange,
  columns: readonly [number, number],
): Hdf5Window {
  if (layout === "interleaved") return [[startFrame * numChannels, endFrame * numChannels]];
  const frames = [startFrame, endFrame] as const;
  if (isFlat) return [frames];
  return layout === "time-first" ? [frames, columns] : [columns, frames];
}

function copy(
  source: SampleArray,
  channels: Int32Array,
  read: {
    readonly samples: Hdf5Samples;
    readonly first: number;
    readonly width: number;
    readonly range: TraceRange;
  },
  out: SampleArray,
): void {
  const { samples, first, width, range } = read;
  const frames = range.endFrame - range.startFrame;
  const count = channels.length;
  if (samples.layout === "channels-first") {
    for (let c = 0; c < count; c++) {
      const row = (channels[c] - first) * frames;
      for (let i = 0; i < frames; i++) out[i * count + c] = source[row + i];
    }
    return;
  }
  if (count === width && channels.every((channel, i) => channel === first + i)) {
    out.set(source);
    return;
  }
  for (let i = 0; i < frames; i++) {
    const row = i * width - first;
    for (let c = 0; c < count; c++) out[i * count + c] = source[row + channels[c]];
  }
}
