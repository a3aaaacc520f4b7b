import { readNpyFile, type NdArray, type StructuredArray } from "#core/array/index.ts";
import type { TaskContext } from "#core/compute/index.ts";
import {
  adoptSpikesByUnit,
  spikesByUnit,
  type Sorting,
  type SpikesByUnit,
} from "#core/sorting/index.ts";
import type { Pool } from "#main/jobs/index.ts";

/*
 * What is large of an analyzer is read and indexed in threads of the pool, into memory that threads share: the thread that
 * answers the window never waits for it, and handing it to another thread copies nothing.
 */

interface ReadArray {
  readonly path: string;
  readonly int32: readonly string[] | undefined;
}

/** In a pool thread: an array of a .npy file. */
export function readArrayQuery(
  { path, int32 = [] }: ReadArray,
  { fs }: TaskContext,
): Promise<NdArray | StructuredArray> {
  return readNpyFile(path, fs, { shared: true, int32 });
}

/** A context whose large arrays are read by the pool. */
export function readingAside(tasks: TaskContext, pool: () => Pool): TaskContext {
  // two at once: more threads would take longer to start than they spare
  const lanes: Promise<unknown>[] = [Promise.resolve(), Promise.resolve()];
  let next = 0;
  return {
    ...tasks,
    fs: {
      ...tasks.fs,
      async readArray(path, int32) {
        const args: ReadArray = { path, int32 };
        const lane = next++ % lanes.length;
        const read = (lanes[lane] ?? Promise.resolve()).then(() => pool().query("read_array", args)); // prettier-ignore
        lanes[lane] = read.catch(() => undefined);
        return (await read) as NdArray | StructuredArray; // what the query answers
      },
    },
  };
}

type IndexSpikes = Pick<Sorting, "unitIds" | "numSegments" | "spikes">;

/** Below this an index is made faster than it is asked for. */
const FEW_SPIKES = 500_000;

/** In a pool thread: spikes by unit. */
export function indexSpikesQuery(sorting: IndexSpikes): Promise<SpikesByUnit> {
  const { starts, rows, samples } = spikesByUnit(sorting as Sorting); // the parts that the index is made of
  return Promise.resolve({ starts, rows: shared(rows), samples: shared(samples) });
}

/** Lets the pool index a sorting's spikes. */
export async function indexAside(
  { unitIds, numSegments, spikes }: Sorting,
  pool: Pool,
): Promise<void> {
  if (spikes.unitIndex.length < FEW_SPIKES) return;
  const args: IndexSpikes = { unitIds, numSegments, spikes };
  adoptSpikesByUnit(spikes, (await pool.query("index_spikes", args)) as SpikesByUnit); // what the query answers
}

function shared(values: Float64Array): Float64Array {
  const out = new Float64Array(new SharedArrayBuffer(values.byteLength) as unknown as ArrayBuffer); // used alike
  out.set(values);
  return out;
}
