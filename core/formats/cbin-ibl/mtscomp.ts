import type { CoreContext } from "#core/compute/index.ts";
import type { ByteSource, FileSystemPort } from "#core/io/index.ts";
import {
  bytesPerSample,
  EphysError,
  viewSamples,
  type JsonValue,
  type SampleArray,
  type SampleDType,
} from "#core/model/index.ts";
import { unpackZlib } from "#core/zarr/index.ts";
import { jsonCount, readJsonObject, requireFile } from "../shared/files.ts";
import { parseSampleType } from "../shared/sample-type.ts";

/*
 * mtscomp (International Brain Laboratory, version 1.0): chunks of samples, each as differences along time (and, if
 * asked, along channels) that zlib packed; a .ch file of JSON says where the chunks lie.
 */

/** zlib packs no more than 1032 to 1. */
const MAX_RATIO = 1040;
const MAX_CHANNELS = 100_000;

export interface MtscompHeader {
  readonly numChannels: number;
  readonly dtype: SampleDType;
  /** first sample of each chunk, and the end */
  readonly bounds: readonly number[];
  /** first byte of each chunk, and the end */
  readonly offsets: readonly number[];
  /** C: sample after sample; F: channel after channel */
  readonly order: "C" | "F";
  readonly timeDifferences: boolean;
  readonly channelDifferences: boolean;
}

/** @throws MissingSibling, CorruptFile, TruncatedFile, Unsupported */
export async function readMtscompHeader(
  path: string,
  dataPath: string,
  ctx: CoreContext,
): Promise<MtscompHeader> {
  const json = await readJsonObject(path, ctx, dataPath);
  const fileBytes = await requireFile(dataPath, ctx);
  const algorithm = json["algorithm"] ?? "zlib";
  const order = json["chunk_order"];
  if (algorithm !== "zlib" || (order !== "C" && order !== "F")) {
    throw new EphysError(
      "Unsupported",
      `${path} names algorithm ${JSON.stringify(algorithm)} and chunk_order ${JSON.stringify(order)}; zlib with C or F is read`,
      { path },
    );
  }
  const bounds = ascending(json["chunk_bounds"], "chunk_bounds", path);
  const offsets = ascending(json["chunk_offsets"], "chunk_offsets", path);
  if (bounds.length !== offsets.length) {
    throw new EphysError(
      "CorruptFile",
      `${path} has chunk_bounds and chunk_offsets of unequal length`,
      {
        path,
      },
    );
  }
  if ((offsets.at(-1) ?? 0) > fileBytes) {
    throw new EphysError(
      "TruncatedFile",
      `${dataPath} has ${String(fileBytes)} bytes; ${path} promises ${String(offsets.at(-1))}`,
      { path: dataPath },
    );
  }
  const header = {
    numChannels: jsonCount(json, "n_channels", path, { least: 1, most: MAX_CHANNELS }),
    dtype: parseSampleType(typeof json["dtype"] === "string" ? json["dtype"] : "").dtype,
    bounds,
    offsets,
    order,
    timeDifferences: json["do_time_diff"] === true,
    channelDifferences: json["do_spatial_diff"] === true,
  } as const;
  checkSizes(header, path);
  return header;
}

function ascending(value: JsonValue | undefined, name: string, path: string): number[] {
  const list: readonly JsonValue[] = Array.isArray(value) ? value : [];
  const numbers = list.filter((item): item is number => Number.isSafeInteger(item));
  const rises = numbers.every((n, i) => (i === 0 ? n >= 0 : n > numbers[i - 1]));
  if (numbers.length === list.length && numbers.length > 1 && rises) return numbers;
  throw new EphysError("CorruptFile", `${path} has no ascending list of numbers ${name}`, {
    path,
    name,
  });
}

/** Chunks that no compression could have packed so small are not there. */
function checkSizes({ bounds, offsets, numChannels, dtype }: MtscompHeader, path: string): void {
  if (bounds[0] !== 0) {
    throw new EphysError("CorruptFile", `${path} has chunk_bounds that do not begin at 0`, {
      path,
    });
  }
  for (let k = 1; k < bounds.length; k++) {
    const unpacked = (bounds[k] - bounds[k - 1]) * numChannels * bytesPerSample(dtype);
    if (unpacked <= (offsets[k] - offsets[k - 1]) * MAX_RATIO + 64) continue;
    throw new EphysError(
      "CorruptFile",
      `${path}: chunk ${String(k - 1)} cannot hold ${String(bounds[k] - bounds[k - 1])} samples of ${String(numChannels)} channels`,
      { path, chunk: k - 1 },
    );
  }
}

/** Samples of a chunk, [sample × channel]. @throws CorruptFile */
export async function readMtscompChunk(
  source: ByteSource,
  header: MtscompHeader,
  chunk: number,
  { path, fs }: { readonly path: string; readonly fs: FileSystemPort },
): Promise<SampleArray> {
  const { bounds, offsets, numChannels, dtype } = header;
  const packed = new Uint8Array(offsets[chunk + 1] - offsets[chunk]);
  await source.readInto(offsets[chunk], packed);
  const numSamples = bounds[chunk + 1] - bounds[chunk];
  const count = numSamples * numChannels;
  const place = `${path}, chunk ${String(chunk)}`;
  const bytes = await unpackZlib(packed, count * bytesPerSample(dtype), place, fs.decoders);
  const stored = viewSamples(dtype, bytes.buffer, bytes.byteOffset, count);
  if (header.order === "F" && header.timeDifferences && !header.channelDifferences) {
    return turnedSums(stored, numSamples, numChannels);
  }
  const samples = header.order === "F" ? turned(stored, numSamples, numChannels) : stored;
  if (header.channelDifferences) addUpChannels(samples, numChannels);
  if (header.timeDifferences) addUpTime(samples, numChannels);
  return samples;
}

/** [channel × sample] as [sample × channel]. */
function turned(stored: SampleArray, numSamples: number, numChannels: number): SampleArray {
  const out = stored.slice();
  for (let c = 0; c < numChannels; c++) {
    const from = c * numSamples;
    for (let i = 0; i < numSamples; i++) out[i * numChannels + c] = stored[from + i];
  }
  return out;
}

/** Frames turned at a time: their rows stay in the cache. */
const TILE_FRAMES = 64;

/** [channel × difference] as [sample × channel], summed along time: what nearly all files hold, in one go. */
function turnedSums(stored: SampleArray, numSamples: number, numChannels: number): SampleArray {
  const out = stored.slice();
  for (let first = 0; first < numSamples; first += TILE_FRAMES) {
    const end = Math.min(numSamples, first + TILE_FRAMES);
    for (let c = 0; c < numChannels; c++) {
      const from = c * numSamples;
      let at = first * numChannels + c;
      let sum = first === 0 ? 0 : out[at - numChannels];
      for (let i = first; i < end; i++, at += numChannels) {
        out[at] = sum + stored[from + i];
        // read back: the storage's type wraps
        sum = out[at];
      }
    }
  }
  return out;
}

function addUpChannels(samples: SampleArray, numChannels: number): void {
  for (let row = 0; row < samples.length; row += numChannels) {
    for (let c = 1; c < numChannels; c++) samples[row + c] += samples[row + c - 1];
  }
}

/** The storage's type wraps, as NumPy's sum in the array's own type does. */
function addUpTime(samples: SampleArray, numChannels: number): void {
  for (let i = numChannels; i < samples.length; i++) samples[i] += samples[i - numChannels];
}
