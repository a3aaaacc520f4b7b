import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { KernelLevel, Kernels } from "#core/kernels/index.ts";
import type { SampleArray } from "#core/model/index.ts";

/** Functions whose arguments are those of the kernel itself. */
type SameArguments =
  | "addInto"
  | "centredGram"
  | "columnMads"
  | "convert"
  | "correlateColumns"
  | "crc32"
  | "fusedDots"
  | "largePages"
  | "matmul"
  | "meanAndSpread"
  | "minMax"
  | "countIntervals"
  | "markChoices"
  | "nearestPoints"
  | "quadraticForms";

/** The addon's functions at one level; arguments as in native-io/src/addon.cc. */
export interface NativeFunctions extends Pick<Kernels, SameArguments> {
  decode(
    input: SampleArray,
    numChannels: number,
    channelIndices: Int32Array | undefined,
    gains: Float32Array | undefined,
    offsets: Float32Array | undefined,
    out: Float32Array,
  ): void;
  pickChannels(
    input: SampleArray,
    numChannels: number,
    indices: Int32Array,
    out: SampleArray,
  ): void;
  sosfilt(
    sos: Float64Array,
    input: SampleArray,
    numChannels: number,
    state: Float64Array,
    out: SampleArray,
  ): void;
  sosfiltfilt(
    sos: Float64Array,
    input: SampleArray,
    numChannels: number,
    padding: number,
    firstFrame: number,
    lastFrame: number,
    out: SampleArray,
  ): void;
  shiftChannels(
    input: SampleArray,
    numChannels: number,
    shifts: Float64Array,
    taper: Float64Array,
    firstFrame: number,
    lastFrame: number,
    rowRoots: Float64Array,
    columnRoots: Float64Array,
    twiddles: Float64Array,
    chirp: Float64Array,
    chirpSpectrum: Float64Array,
    paddedRoots: Float64Array,
    out: SampleArray,
  ): void;
  /** `rowOfChannel` [channel]: whose set's reference a channel loses, -1 to copy it */
  subtractReference(
    input: SampleArray,
    numChannels: number,
    median: boolean,
    starts: Int32Array,
    indices: Int32Array,
    rowOfChannel: Int32Array,
    out: SampleArray,
  ): void;
  sparseMatmul(
    input: Float32Array,
    numChannels: number,
    starts: Int32Array,
    indices: Int32Array,
    weights: Float32Array,
    out: Float32Array,
  ): void;
  unshuffle(input: Uint8Array, itemBytes: number, bits: boolean, out: Uint8Array): void;
  scanPeaks(
    traces: Float32Array,
    numChannels: number,
    thresholds: Float32Array,
    sign: -1 | 0 | 1,
    sweep: number,
    firstFrame: number,
    lastFrame: number,
    starts: Int32Array | undefined,
    indices: Int32Array | undefined,
    frames: Int32Array,
    channels: Int32Array,
  ): number;
  countPairs(
    frames: Int32Array | Float64Array,
    units: Uint32Array,
    rows: Uint32Array,
    numUnits: number,
    binFrames: number,
    numHalfBins: number,
    below: Int32Array,
    exact: Int32Array,
  ): void;
  addCorrelograms(
    samples: Float64Array,
    units: Int32Array,
    numUnits: number,
    binFrames: number,
    numHalfBins: number,
    counts: Float64Array,
  ): boolean;
  projectRows(
    values: Float64Array,
    mean: Float64Array,
    components: Float64Array,
    scale: Float64Array,
    out: Float32Array,
  ): void;
  tridiagonal(
    matrix: Float64Array,
    diagonal: Float64Array,
    beside: Float64Array,
    reflectors: Float64Array,
    factors: Float64Array,
  ): void;
  takeColumns(
    pieces: SampleArray,
    numSamples: number,
    width: number,
    rows: Int32Array,
    columns: Int32Array,
    starts: Float64Array,
    out: Float64Array,
  ): void;
  sumPieces(
    traces: SampleArray,
    numChannels: number,
    starts: Int32Array,
    ends: Int32Array,
    channelStarts: Int32Array,
    channelIndices: Int32Array,
    weights: Float64Array | undefined,
    out: Float64Array,
  ): void;
  cutRows(
    traces: SampleArray,
    numChannels: number,
    starts: Int32Array,
    sets: Int32Array,
    setStarts: Int32Array,
    setIndices: Int32Array,
    numSamples: number,
    width: number,
    out: SampleArray,
  ): void;
}

export type NativeLevel = Exclude<KernelLevel, "typescript">;

/** Best level first: only what this processor runs. */
type Addon = Readonly<Partial<Record<NativeLevel, NativeFunctions>>>;

export interface AddonStatus {
  readonly addon: Addon | undefined;
  /** where it was found, or why there is none */
  readonly note: string;
}

const ADDON_FILE = join("native-io", "build", "Release", "spikedesk.node");

declare const __dirname: string | undefined;

/** This module's folder: as an ES module, or inside a CommonJS bundle, where `import.meta.url` is empty. */
function ownFolder(): string {
  const url = import.meta.url as string | undefined;
  if (url) return dirname(fileURLToPath(url));
  return typeof __dirname === "string" ? __dirname : process.cwd();
}

/** Looks in `SPIKEDESK_ADDON`, then upwards from the code for the build folder (unpacked beside an asar archive too). */
function findAddonFile(): string | undefined {
  const named = process.env["SPIKEDESK_ADDON"];
  if (named) return existsSync(named) ? resolve(named) : undefined;
  for (let folder = ownFolder(); ; folder = dirname(folder)) {
    const unpacked = folder.replace(/app\.asar(?=$|[\\/])/, "app.asar.unpacked");
    for (const base of unpacked === folder ? [folder] : [unpacked, folder]) {
      const file = join(base, ADDON_FILE);
      if (existsSync(file)) return file;
    }
    if (folder === dirname(folder)) return undefined;
  }
}

let status: AddonStatus | undefined;

/** Loads the addon once per thread; a missing or unloadable one is a note, not an error. */
export function loadAddon(): AddonStatus {
  if (status) return status;
  const file = findAddonFile();
  if (file === undefined) {
    const named = process.env["SPIKEDESK_ADDON"];
    const where = named ? `no file ${named} (SPIKEDESK_ADDON)` : `no ${ADDON_FILE} was built`;
    status = { addon: undefined, note: where };
    return status;
  }
  try {
    // its exports are made by native-io/src/addon.cc
    status = { addon: createRequire(file)(file) as Addon, note: file };
  } catch (error) {
    status = { addon: undefined, note: `${file} does not load: ${String(error)}` };
  }
  return status;
}
