import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Kernels } from "#core/kernels/index.ts";
import { butterworthSos } from "#core/signal/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { autoMerge } from "./auto-merge.ts";
import { countMatches } from "./count-matches.ts";

/*
 * The standard workloads. Those whose names ../../shared/bench/peers.py knows do the same work on data of the same shape:
 * one second of int16-valued noise (standard deviation 50) per chunk, 30 kHz.
 */

export const SAMPLING_FREQUENCY = 30_000;

/** What every workload works on. */
export interface BenchData {
  readonly numChannels: number;
  readonly numChunks: number;
  /** [frame × channel] of each chunk */
  readonly int16: readonly Int16Array[];
  readonly float32: readonly Float32Array[];
}

/** A workload ready to run; `samples` is what one run works through. */
export interface Prepared {
  readonly samples: number;
  run(): void | Promise<void>;
  close?(): Promise<void>;
}

export interface Workload {
  readonly name: string;
  /** what is done, for the table */
  readonly note: string;
  /** the peers' workload that does the same by other means; default: the one of this name */
  readonly peer?: string;
  prepare(kernels: Kernels, data: BenchData): Prepared | Promise<Prepared>;
}

/** Roughly Gaussian noise that repeats on every run: sums of twelve draws of a 32-bit multiplicative generator. */
function noiseInt16(length: number, seed: number): Int16Array {
  const out = new Int16Array(length);
  let state = seed;
  for (let i = 0; i < length; i++) {
    let sum = 0;
    for (let k = 0; k < 12; k++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      sum += state;
    }
    out[i] = (sum / 4294967296 - 6) * 50;
  }
  return out;
}

/** Chunks of one second each, every one its own memory (their content repeats). */
export function benchData(numChannels: number, seconds: number, kernels: Kernels): BenchData {
  const noise = noiseInt16(SAMPLING_FREQUENCY * numChannels, 1);
  const int16 = Array.from({ length: Math.max(1, Math.round(seconds)) }, () => noise.slice());
  const float32 = int16.map((chunk) => {
    const out = new Float32Array(chunk.length);
    kernels.convert(chunk, out, false); // as a window is filled when it is read
    return out;
  });
  return { numChannels, numChunks: int16.length, int16, float32 };
}

function channelsOf(numChannels: number): Int32Array {
  return Int32Array.from({ length: numChannels }, (_, i) => i);
}

/** Untouched memory for one chunk's result. */
function sameSize(chunks: readonly (Float32Array | Int16Array)[]): Float32Array | Int16Array {
  const length = chunks[0]?.length ?? 0;
  return chunks[0] instanceof Int16Array ? new Int16Array(length) : new Float32Array(length);
}

/** One call per chunk, into one output that is used again, as a chunked computation does it. */
function perChunk<A extends { readonly length: number }>(
  chunks: readonly A[],
  work: (chunk: A) => void,
): Prepared {
  const samples = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  return {
    samples,
    run() {
      for (const chunk of chunks) work(chunk);
    },
  };
}

const READ_AT_ONCE = 1 << 20; // bytes: few calls, and what was read is still cached when it is decoded

const read: Workload = {
  name: "read_int16_to_float32",
  note: "int16 file (cached by the system) to float32, through the file port, by blocks",
  async prepare(kernels, data) {
    const folder = mkdtempSync(join(tmpdir(), "spikedesk-bench-"));
    const path = join(folder, "traces.raw");
    const chunkBytes = data.int16[0]?.byteLength ?? 0;
    writeFileSync(
      path,
      Buffer.concat(data.int16.map((c) => new Uint8Array(c.buffer, c.byteOffset, c.byteLength))),
    );
    const source = await nodeFileSystem.openBytes(path);
    const block = new Int16Array(READ_AT_ONCE / 2);
    const blockBytes = new Uint8Array(block.buffer);
    const out = new Float32Array(chunkBytes / 2);
    return {
      samples: source.sizeBytes / 2,
      async run() {
        for (let at = 0; at < source.sizeBytes; at += READ_AT_ONCE) {
          const bytes = Math.min(READ_AT_ONCE, source.sizeBytes - at);
          await source.readInto(at, blockBytes.subarray(0, bytes));
          const inChunk = Math.min((at % chunkBytes) / 2, out.length - bytes / 2);
          const target = out.subarray(inChunk, inChunk + bytes / 2);
          kernels.decode(block.subarray(0, bytes / 2), 1, undefined, undefined, undefined, target);
        }
      },
      async close() {
        await source.close();
        rmSync(folder, { recursive: true });
      },
    };
  },
};

function bandPass(name: string, dtype: "float32" | "int16"): Workload {
  return {
    name,
    note: `order 5, 300-6000 Hz, forward and backward, ${dtype}, chunks of 1 s`,
    prepare(kernels, data) {
      const sos = butterworthSos(5, [300, 6000], "bandpass", SAMPLING_FREQUENCY);
      const chunks = data[dtype];
      const out = sameSize(chunks);
      return perChunk<Float32Array | Int16Array>(chunks, (chunk) => {
        kernels.sosfiltfilt(sos, chunk, data.numChannels, 0, SAMPLING_FREQUENCY, out);
      });
    },
  };
}

