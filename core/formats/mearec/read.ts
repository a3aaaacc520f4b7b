import type { CoreContext } from "#core/compute/index.ts";
import type { Hdf5File } from "#core/io/index.ts";
import { EphysError, type Probe, type SampleDType } from "#core/model/index.ts";
import {
  autoContour,
  checkSamples,
  Hdf5Traces,
  openHdf5,
  readArray,
  readNumber,
  readNumbers,
  readRate,
  readText,
} from "../shared/hdf5/index.ts";
import type { Session, SessionTimes } from "../shared/session/index.ts";

const PLANES: Readonly<Record<string, readonly [number, number]>> = {
  xy: [0, 1],
  xz: [0, 2],
  yz: [1, 2],
};

/** Signals of a simulation. */
export interface MearecSignals {
  readonly session: Session;
  readonly probe: Probe;
  /** uV per bit of integer samples, where the file says so */
  readonly gainToUv: number | undefined;
}

/** @throws CorruptFile and those of opening */
export async function openSignals(path: string, ctx: CoreContext): Promise<MearecSignals> {
  const file = await openHdf5(path, ctx);
  const rate = await readRate(file, "/info/recordings/fs");
  const probe = await readProbe(file);
  const about = await checkSamples(file, "/recordings", "time-first");
  const numContacts = probe.contactShapes.length;
  // files before MEArec 1.5 had channels first
  const isOld = about.numChannels !== numContacts && about.numSamples === numContacts;
  if (about.numChannels !== numContacts && !isOld) {
    throw new EphysError(
      "CorruptFile",
      `${path}: ${String(about.numChannels)} channels have ${String(numContacts)} positions`,
      { path },
    );
  }
  const samples = {
    file,
    dataset: "/recordings",
    layout: isOld ? ("channels-first" as const) : ("time-first" as const),
    numChannels: numContacts,
  };
  const numSamples = isOld ? about.numChannels : about.numSamples;
  const session: Session = {
    reader: "MEArecRawIO",
    numSegments: 1,
    streams: [
      {
        id: "0",
        name: "Signals",
        segments: [{ numSamples, tStartS: 0 }],
        traces: () => new Hdf5Traces([samples]),
      },
    ],
    channels: channelsOf(numContacts, rate, about.dtype),
    spikeChannels: [],
    eventChannels: [],
  };
  const gainPath = "/info/recordings/gain_to_uV";
  const hasGain = (await file.kindOf(gainPath)) === "dataset";
  return { session, probe, gainToUv: hasGain ? await readNumber(file, gainPath) : undefined };
}

function channelsOf(count: number, rate: number, dtype: SampleDType): Session["channels"] {
  return Array.from({ length: count }, (_, i) => ({
    id: String(i + 1),
    name: `ch${String(i)}`,
    samplingFrequency: rate,
    dtype,
    units: "uV",
    gain: 1,
    offset: 0,
    streamId: "0",
  }));
}

/** Spike times of every unit in s, and the rate in Hz. @throws CorruptFile */
export async function openSpikes(
  path: string,
  ctx: CoreContext,
): Promise<{ session: Session; samplingFrequency: number }> {
  const file = await openHdf5(path, ctx);
  const samplingFrequency = await readRate(file, "/info/recordings/fs");
  const durationS = await readNumber(file, "/info/recordings/duration");
  const endS = Math.trunc(samplingFrequency * durationS) / samplingFrequency;
  const trains: SessionTimes[] = [];
  // numbered groups, in the order of their numbers
  const names = (await file.list("/spiketrains")).map(({ name }) => name);
  for (const name of names.sort((a, b) => Number(a) - Number(b))) {
    const times = await readNumbers(file, `/spiketrains/${name}/times`);
    const seconds = times.filter((time) => time >= 0 && time < endS);
    trains.push({ timestamps: seconds, seconds });
  }
  const session: Session = {
    reader: "MEArecRawIO",
    numSegments: 1,
    streams: [],
    channels: [],
    spikeChannels: trains.map((_, i) => ({ id: `#${String(i)}`, name: `unit${String(i)}` })),
    eventChannels: [],
    spikes: (_, channel) => trains[channel],
  };
  return { session, samplingFrequency };
}

async function readProbe(file: Hdf5File): Promise<Probe> {
  const positions = await readArray(file, "/channel_positions");
  const [count, width] = positions.shape;
  const info = "/info/electrodes";
  const textOf = async (name: string): Promise<string | undefined> =>
    (await file.kindOf(`${info}/${name}`)) === "dataset"
      ? readText(file, `${info}/${name}`)
      : undefined;
  const plane = (await textOf("plane")) ?? "yz";
  const columns = Object.hasOwn(PLANES, plane) ? PLANES[plane] : undefined;
  if (!columns || positions.shape.length !== 2 || width !== 3) {
    throw new EphysError(
      "CorruptFile",
      `${file.path}: positions of shape [${positions.shape.join(", ")}] in plane "${plane}"`,
      { path: file.path },
    );
  }
  const all = await readNumbers(file, "/channel_positions");
  const flat = Float64Array.from({ length: 2 * count }, (_, i) => {
    return all[3 * (i >> 1) + columns[i % 2]];
  });
  const shape = (await textOf("shape")) ?? "circle";
  const size = await sizeOf(file, `${info}/size`, shape);
  return {
    ndim: 2,
    siUnits: "um",
    annotations: {
      mearec_name: (await textOf("electrode_name")) ?? "None",
      mearec_description: (await textOf("description")) ?? null,
    },
    contactAnnotations: {},
    contactPositions: flat,
    contactShapes: new Array<string>(count).fill(shape),
    contactShapeParams: Array.from({ length: count }, () => size),
    probePlanarContour: autoContour(flat, "tip"),
    deviceChannelIndices: await wiringOf(file, `${info}/sortlist`, count),
  };
}

/** Radius of a circle, sides of a square or rectangle from half of them. */
async function sizeOf(
  file: Hdf5File,
  path: string,
  shape: string,
): Promise<Readonly<Record<string, number>>> {
  const known = (await file.kindOf(path)) === "dataset" ? await readNumbers(file, path) : [];
  const [a, b = a] = known as readonly number[];
  if (!(a > 0)) return shape === "circle" ? { radius: 1 } : { width: 1 };
  if (shape === "circle") return { radius: a };
  return shape === "square" ? { width: 2 * a } : { width: 2 * a, height: 2 * b };
}

/** @throws CorruptFile unless it numbers every channel once */
async function wiringOf(file: Hdf5File, path: string, count: number): Promise<Int32Array> {
  const inOrder = Int32Array.from({ length: count }, (_, i) => i);
  if ((await file.kindOf(path)) !== "dataset") return inOrder;
  const { dtype } = await readArray(file, path);
  if (dtype === "str" || dtype === "bytes") return inOrder; // "null"
  const wiring = Int32Array.from(await readNumbers(file, path));
  const distinct = new Set(wiring);
  if (distinct.size === count && inOrder.every((i) => distinct.has(i))) return wiring;
  throw new EphysError("CorruptFile", `${file.path}: ${path} does not number the channels`, {
    path: file.path,
  });
}
