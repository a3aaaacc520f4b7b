import { ndArray, toFloat64, type NdArray } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import type { Hdf5File } from "#core/io/index.ts";
import { EphysError, type ChannelId } from "#core/model/index.ts";
import { floatProperty, type Recording } from "#core/recording/index.ts";
import { attributeNumber, Hdf5Recording, readArray, readNumbers } from "../hdf5/index.ts";
import { asProperty, idsOf, pickRows } from "./columns.ts";
import type { StreamInfo } from "../../define.ts";
import { chooseNeurodata, findNeurodata } from "./find.ts";
import { openNwb } from "./open.ts";
import { openSeries } from "./series.ts";

export const NWB_RECORDING_CLASS = "spikeinterface.extractors.nwbextractors.NwbRecordingExtractor";

const ELECTRODES = "/general/extracellular_ephys/electrodes";

/** Columns that are ids, places or groups of channels. */
const NOT_PROPERTIES = [
  "id",
  "rel_x",
  "rel_y",
  "rel_z",
  "group",
  "group_name",
  "channel_name",
  "offset",
];

export interface NwbRecordingParams {
  readonly electrical_series_path?: string | null | undefined;
  readonly load_time_vector: boolean;
  readonly samples_for_rate_estimation: number;
  readonly load_channel_properties: boolean;
}

/** An ElectricalSeries with what the table of electrodes says of its channels. */
export async function readNwbRecording(
  path: string,
  params: NwbRecordingParams,
  ctx: CoreContext,
): Promise<Recording> {
  const file = await openNwb(path, ctx);
  const series = await chooseNeurodata(
    file,
    "ElectricalSeries",
    "electrical_series_path",
    params.electrical_series_path,
  );
  const { facts, numChannels, traces } = await openSeries(file, series, {
    loadTimeVector: params.load_time_vector,
    samplesForRate: params.samples_for_rate_estimation,
  });
  const electrodes = await Electrodes.of(file, series, numChannels);
  const properties = new Map<string, NdArray>([
    ...(await scaling(file, series, electrodes)),
    ...(await electrodes.placement()),
    ...(params.load_channel_properties ? await electrodes.properties() : []),
  ]);
  const kwargs = {
    file_path: path,
    electrical_series_path: series,
    load_time_vector: params.load_time_vector,
    samples_for_rate_estimation: params.samples_for_rate_estimation,
    stream_mode: null,
    load_channel_properties: params.load_channel_properties,
    storage_options: null,
    cache: false,
    stream_cache_path: null,
    file: null,
  };
  return new Hdf5Recording(
    { ...facts, channelIds: await electrodes.channelIds(), properties },
    { siClass: NWB_RECORDING_CLASS, kwargs },
    traces,
  );
}

/** The electrical series of a file. */
export async function nwbStreams(path: string, ctx: CoreContext): Promise<StreamInfo[]> {
  const file = await openNwb(path, ctx);
  const streams: StreamInfo[] = [];
  for (const series of await findNeurodata(file, "ElectricalSeries")) {
    const options = { loadTimeVector: false, samplesForRate: 1000 };
    const { facts, numChannels } = await openSeries(file, series, options);
    const { samplingFrequency } = facts;
    streams.push({ id: series, name: series, numChannels, samplingFrequency });
  }
  return streams;
}

async function scaling(
  file: Hdf5File,
  series: string,
  electrodes: Electrodes,
): Promise<readonly (readonly [string, NdArray])[]> {
  const attributes = await file.attributes(`/${series}/data`);
  const conversion = attributeNumber(attributes["conversion"]) ?? 1;
  const count = electrodes.rows.length;
  const perChannel = `/${series}/channel_conversion`;
  const factors =
    (await file.kindOf(perChannel)) === "dataset" ? await readNumbers(file, perChannel) : undefined;
  if (factors && factors.length !== count) {
    throw new EphysError(
      "CorruptFile",
      `${file.path}: ${perChannel} has ${String(factors.length)} values for ${String(count)} channels`,
      { path: file.path },
    );
  }
  const gains = electrodes.rows.map((_, i) => conversion * 1e6 * (factors?.[i] ?? 1));
  const offset = attributeNumber(attributes["offset"]) ?? 0;
  const own = offset === 0 ? await electrodes.column("offset") : undefined;
  const offsets = own ? [...toFloat64(own)] : gains.map(() => offset);
  return [
    ["gain_to_uV", floatProperty(gains)],
    ["offset_to_uV", floatProperty(offsets.map((volts) => volts * 1e6))],
  ];
}

/** The rows of the table of electrodes that a series names, one per channel. */
class Electrodes {
  readonly rows: readonly number[];
  readonly #file: Hdf5File;
  readonly #columns: readonly string[];

  private constructor(file: Hdf5File, rows: readonly number[], columns: readonly string[]) {
    this.#file = file;
    this.rows = rows;
    this.#columns = columns;
  }

  static async of(file: Hdf5File, series: string, numChannels: number): Promise<Electrodes> {
    const rows = await readNumbers(file, `/${series}/electrodes`);
    if (rows.length !== numChannels) {
      throw new EphysError(
        "CorruptFile",
        `${file.path}: ${series} names ${String(rows.length)} electrodes for ${String(numChannels)} channels`,
        { path: file.path },
      );
    }
    const names = (await file.list(ELECTRODES)).filter(({ kind }) => kind === "dataset");
    return new Electrodes(
      file,
      [...rows],
      names.map(({ name }) => name),
    );
  }

  /** Values of the channels; undefined where there is no such column, or one of references. */
  async column(name: string): Promise<NdArray | undefined> {
    if (!this.#columns.includes(name)) return undefined;
    const path = `${ELECTRODES}/${name}`;
    const value = await this.#file.read(path);
    if (value.kind !== "array") return undefined;
    return asProperty(pickRows(value.array, this.rows, `${this.#file.path}: ${path}`));
  }

  async channelIds(): Promise<ChannelId[]> {
    const names = await this.column("channel_name");
    if (names) return idsOf(names);
    const ids = await readArray(this.#file, `${ELECTRODES}/id`);
    return idsOf(pickRows(ids, this.rows, `${this.#file.path}: ${ELECTRODES}/id`));
  }

  async placement(): Promise<readonly (readonly [string, NdArray])[]> {
    const [x, y, z] = [
      await this.column("rel_x"),
      await this.column("rel_y"),
      await this.column("rel_z"),
    ];
    const group = await this.column("group_name");
    const out: (readonly [string, NdArray])[] = [];
    if (x && y) {
      const axes = [x, y, ...(z ? [z] : [])].map(toFloat64);
      const count = this.rows.length;
      const data = Float64Array.from({ length: count * axes.length }, (_, i) => {
        return axes[i % axes.length][Math.floor(i / axes.length)];
      });
      out.push(["location", ndArray("float64", [count, axes.length], data)]);
    }
    if (group) out.push(["group", group]);
    return out;
  }

  async properties(): Promise<readonly (readonly [string, NdArray])[]> {
    const out: (readonly [string, NdArray])[] = [];
    for (const name of this.#columns) {
      if (NOT_PROPERTIES.includes(name) || name.endsWith("_index")) continue;
      const values = await this.column(name);
      // "location" of an electrode is a part of the brain
      if (values) out.push([name === "location" ? "brain_area" : name, values]);
    }
    return out;
  }
}
