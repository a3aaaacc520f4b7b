import { ndArray } from "#core/array/index.ts";
import {
  chunkFrames,
  planRecordingChunks,
  throwIfCancelled,
  type Chunk,
  type ChunkTask,
  type ComputeContext,
} from "#core/compute/index.ts";
import {
  allocateSamples,
  bytesPerSample,
  probeGroupToJson,
  type ExtractorDict,
  type JsonObject,
} from "#core/model/index.ts";
import { contactVector, type Recording } from "#core/recording/index.ts";
import {
  DEFAULT_COMPRESSOR,
  encodeChunk,
  pathOf,
  writeArray,
  writeArrayMetadata,
  writeGroup,
  type ZarrStore,
} from "#core/zarr/index.ts";
import { sampleTypeString } from "../shared/sample-type.ts";
import { idsArray } from "./ids-array.ts";
import { writeProperties } from "./properties.ts";
import { livesInMemory, writeWholeFolder } from "../shared/write-folder.ts";

const CODECS = { compressor: DEFAULT_COMPRESSOR, filters: [] } as const;

interface ChunkArgs {
  readonly recording: ExtractorDict;
  readonly framesPerChunk: number;
}

interface ChunkState {
  readonly recording: Recording;
  readonly framesPerChunk: number;
}

/** Reads chunks and compresses them: what a worker does when a recording is written as zarr. */
export const writeZarrTask: ChunkTask<ChunkArgs, ChunkState, Uint8Array> = {
  name: "write_zarr",
  prepare: async ({ recording, framesPerChunk }, ctx) => ({
    recording: await ctx.openRecording(recording),
    framesPerChunk,
  }),
  async run({ recording, framesPerChunk }, { segmentIndex, startFrame, endFrame }: Chunk) {
    const numChannels = recording.channelIds.length;
    // a chunk at the end is stored whole, zeros behind the last sample
    const samples = allocateSamples(recording.dtype, framesPerChunk * numChannels);
    const used = samples.subarray(0, (endFrame - startFrame) * numChannels);
    await recording.readTraces(segmentIndex, startFrame, endFrame, undefined, used);
    const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    const source = `segment ${String(segmentIndex)}, frame ${String(startFrame)}`;
    return encodeChunk(bytes, CODECS, bytesPerSample(recording.dtype), source);
  },
  transfer: ({ buffer }) => (buffer instanceof ArrayBuffer ? [buffer] : []),
};

/**
 * Writes a recording as SpikeInterface's zarr folder (inventory 2.3): chunks of one second over all channels, compressed
 * on all workers, under a temporary name that becomes the folder when all is written.
 * @throws AlreadyExists, Cancelled, WriteFailed, OutOfSpace
 */
export async function writeZarrRecording(
  recording: Recording,
  folder: string,
  ctx: ComputeContext,
): Promise<void> {
  await writeWholeFolder(folder, ctx, async (partial) => {
    const store: ZarrStore = { folder: partial, fs: ctx.fs };
    await writeGroup(store, "", rootAttributes(recording));
    await writeArray(store, "channel_ids", idsArray(recording.channelIds), { compressed: false });
    await writeTimes(store, recording);
    await writeProperties(store, "", propertiesOf(recording));
    await writeSegments(store, recording, ctx);
  });
}

function rootAttributes(recording: Recording): JsonObject {
  const { probeGroup } = recording;
  return {
    provenance: livesInMemory(recording.dict) ? null : recording.dict,
    sampling_frequency: recording.samplingFrequency,
    num_segments: recording.numSamples.length,
    ...(probeGroup && { probe: { probes: probeGroupToJson(probeGroup)["probes"] } }),
    annotations: recording.annotations,
  };
}

function propertiesOf({ properties, probeGroup, channelIds }: Recording): Recording["properties"] {
  if (!probeGroup) return properties;
  const vector = contactVector(probeGroup, channelIds.length);
  return new Map([...properties, ["contact_vector", vector]]);
}

async function writeTimes(store: ZarrStore, { times }: Recording): Promise<void> {
  for (const [i, { timeVectorS }] of times.entries()) {
    if (!timeVectorS) continue;
    const array = ndArray("float64", [timeVectorS.length], timeVectorS);
    await writeArray(store, `times_seg${String(i)}`, array, { compressed: true });
  }
  const starts = Float64Array.from(times, ({ tStartS, timeVectorS }) =>
    timeVectorS ? NaN : (tStartS ?? NaN),
  );
  if (starts.every((start) => Number.isNaN(start))) return;
  await writeArray(store, "t_starts", ndArray("float64", [starts.length], starts), {
    compressed: false,
  });
}

async function writeSegments(
  store: ZarrStore,
  recording: Recording,
  ctx: ComputeContext,
): Promise<void> {
  const numChannels = recording.channelIds.length;
  const framesPerChunk = chunkFrames(recording.samplingFrequency, 1);
  const dtype = sampleTypeString({ dtype: recording.dtype, bigEndian: false });
  for (const [i, total] of recording.numSamples.entries()) {
    await writeArrayMetadata(store, `traces_seg${String(i)}`, {
      shape: [total, numChannels],
      chunks: [framesPerChunk, numChannels],
      dtype,
      ...CODECS,
    });
  }
  const chunks = planRecordingChunks(recording);
  let samplesDone = 0;
  ctx.report({ step: "write recording", fraction: 0, samplesDone });
  const args = { recording: recording.dict, framesPerChunk };
  await ctx.executor.run(writeZarrTask, args, chunks, async (bytes, chunk, index) => {
    throwIfCancelled(ctx.cancel);
    const { segmentIndex, startFrame, endFrame } = chunk;
    const name = `${String(startFrame / framesPerChunk)}.0`;
    await store.fs.writeFile(pathOf(store, `traces_seg${String(segmentIndex)}`, name), bytes);
    samplesDone += (endFrame - startFrame) * numChannels;
    ctx.report({ step: "write recording", fraction: (index + 1) / chunks.length, samplesDone });
  });
}
