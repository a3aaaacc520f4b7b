import type { CoreContext } from "#core/compute/index.ts";
import type { Hdf5File } from "#core/io/index.ts";
import { EphysError, type Probe } from "#core/model/index.ts";
import { checkSamples, Hdf5Traces, openHdf5, readNumber, readText } from "../shared/hdf5/index.ts";
import type { Session, SignalChannel, SignalStream } from "../shared/session/index.ts";
import { readMapping, probeOf, type Mapping } from "./mapping.ts";

/** Files of this version hold one well, without the groups of later ones. */
export const OLD_VERSION = 20_160_704;

/** A file's wells, each a stream with its probe. */
export interface MaxwellFile {
  readonly session: Session;
  readonly probes: ReadonlyMap<string, Probe>;
  readonly recName: string | undefined;
}

interface Well {
  readonly id: string;
  readonly samples: string;
  readonly settings: string;
  readonly mapping: string;
}

/** @throws CorruptFile, Unsupported, InvalidParameter (which of several recordings) and those of opening */
export async function openMaxwell(
  path: string,
  recName: string | null | undefined,
  ctx: CoreContext,
): Promise<MaxwellFile> {
  const file = await openHdf5(path, ctx);
  const version = Number(await readText(file, "/version"));
  if (!Number.isInteger(version) || version < OLD_VERSION) {
    throw new EphysError("Unsupported", `${path}: MaxWell version ${String(version)} is not read`, {
      path,
    });
  }
  const isOld = version === OLD_VERSION;
  const found = isOld ? undefined : await findWells(file, recName ?? undefined);
  const wells = found?.wells ?? [
    { id: "well000", samples: "/sig", settings: "/settings", mapping: "/mapping" },
  ];
  const streams: SignalStream[] = [];
  const channels: SignalChannel[] = [];
  const probes = new Map<string, Probe>();
  for (const well of wells) {
    const rate = isOld ? 20_000 : await readNumber(file, `${well.settings}/sampling`);
    const mapping = await readMapping(file, well.mapping);
    const gain = await gainOf(file, well.settings);
    const stream = await streamOf(file, well, mapping);
    streams.push(stream.stream);
    probes.set(well.id, probeOf(mapping));
    for (const [i, channel] of mapping.channels.entries()) {
      channels.push({
        id: String(channel),
        name: `ch${String(channel)} elec${String(mapping.electrodes[i])}`,
        samplingFrequency: rate,
        dtype: stream.dtype,
        units: "uV",
        gain,
        offset: 0,
        streamId: well.id,
      });
    }
  }
  const session: Session = {
    reader: "MaxwellRawIO",
    numSegments: 1,
    streams,
    channels,
    spikeChannels: [],
    eventChannels: [],
  };
  return { session, probes, recName: found?.recName };
}

async function findWells(
  file: Hdf5File,
  asked: string | undefined,
): Promise<{ wells: Well[]; recName: string }> {
  const names = new Map<string, readonly string[]>();
  for (const { name } of await file.list("/wells")) {
    names.set(
      name,
      (await file.list(`/wells/${name}`)).map((entry) => entry.name),
    );
  }
  const all = [...new Set([...names.values()].flat())].sort();
  const details = { path: file.path, parameter: "rec_name" };
  const recName = asked ?? (all.length === 1 ? all[0] : undefined);
  if (recName === undefined || !all.includes(recName)) {
    throw new EphysError(
      all.length === 0 ? "CorruptFile" : "InvalidParameter",
      `${file.path} holds the recordings ${all.join(", ") || "(none)"}: say which one (rec_name)`,
      details,
    );
  }
  const wells: Well[] = [];
  for (const [id, recordings] of names) {
    const group = `/wells/${id}/${recName}`;
    const samples = `${group}/groups/routed/raw`;
    // a well that was recorded without routed electrodes has no signals
    if (!recordings.includes(recName) || (await file.kindOf(samples)) !== "dataset") continue;
    wells.push({
      id,
      samples,
      settings: `${group}/settings`,
      mapping: `${group}/settings/mapping`,
    });
  }
  return { wells, recName };
}

/** uV per bit: the file's own, or from the amplifier's gain over 10 bits of 3.3 V */
async function gainOf(file: Hdf5File, settings: string): Promise<number> {
  if ((await file.kindOf(`${settings}/lsb`)) === "dataset") {
    return (await readNumber(file, `${settings}/lsb`)) * 1e6;
  }
  const hasGain = (await file.kindOf(`${settings}/gain`)) === "dataset";
  const gain = hasGain ? await readNumber(file, `${settings}/gain`) : 512;
  return (3.3 / (1024 * gain)) * 1e6;
}

async function streamOf(
  file: Hdf5File,
  { id, samples: dataset }: Well,
  { channels }: Mapping,
): Promise<{ stream: SignalStream; dtype: SignalChannel["dtype"] }> {
  const about = await checkSamples(file, dataset, "channels-first");
  const { dtype, numSamples, numChannels } = about;
  // old files store every amplifier channel, new ones those that are mapped, in order
  const rows = numChannels === channels.length ? undefined : Int32Array.from(channels);
  if (rows?.some((row) => row >= numChannels)) {
    throw new EphysError(
      "CorruptFile",
      `${file.path}: ${dataset} has ${String(numChannels)} rows for ${String(channels.length)} mapped channels`,
      { path: file.path },
    );
  }
  const samples = {
    file,
    dataset,
    layout: "channels-first" as const,
    numChannels,
    ...(rows && { fileChannels: rows }),
  };
  const stream: SignalStream = {
    id,
    name: id,
    segments: [{ numSamples, tStartS: 0 }],
    traces: () => new Hdf5Traces([samples]),
  };
  return { stream, dtype };
}
