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
import { holdsChunk, writeChecksums, type ChunkSum } from "../shared/checksums.ts";
import { livesInMemory, writeWholeFolder } from "../shared/write-folder.ts";
import { journalKey, WriteJournal } from "../shared/write-journal.ts";

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
 * on all workers, under a temporary name that becomes the folder when all is written. A write that was killed goes on
 * where it stopped; `checksums.json` has the CRC-32 of every stored chunk.
 * @throws AlreadyExists, Cancelled, WriteFailed, OutOfSpace
 */
export async function writeZarrRecording(
  recording: Recording,
  folder: string,
  ctx: ComputeContext,
): Promise<void> {
  const key = await journalKey(recording, "zarr", ctx);
  const write = async (partial: string): Promise<void> => {
    const journal = await WriteJournal.open(partial, key, ctx);
    const store: ZarrStore = { folder: partial, fs: ctx.fs };
    await writeGroup(store, "", rootAttributes(recording));
    await writeArray(store, "channel_ids", idsArray(recording.channelIds), { compressed: false });
    await writeTimes(store, recording);
    await writeProperties(store, "", propertiesOf(recording));
    await writeChecksums(partial, await writeSegments(store, recording, journal, ctx), ctx);
    await journal.finish();
  };
  // what is held in memory only may be another recording of the same description
  await writeWholeFolder(folder, ctx, write, livesInMemory(recording.dict) ? undefined : key);
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
  journal: WriteJournal,
  ctx: ComputeContext,
): Promise<ChunkSum[]> {
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
  const all = planRecordingChunks(recording);
  const sums: ChunkSum[] = [];
  const missing: number[] = [];
  for (const [i, { segmentIndex, startFrame }] of all.entries()) {
    const name = `${String(startFrame / framesPerChunk)}.0`;
    const file = `traces_seg${String(segmentIndex)}/${name}`;
    const path = pathOf(store, file);
    const sizeBytes = (await ctx.fs.stat(path))?.sizeBytes ?? 0;
    const crc32 = journal.known(i) ?? 0;
    const sum = { file, offsetBytes: 0, sizeBytes, crc32 };
    sums.push(sum);
    const isThere = journal.known(i) !== undefined && (await holdsChunk(path, sum, ctx));
    if (!isThere) missing.push(i);
  }
  const chunks = missing.map((i) => all[i]);
  const skipped = all.length - chunks.length;
  let samplesDone = 0;
  ctx.report({ step: "write recording", fraction: skipped / Math.max(1, all.length), samplesDone });
  const args = { recording: recording.dict, framesPerChunk };
  await ctx.executor.run(writeZarrTask, args, chunks, async (bytes, chunk, index) => {
    throwIfCancelled(ctx.cancel);
    const position = missing[index];
    const { file } = sums[position];
    const crc32 = ctx.kernels.crc32(bytes);
    await store.fs.writeFile(pathOf(store, file), bytes);
    await journal.add(position, crc32);
    sums[position] = { file, offsetBytes: 0, sizeBytes: bytes.length, crc32 };
    samplesDone += (chunk.endFrame - chunk.startFrame) * numChannels;
    const fraction = (skipped + index + 1) / all.length;
    ctx.report({ step: "write recording", fraction, samplesDone });
  });
  return sums;
}
