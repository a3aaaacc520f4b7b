import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { ChannelEvents, EventData } from "../define.ts";
import type { SpikeGlxFile } from "./streams.ts";
import { scanFolder } from "./scan.ts";
import { streamsOf } from "./stream-list.ts";

/** Samples of the digital word read at a time. */
const BLOCK_FRAMES = 1 << 18;

/**
 * Edges on the digital lines of the NI-DAQ: rising ones first, then falling ones. As in the reference every segment shows
 * the first one's events.
 * @throws StreamNotFound when the folder has no nidq stream
 */
export async function readSpikeGlxEvents(folder: string, ctx: CoreContext): Promise<EventData> {
  const streams = streamsOf(await scanFolder(folder, ctx), false);
  const stream = streams.find(({ first }) => first.kind === "nidq");
  if (!stream) {
    throw new EphysError("StreamNotFound", `${folder} has no nidq stream, so it has no events`, {
      streams: streams.map(({ id }) => id),
    });
  }
  const { first, id } = stream;
  const lines = digitalLines(first);
  const events = lines.length === 0 ? [] : await readEdges(first, id, lines, ctx);
  return {
    channel_ids: lines.map((line) => `${id}#XD${String(line)}`),
    segments: stream.segments.map(() => events),
  };
}

/** Lines in `niXDChans1`, e.g. "0,1,3" or "0:7". */
function digitalLines({ meta }: SpikeGlxFile): number[] {
  const text = meta.values.get("niXDChans1") ?? "";
  if (text === "") return [];
  const lines: number[] = [];
  for (const part of text.split(",")) {
    const [from, to = from] = part.split(":").map(Number);
    if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to > 31) {
      throw new EphysError("CorruptFile", `${meta.path} has niXDChans1 = "${text.slice(0, 40)}"`, {
        path: meta.path,
      });
    }
    for (let line = from; line <= to; line++) lines.push(line);
  }
  return lines;
}

/** Where a line lies: 16 lines to a word, words after the analog channels. */
interface LinePlace {
  readonly line: number;
  readonly column: number;
  readonly bit: number;
  readonly rising: number[];
  readonly falling: number[];
}

async function readEdges(
  file: SpikeGlxFile,
  stream: string,
  lines: readonly number[],
  ctx: CoreContext,
): Promise<ChannelEvents[]> {
  const { numChannels, samplingFrequency, channelNames } = file;
  const analog = channelNames.filter((name) => !name.startsWith("XD")).length;
  const places = lines.map((line): LinePlace => ({
    line,
    column: analog + (line >> 4),
    bit: 1 << (line & 15),
    rising: [],
    falling: [],
  }));
  const total = Math.floor(file.binBytes / 2 / numChannels);
  const source = await ctx.fs.openBytes(file.binPath);
  try {
    // one frame more in front, so that an edge between two blocks is seen
    const block = new Int16Array((BLOCK_FRAMES + 1) * numChannels);
    for (let start = 0; start < total; start += BLOCK_FRAMES) {
      const first = Math.max(0, start - 1);
      const frames = Math.min(total, start + BLOCK_FRAMES) - first;
      const bytes = new Uint8Array(block.buffer, 0, frames * numChannels * 2);
      await source.readInto(first * numChannels * 2, bytes);
      for (const place of places) {
        if (place.column < numChannels) findEdges(block, numChannels, { first, frames }, place);
      }
    }
  } finally {
    await source.close();
  }
  return places.map(({ line, rising, falling }) => {
    const frames = [...rising, ...falling];
    const name = `XD${String(line)}`;
    return {
      channel_id: `${stream}#${name}`,
      time: Float64Array.from(frames, (frame) => frame / samplingFrequency),
      duration: new Float64Array(frames.length).fill(NaN),
      label: frames.map((_, i) => `${name} ${i < rising.length ? "ON" : "OFF"}`),
    };
  });
}

function findEdges(
  block: Int16Array,
  numChannels: number,
  { first, frames }: { readonly first: number; readonly frames: number },
  { column, bit, rising, falling }: LinePlace,
): void {
  let last = block[column] & bit;
  for (let frame = 1; frame < frames; frame++) {
    const now = block[frame * numChannels + column] & bit;
    if (now === last) continue;
    (now === 0 ? falling : rising).push(first + frame);
    last = now;
  }
}
