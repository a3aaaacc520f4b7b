import { ndArray } from "#core/array/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { readTracesNew } from "#core/recording/index.ts";
import { ELECTRODES, scalingAttributes, type Scaling } from "./electrodes.ts";
import { float, floats, integers, text, type NwbObjects } from "./objects.ts";
import type { TimeLine } from "./time.ts";

/** Bytes of a chunk before compression: what archives of NWB files recommend at most. */
const CHUNK_BYTES = 4 * 1024 * 1024;
const CHUNK_CHANNELS = 64;
/** Samples read and written at a time. */
const BLOCK_BYTES = 32 * 1024 * 1024;

export interface SeriesOptions {
  readonly name: string;
  readonly segment: number;
  readonly scaling: Scaling;
  readonly times: TimeLine;
  /** 0 = stored as they are */
  readonly gzip: number;
}

/** One segment of a recording as an ElectricalSeries under /acquisition, its samples as they are. */
export async function writeSeries(
  objects: NwbObjects,
  recording: Recording,
  options: SeriesOptions,
  ctx: ComputeContext,
): Promise<void> {
  const { segment, scaling, times } = options;
  const path = `/acquisition/${options.name}`;
  await objects.group(path, "ElectricalSeries", {
    comments: text("samples of all channels"),
    description: text(`segment ${String(segment)} of the recording`),
  });
  await writeSamples(objects, recording, path, options, ctx);
  const channels = recording.channelIds.map((_, i) => i);
  await objects.typedDataset(`${path}/electrodes`, "DynamicTableRegion", integers(channels), {
    description: text("electrodes of the channels"),
    table: { references: [ELECTRODES], shape: [] },
  });
  if (scaling.factors) {
    await objects.dataset(`${path}/channel_conversion`, floats(scaling.factors), {
      axis: ndArray("int32", [], Int32Array.of(1)),
    });
  }
  if (times.hasTimes[segment]) {
    await objects.dataset(`${path}/timestamps`, floats(times.timesOf(segment)), {
      interval: ndArray("int32", [], Int32Array.of(1)),
      unit: text("seconds"),
    });
  } else {
    await objects.dataset(`${path}/starting_time`, float(times.starts[segment]), {
      rate: float(recording.samplingFrequency),
      unit: text("seconds"),
    });
  }
}

async function writeSamples(
  objects: NwbObjects,
  recording: Recording,
  path: string,
  { segment, scaling, gzip }: SeriesOptions,
  ctx: ComputeContext,
): Promise<void> {
  const { dtype, channelIds } = recording;
  const width = channelIds.length;
  const total = recording.numSamples[segment];
  const data = `${path}/data`;
  const empty = await readTracesNew(recording, segment, 0, 0);
  const itemBytes = empty.BYTES_PER_ELEMENT;
  const columns = Math.min(width, CHUNK_CHANNELS);
  const rows = Math.max(1, Math.min(total, Math.floor(CHUNK_BYTES / columns / itemBytes)));
  await objects.dataset(data, ndArray(dtype, [0, width], empty), scalingAttributes(scaling), {
    chunks: [rows, columns],
    maxShape: [null, width],
    ...(gzip > 0 && { gzip }),
  });
  // whole rows of chunks, so that none is compressed twice
  const block = rows * Math.max(1, Math.floor(BLOCK_BYTES / (rows * width * itemBytes)));
  for (let start = 0; start < total; start += block) {
    if (ctx.cancel.cancelled) break;
    const end = Math.min(total, start + block);
    const samples = await readTracesNew(recording, segment, start, end);
    await objects.sink.appendRows(data, ndArray(dtype, [end - start, width], samples));
    ctx.report({ step: "write samples", fraction: end / total });
  }
}
