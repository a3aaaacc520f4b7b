import type { CoreContext } from "#core/compute/index.ts";
import type { Hdf5File } from "#core/io/index.ts";
import { EphysError } from "#core/model/index.ts";
import { attributeText, openHdf5 } from "../hdf5/index.ts";
import type { Session, SignalStream } from "../session/index.ts";
import { readEventChannels, readUnits } from "./marks.ts";
import { membersOf, readSignals, type NixSignal } from "./signals.ts";
import { NixTraces } from "./traces.ts";

/*
 * neo's layout of NIX: /data/<block>/groups/<segment>/data_arrays/<signal>. A signal is one channel; the channels of one
 * AnalogSignal share the part of their name before its last dot.
 */

export interface NixOptions {
  readonly block: number | undefined;
  /** rates and stream names as neo gives them */
  readonly asNeo: boolean;
}

async function blocksOf(file: Hdf5File): Promise<string[]> {
  return membersOf(file, "/data");
}

/** How many blocks a file has. */
export async function countBlocks(path: string, ctx: CoreContext): Promise<number> {
  return (await blocksOf(await openHdf5(path, ctx))).length;
}

/** @throws FileNotFound, FormatNotRecognised, CorruptFile, InvalidParameter (which block) */
export async function openNix(
  path: string,
  { block, asNeo }: NixOptions,
  ctx: CoreContext,
): Promise<Session> {
  const file = await openHdf5(path, ctx);
  const root = await chooseBlock(file, block);
  const segments: string[] = [];
  for (const group of await membersOf(file, `${root}/groups`)) {
    if (attributeText((await file.attributes(group))["type"]) === "neo.segment") {
      segments.push(group);
    }
  }
  if (segments.length === 0) {
    throw new EphysError(
      "FormatNotRecognised",
      `${path}: ${root} holds no segment that neo wrote`,
      {
        path,
      },
    );
  }
  const signals: (readonly NixSignal[])[] = [];
  for (const segment of segments) signals.push(await readSignals(file, segment, asNeo));
  return {
    reader: "NIXRawIO",
    numSegments: segments.length,
    ...streamsOf(file, signals, asNeo),
    ...(await readUnits(file, segments)),
    ...(await readEventChannels(file, segments)),
  };
}

async function chooseBlock(file: Hdf5File, asked: number | undefined): Promise<string> {
  const blocks = await blocksOf(file);
  const index = asked ?? (blocks.length === 1 ? 0 : NaN);
  const found = Number.isNaN(index) ? undefined : blocks.at(index);
  if (found !== undefined) return found;
  throw new EphysError(
    "InvalidParameter",
    `${file.path} has ${String(blocks.length)} blocks; say which one (block_index, from 0)`,
    { path: file.path, parameter: "block_index" },
  );
}

function streamsOf(
  file: Hdf5File,
  segments: readonly (readonly NixSignal[])[],
  asNeo: boolean,
): Pick<Session, "streams" | "channels"> {
  const [first] = segments;
  const groups = [...new Set(first.map(({ group }) => group))];
  const streams = groups.map((group, index): SignalStream => {
    const own = first.flatMap((signal, i) => (signal.group === group ? [i] : []));
    const pieces = segments.map((signals, s) => sameSignals(file, signals, own, first, s));
    return {
      id: String(index),
      name: asNeo ? "" : first[own[0]].name,
      segments: pieces.map(([{ numSamples, tStartS }]) => ({ numSamples, tStartS })),
      traces: () => new NixTraces(file, pieces),
    };
  });
  const channels = first.map(({ id, name, samplingFrequency, dtype, units, group }) => ({
    id,
    name,
    samplingFrequency,
    dtype,
    units,
    gain: 1,
    offset: 0,
    streamId: String(groups.indexOf(group)),
  }));
  return { streams, channels };
}

/** The signals of a stream in one segment. @throws InvalidValue when they are not those of the first one */
function sameSignals(
  file: Hdf5File,
  signals: readonly NixSignal[],
  own: readonly number[],
  first: readonly NixSignal[],
  segment: number,
): readonly NixSignal[] {
  const found = own.flatMap((i) => (i < signals.length ? [signals[i]] : []));
  const fits =
    found.length === own.length &&
    found.every(
      (signal, k) =>
        signal.dtype === first[own[k]].dtype &&
        signal.samplingFrequency === first[own[k]].samplingFrequency &&
        signal.numSamples === found[0].numSamples,
    );
  if (fits) return found;
  throw new EphysError(
    "InvalidValue",
    `${file.path}: the signals of segment ${String(segment)} differ from those of segment 0 in number, rate, type or length`,
    { path: file.path, segment },
  );
}
