import { isStructured, textFromUtf8, toFloat64, type NdArray } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { ChannelEvents, EventData } from "../define.ts";
import { isFile, readNpy } from "../shared/files.ts";
import { exploreFolder, type EventFolder } from "./explore.ts";
import { wantedExperiments } from "./recording.ts";
import { chooseBlock, keysOf, sessionOf } from "./streams.ts";

export interface OpenEphysEventParams {
  readonly block_index?: number | null | undefined;
  readonly experiment_name?: string | readonly string[] | null | undefined;
  /** pulses of the older format divided by the rate twice, as SpikeInterface does; default false */
  readonly reference_ttl_times?: boolean | undefined;
}

/**
 * Messages and TTL pulses of one experiment, a channel of events per kind. A pulse is a rising edge with the falling one
 * that follows; its label is its line.
 * @throws InvalidParameter when there are several experiments and none was asked, CorruptFile
 */
export async function readOpenEphysEvents(
  folder: string,
  params: OpenEphysEventParams,
  ctx: CoreContext,
): Promise<EventData> {
  const names = await ctx.fs.list(folder);
  if (names.some((name) => name.endsWith(".continuous"))) {
    throw new EphysError(
      "Unsupported",
      `${folder} is of the Open Ephys format of one file per channel; events are read from the binary format`,
      { path: folder },
    );
  }
  const only = wantedExperiments(params.experiment_name);
  const session = sessionOf(await exploreFolder(folder, only, ctx), folder);
  const recordings = session.blocks[chooseBlock(session, params.block_index, folder)] ?? [];
  const first = session.blocks[0]?.[0];
  const keys = keysOf(first, "events");
  const kinds = keys.map((key) => first?.events.get(key)?.channelName ?? key);
  const segments: ChannelEvents[][] = [];
  for (const recording of recordings) {
    const channels: ChannelEvents[] = [];
    for (const [i, key] of keys.entries()) {
      const own = recording.events.get(key);
      if (!own) {
        throw new EphysError("MissingSibling", `${recording.folder} lacks the events ${key}`, {
          path: recording.folder,
        });
      }
      const asReference = params.reference_ttl_times ?? false;
      channels.push(await readEventFolder(own, kinds[i], asReference, ctx));
    }
    segments.push(channels);
  }
  return { channel_ids: kinds, segments };
}

async function readEventFolder(
  { folder, samplingFrequency }: EventFolder,
  channelId: string,
  asReference: boolean,
  ctx: CoreContext,
): Promise<ChannelEvents> {
  const load = async (name: string): Promise<NdArray | undefined> => {
    const path = ctx.fs.path.join(folder, `${name}.npy`);
    if (!(await isFile(path, ctx))) return undefined;
    const array = await readNpy(path, ctx);
    return isStructured(array) ? undefined : array;
  };
  const stamps = await load("timestamps");
  if (!stamps) {
    throw new EphysError("MissingSibling", `${folder} has no timestamps.npy with numbers`, {
      path: folder,
    });
  }
  const times = toFloat64(stamps);
  // since version 0.6 there are sample numbers beside, and the timestamps are seconds
  const inSeconds = await isFile(ctx.fs.path.join(folder, "sample_numbers.npy"), ctx);
  const perSecond = inSeconds ? 1 : samplingFrequency;
  const states = (await load("channel_states")) ?? (await load("states"));
  const labels = (await load("text")) ?? (await load("channels")) ?? (await load("states"));
  if (!labels || Number.isNaN(perSecond)) {
    throw new EphysError("CorruptFile", `${folder} holds events without labels or rate`, {
      path: folder,
    });
  }
  const texts = Array.from(labels.data as ArrayLike<unknown>, (value) => textOf(value));
  const counts = [texts.length, times.length, ...(states ? [states.data.length] : [])];
  if (counts.some((count) => count !== counts[0])) {
    throw new EphysError("CorruptFile", `${folder} holds event arrays of different lengths`, {
      path: folder,
      lengths: counts,
    });
  }
  if (!states || states.data.length === 0) {
    return {
      channel_id: channelId,
      time: times.map((time) => time / perSecond),
      duration: new Float64Array(times.length).fill(NaN),
      label: texts,
    };
  }
  const pulses = pulsesOf(toFloat64(states));
  // the reference divides the older format's sample numbers by the rate twice (docs/differences.md)
  const again = asReference ? perSecond : 1;
  return {
    channel_id: channelId,
    time: Float64Array.from(pulses, ([rise]) => times[rise] / perSecond / again),
    duration: Float64Array.from(pulses, ([rise, fall]) => (times[fall] - times[rise]) / perSecond),
    label: pulses.map(([rise]) => texts[rise]),
  };
}

function textOf(value: unknown): string {
  return value instanceof Uint8Array ? textFromUtf8(value) : String(value);
}

/**
 * Pairs of [rising, falling] positions in order of rising. A line's first falling edge without a rise and last rise
 * without a fall are dropped; a line whose edges then do not pair is left out, as in the reference.
 */
function pulsesOf(states: Float64Array): (readonly [number, number])[] {
  const lines = new Map<number, { rising: number[]; falling: number[] }>();
  for (const [i, state] of states.entries()) {
    const line = Math.abs(state);
    const edges = lines.get(line) ?? { rising: [], falling: [] };
    lines.set(line, edges);
    if (state === line) edges.rising.push(i);
    if (state === -line) edges.falling.push(i);
  }
  const pulses: (readonly [number, number])[] = [];
  for (const { rising, falling } of lines.values()) {
    if (rising.length === 0 || falling.length === 0) continue;
    const falls = rising[0] > falling[0] ? falling.slice(1) : falling;
    const rises = rising.length > falls.length ? rising.slice(0, -1) : rising;
    if (rises.length === falls.length) {
      for (const [i, rise] of rises.entries()) pulses.push([rise, falls[i]]);
    }
  }
  return pulses.sort(([a], [b]) => a - b);
}
