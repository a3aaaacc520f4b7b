import { isStructured, toFloat64 } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import {
  allocateSamples,
  EphysError,
  probeGroupFromJson,
  type ChannelId,
  type JsonObject,
  type ProbeGroup,
  type SampleArray,
} from "#core/model/index.ts";
import {
  probeGroupFromContactVector,
  RecordingBase,
  type Recording,
  type RecordingFacts,
  type SegmentTimes,
  type TraceRange,
} from "#core/recording/index.ts";
import {
  ChunkCache,
  hasArray,
  openArray,
  pathOf,
  readAttributes,
  readBox,
  readPlainArray,
  type ZarrArray,
  type ZarrStore,
} from "#core/zarr/index.ts";
import { attachWholeProbe } from "../shared/whole-probe.ts";
import { parseSampleType } from "../shared/sample-type.ts";
import { compressionRatio } from "./compression-ratio.ts";
import { readMetadata } from "./properties.ts";
import { readIds, segmentCount, samplingRate } from "./root.ts";
import { ZARR_RECORDING_CLASS } from "./si-class.ts";

/** A recording whose samples lie in the chunks of a zarr store; a window reads only the chunks that it touches. */
class ZarrRecording extends RecordingBase {
  readonly #segments: readonly ZarrArray[];
  readonly #bigEndian: boolean;
  readonly #cache = new ChunkCache();
  readonly #ctx: CoreContext;

  constructor(
    facts: RecordingFacts,
    kwargs: JsonObject,
    segments: readonly ZarrArray[],
    ctx: CoreContext,
  ) {
    super({ ...facts, exactWindows: true }, { siClass: ZARR_RECORDING_CLASS, kwargs });
    this.#segments = segments;
    this.#bigEndian = segments.some(({ metadata }) => sampleTypeOf({ metadata }).startsWith(">"));
    this.#ctx = ctx;
  }

  protected async readWindow(range: TraceRange, out: SampleArray): Promise<void> {
    const { channelIndices } = range;
    if (channelIndices === undefined) {
      await this.#readColumns(range, 0, this.channelIds.length, out);
      return;
    }
    const first = channelIndices.reduce((a, b) => Math.min(a, b), Infinity);
    const last = channelIndices.reduce((a, b) => Math.max(a, b), -1) + 1;
    const width = last - first;
    const block = allocateSamples(this.dtype, (range.endFrame - range.startFrame) * width);
    await this.#readColumns(range, first, last, block);
    const picked = channelIndices.map((channel) => channel - first);
    this.#ctx.kernels.pickChannels(block, width, picked, out);
  }

  async #readColumns(
    { segmentIndex, startFrame, endFrame }: TraceRange,
    first: number,
    last: number,
    out: SampleArray,
  ): Promise<void> {
    const bytes = new Uint8Array(out.buffer, out.byteOffset, out.byteLength);
    const box = { start: [startFrame, first], end: [endFrame, last] };
    await readBox(this.#segments[segmentIndex], box, bytes, "refuse", this.#cache.read);
    if (this.#bigEndian) swapBytes(bytes, out.BYTES_PER_ELEMENT);
  }
}

function swapBytes(bytes: Uint8Array, itemBytes: number): void {
  for (let i = 0; i < bytes.length; i += itemBytes) {
    bytes.subarray(i, i + itemBytes).reverse();
  }
}

/**
 * @param measure note the compression ratio in the annotations
 * @throws MissingSibling, CorruptFile, Unsupported
 */
export async function readZarrRecording(
  folder: string,
  measure: boolean,
  ctx: CoreContext,
): Promise<Recording> {
  const store: ZarrStore = { folder, fs: ctx.fs };
  const attributes = await readAttributes(store, "");
  const channelIds: readonly ChannelId[] = await readIds(store, "channel_ids");
  const segments: ZarrArray[] = [];
  for (let i = 0; i < segmentCount(attributes, folder); i++) {
    segments.push(await openTraces(store, `traces_seg${String(i)}`, channelIds.length));
  }
  const [firstSegment] = segments;
  const types = new Set(segments.map(sampleTypeOf));
  if (types.size > 1) {
    throw new EphysError("CorruptFile", `the segments of ${folder} differ in their sample type`, {
      path: folder,
    });
  }
  const numSamples = segments.map(({ metadata }) => metadata.shape[0]);
  const { properties, annotations } = await readMetadata(store, "", channelIds.length);
  const vector = properties.get("contact_vector");
  properties.delete("contact_vector");
  const facts: RecordingFacts = {
    channelIds,
    samplingFrequency: samplingRate(attributes, folder),
    dtype: parseSampleType(sampleTypeOf(firstSegment)).dtype,
    numSamples,
    times: await readTimes(store, numSamples),
  };
  const stored = attributes["probe"] ?? attributes["probegroup"];
  let group: ProbeGroup | undefined;
  if (stored !== undefined && stored !== null) {
    group = probeGroupFromJson(stored, `the probe of ${folder}`);
  } else if (vector && isStructured(vector)) group = probeGroupFromContactVector(vector, folder);
  const withProbe = group ? attachWholeProbe(facts, group, folder) : facts;
  return new ZarrRecording(
    {
      ...withProbe,
      properties: new Map([...(withProbe.properties ?? []), ...properties]),
      annotations: {
        ...withProbe.annotations,
        ...annotations,
        ...(measure && (await compressionRatio(segments))),
      },
    },
    { folder_path: folder, storage_options: null, load_compression_ratio: measure },
    segments,
    ctx,
  );
}

/** NumPy's type string; records are no samples and fit none. */
function sampleTypeOf({ metadata: { dtype } }: Pick<ZarrArray, "metadata">): string {
  return typeof dtype === "string" ? dtype : "records";
}

async function openTraces(store: ZarrStore, key: string, numChannels: number): Promise<ZarrArray> {
  const array = await openArray(store, key);
  const { shape } = array.metadata;
  if (shape.length === 2 && shape[1] === numChannels) return array;
  const path = pathOf(store, key);
  throw new EphysError(
    "CorruptFile",
    `${path} has the shape [${shape.join(", ")}] where ${String(numChannels)} channels are needed`,
    { path },
  );
}

async function readTimes(store: ZarrStore, numSamples: readonly number[]): Promise<SegmentTimes[]> {
  const hasStarts = await hasArray(store, "t_starts");
  const starts = hasStarts ? toFloat64(await readPlainArray(store, "t_starts")) : undefined;
  const times: SegmentTimes[] = [];
  for (const [i, total] of numSamples.entries()) {
    const key = `times_seg${String(i)}`;
    const start = starts?.[i];
    if (!(await hasArray(store, key))) {
      times.push(start === undefined || Number.isNaN(start) ? {} : { tStartS: start });
      continue;
    }
    const { metadata } = await openArray(store, key);
    if (metadata.shape.length !== 1 || metadata.shape[0] !== total) {
      const path = pathOf(store, key);
      throw new EphysError("CorruptFile", `${path} has not one time for each of ${String(total)} samples`, { path }); // prettier-ignore
    }
    times.push({ timeVectorS: toFloat64(await readPlainArray(store, key, "refuse")) });
  }
  return times;
}