function medianReference(name: string, dtype: "float32" | "int16"): Workload {
  return {
    name,
    note: `median of all channels subtracted from each, ${dtype}`,
    prepare(kernels, data) {
      const chunks = data[dtype];
      const out = sameSize(chunks);
      const groups = [channelsOf(data.numChannels)];
      return perChunk<Float32Array | Int16Array>(chunks, (chunk) => {
        kernels.subtractReference(chunk, data.numChannels, "median", groups, out);
      });
    },
  };
}

const whiten: Workload = {
  name: "whiten_matmul",
  note: "dense channel × channel matrix, float32",
  prepare(kernels, data) {
    const n = data.numChannels;
    const matrix = Float32Array.from(noiseInt16(n * n, 7), (v) => v / 50);
    const out = new Float32Array(SAMPLING_FREQUENCY * n);
    return perChunk(data.float32, (chunk) => {
      kernels.matmul(chunk, matrix, SAMPLING_FREQUENCY, n, n, out);
    });
  },
};

/** Channels in a radius of 100 um on common probes. */
const NEIGHBOURS = 20;

/** The peers have only the dense product for it. */
const whitenLocal: Workload = {
  name: "whiten_local",
  note: `every channel from ${String(NEIGHBOURS)} neighbours, float32`,
  peer: "whiten_matmul",
  prepare(kernels, data) {
    const n = data.numChannels;
    const near = Math.min(NEIGHBOURS, n);
    const columns = {
      starts: Int32Array.from({ length: n + 1 }, (_, c) => c * near),
      indices: Int32Array.from(
        { length: n * near },
        (_, i) => (Math.floor(i / near) + (i % near)) % n,
      ),
      weights: Float32Array.from(noiseInt16(n * near, 7), (v) => v / 50),
    };
    const out = new Float32Array(SAMPLING_FREQUENCY * n);
    return perChunk(data.float32, (chunk) => {
      kernels.sparseMatmul(chunk, n, columns, out);
    });
  },
};

const noiseMad: Workload = {
  name: "noise_mad",
  note: "median absolute deviation of each channel",
  prepare(kernels, data) {
    const n = data.numChannels;
    const medians = new Float64Array(n);
    const mads = new Float64Array(n);
    return perChunk(data.float32, (chunk) => {
      kernels.columnMads(chunk, n, medians, mads);
    });
  },
};

const peaks: Workload = {
  name: "peaks_locally_exclusive",
  note: "negative peaks beyond 200, 8 neighbours, 3 samples on each side",
  prepare(kernels, data) {
    const n = data.numChannels;
    const near = Math.min(8, n);
    const neighbours = {
      starts: Int32Array.from({ length: n + 1 }, (_, c) => c * near),
      indices: Int32Array.from(
        { length: n * near },
        (_, i) => (Math.floor(i / near) + (i % near)) % n,
      ),
    };
    const scan = {
      numChannels: n,
      thresholds: new Float32Array(n).fill(200),
      sign: "neg",
      sweep: 3,
      neighbours,
      firstFrame: 3,
      lastFrame: SAMPLING_FREQUENCY - 3,
    } as const;
    const frames = new Int32Array(100_000);
    const channels = new Int32Array(100_000);
    return perChunk(data.float32, (chunk) => {
      kernels.scanPeaks(chunk, scan, frames, channels);
    });
  },
};

const draw: Workload = {
  name: "min_max_decimation",
  note: "1 s to 2000 columns of smallest and largest",
  prepare(kernels, data) {
    const out = new Float32Array(2000 * data.numChannels * 2);
    return perChunk(data.float32, (chunk) => {
      kernels.minMax(chunk, data.numChannels, 2000, out);
    });
  },
};

/** Every channel later by its own part of a sample. */
const phaseShift: Workload = {
  name: "phase_shift_rfft",
  note: "phases of a whole chunk rotated, each channel by its own part of a sample, float32",
  prepare(kernels, data) {
    const n = data.numChannels;
    const shift = {
      shifts: Float64Array.from({ length: n }, (_, c) => (c * 0.618034) % 1),
      taper: new Float64Array(),
      firstFrame: 0,
      lastFrame: SAMPLING_FREQUENCY,
    };
    const out = new Float32Array(SAMPLING_FREQUENCY * n);
    return perChunk(data.float32, (chunk) => {
      kernels.shiftChannels(chunk, n, shift, out);
    });
  },
};

/** All workloads, in the order of the table. */
export const WORKLOADS: readonly Workload[] = [
  read,
  bandPass("bandpass_sosfiltfilt", "float32"),
  bandPass("bandpass_sosfiltfilt_int16", "int16"),
  medianReference("common_median_reference", "float32"),
  medianReference("common_median_reference_int16", "int16"),
  whiten,
  whitenLocal,
  phaseShift,
  noiseMad,
  peaks,
  draw,
  countMatches,
  autoMerge,
];
