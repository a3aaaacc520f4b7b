import { ndArray, type NdArray } from "#core/array/index.ts";
import type { FileSystemPort, Hdf5Sink } from "#core/io/index.ts";

/** A signal of each segment: [channel][sample]. */
interface Signal {
  readonly name: string;
  readonly unit: string;
  readonly intervalMs: number;
  readonly channels: readonly (readonly number[])[];
}

const text = (value: string): NdArray => ndArray("str", [], [value]);
const number = (value: number): NdArray => ndArray("float64", [], Float64Array.of(value));

/** A file as neo's NixIO writes it: each segment has the signals and one event "go" at its start. */
export async function writeNix(
  path: string,
  segments: readonly (readonly Signal[])[],
  fs: FileSystemPort,
): Promise<void> {
  const sink = await fs.hdf5.create(path);
  await sink.setAttribute("/", "format", text("nix"));
  const block = "/data/neo.block.1";
  for (const group of ["/metadata", "/data", block, `${block}/groups`, `${block}/data_arrays`]) {
    await sink.createGroup(group);
  }
  for (const [s, signals] of segments.entries()) {
    const segment = `${block}/groups/neo.segment.${String(s)}`;
    for (const group of [segment, `${segment}/data_arrays`, `${segment}/multi_tags`]) {
      await sink.createGroup(group);
    }
    await sink.setAttribute(segment, "type", text("neo.segment"));
    for (const [i, signal] of signals.entries()) {
      for (const [c, samples] of signal.channels.entries()) {
        const name = `neo.analogsignal.${String(s)}${String(i)}.${String(c)}`;
        const array = `${block}/data_arrays/${name}`;
        await writeSignal(sink, array, name, signal, samples, s + 0.5);
        await sink.createSoftLink(`${segment}/data_arrays/${String(i)}${String(c)}`, array);
      }
    }
    await writeEvent(sink, `${segment}/multi_tags/go`, s + 0.5);
  }
  await sink.commit();
}

async function writeSignal(
  sink: Hdf5Sink,
  array: string,
  name: string,
  { name: shown, unit, intervalMs }: Signal,
  samples: readonly number[],
  startS: number,
): Promise<void> {
  for (const group of ["", "/dimensions", "/dimensions/1", "/metadata", "/metadata/properties"]) {
    await sink.createGroup(`${array}${group}`);
  }
  await sink.setAttribute(array, "name", text(name));
  await sink.setAttribute(array, "type", text("neo.analogsignal"));
  await sink.setAttribute(array, "unit", text(unit));
  await sink.setAttribute(`${array}/dimensions/1`, "sampling_interval", number(intervalMs));
  await sink.setAttribute(`${array}/dimensions/1`, "unit", text("1/kHz"));
  await sink.createDataset(
    `${array}/data`,
    ndArray("int16", [samples.length], Int16Array.from(samples)),
  );
  const properties = `${array}/metadata/properties`;
  await sink.createDataset(`${properties}/neo_name`, ndArray("str", [1], [shown]));
  await sink.createDataset(
    `${properties}/t_start`,
    ndArray("float64", [1], Float64Array.of(startS)),
  );
  await sink.setAttribute(`${properties}/t_start`, "unit", text("s"));
}

async function writeEvent(sink: Hdf5Sink, tag: string, atS: number): Promise<void> {
  const labels = `${tag}/positions/dimensions/1`;
  for (const group of ["", "/positions", "/positions/dimensions", "/positions/dimensions/1"]) {
    await sink.createGroup(`${tag}${group}`);
  }
  await sink.createGroup(`${tag}/metadata`);
  await sink.createGroup(`${tag}/metadata/properties`);
  await sink.setAttribute(tag, "type", text("neo.event"));
  await sink.setAttribute(`${tag}/positions`, "unit", text("ms"));
  await sink.createDataset(
    `${tag}/positions/data`,
    ndArray("float64", [1], Float64Array.of(1000 * atS)),
  );
  await sink.createDataset(`${labels}/labels`, ndArray("str", [1], ["go"]));
  await sink.createDataset(`${tag}/metadata/properties/neo_name`, ndArray("str", [1], ["cue"]));
}
