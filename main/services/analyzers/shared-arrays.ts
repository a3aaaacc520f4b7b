import { readNpyFile, type NdArray, type StructuredArray } from "#core/array/index.ts";
import type { TaskContext } from "#core/compute/index.ts";
import { isEphysError, parseJson, type JsonObject, type UnitId } from "#core/model/index.ts";
import {
  adoptSpikesByUnit,
  indexSpikes,
  spikesFromStructured,
  type Sorting,
  type SpikesByUnit,
} from "#core/sorting/index.ts";
import { LATE_EXTENSIONS } from "./late-extensions.ts";
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

/** What reads an analyzer's large arrays in the pool. */
export interface ArrayReader {
  /** its `fs` has `readArray` */
  readonly tasks: TaskContext;
  /** Begins to read what a folder holds before it is asked for, its spikes first, which are then indexed at once. */
  begin(folder: string): Promise<void>;
  /** Lets the pool index a sorting's spikes, if that was not begun. */
  index(folder: string, sorting: Sorting): Promise<void>;
  /** Forgets what was begun of a folder and not asked for. */
  end(folder: string): void;
}

export function createArrayReader(tasks: TaskContext, pool: () => Pool): ArrayReader {
  // two at once, spikes in the first: more threads would take longer to start than they spare
  const lanes: [Promise<unknown>, Promise<unknown>] = [Promise.resolve(), Promise.resolve()];
  const begun = new Map<string, Promise<NdArray | StructuredArray>>();
  const indexed = new Map<string, Promise<SpikesByUnit>>();
  const inLane = <T>(lane: 0 | 1, name: string, args: () => unknown): Promise<T> => {
    const work = lanes[lane].then(() => pool().query(name, args())) as Promise<T>; // what the query answers
    lanes[lane] = work.catch(() => undefined);
    return work;
  };
  const read = (path: string, int32: readonly string[] | undefined, lane: 0 | 1) =>
    inLane<NdArray | StructuredArray>(
      lane,
      "read_array",
      () => ({ path, int32 }) satisfies ReadArray,
    );
  const { path: at } = tasks.fs;
  const spikesOf = (folder: string): string => at.join(folder, "sorting", "spikes.npy");
  return {
    tasks: {
      ...tasks,
      fs: {
        ...tasks.fs,
        readArray(path, int32) {
          const known = begun.get(path);
          begun.delete(path);
          return known ?? read(path, int32, 1);
        },
      },
    },
    async begin(folder) {
      const size = await spikesSize(folder, tasks);
      if (size === undefined) return;
      const spikes = read(spikesOf(folder), [...INT32], 0);
      begun.set(spikesOf(folder), spikes);
      // a failure is met by whoever asks
      spikes.catch(() => undefined);
      const index = spikes.then(
        (array) =>
          inLane<SpikesByUnit>(
            0,
            "index_spikes",
            () =>
              ({
                ...size,
                spikes: spikesFromStructured(array as StructuredArray),
              }) satisfies IndexSpikes,
          ), // of records
      );
      index.catch(() => undefined);
      indexed.set(folder, index);
      for (const path of await largeArrays(at.join(folder, "extensions"), tasks)) {
        const array = read(path, undefined, 1);
        begun.set(path, array);
        array.catch(() => undefined);
      }
    },
    async index(folder, { unitIds, numSegments, spikes }) {
      const early = await indexed.get(folder)?.catch(() => undefined);
      indexed.delete(folder);
      if (spikes.unitIndex.length < FEW_SPIKES) return;
      const isOfThese =
        early?.starts.length === unitIds.length * numSegments + 1 &&
        early.rows.length === spikes.unitIndex.length;
      const index = isOfThese
        ? early
        : await inLane<SpikesByUnit>(
            0,
            "index_spikes",
            () => ({ unitIds, numSegments, spikes }) satisfies IndexSpikes,
          );
      adoptSpikesByUnit(spikes, index);
    },
    end(folder) {
      for (const path of [...begun.keys()]) if (path.startsWith(folder)) begun.delete(path);
    },
  };
}

/** Of spikes: whole numbers that are known to be small. */
const INT32 = ["unit_index", "segment_index"] as const;
/** Smaller files are read as fast when they are asked for. */
const LARGE_BYTES = 1 << 20;

/** How many units and segments the spikes of a folder are of; undefined where it is no folder of an analyzer, or a small one. */
async function spikesSize(
  folder: string,
  { fs }: TaskContext,
): Promise<Pick<IndexSpikes, "unitIds" | "numSegments"> | undefined> {
  const stat = await fs.stat(fs.path.join(folder, "sorting", "spikes.npy"));
  if (stat === undefined || stat.sizeBytes < 24 * FEW_SPIKES) return undefined;
  try {
    const info = parseJson(
      await fs.readText(fs.path.join(folder, "sorting", "numpysorting_info.json")),
    ) as JsonObject; // looked at below
    const { unit_ids, num_segments } = info;
    if (!Array.isArray(unit_ids) || typeof num_segments !== "number") return undefined;
    return { unitIds: unit_ids as readonly UnitId[], numSegments: num_segments };
  } catch (error) {
    if (isEphysError(error)) return undefined; // whoever opens the folder says what is wrong with it
    throw error;
  }
}

async function largeArrays(parent: string, { fs }: TaskContext): Promise<string[]> {
  if ((await fs.stat(parent))?.kind !== "folder") return [];
  const large: string[] = [];
  const names = [...(await fs.list(parent))].sort(
    (a, b) => Number(LATE_EXTENSIONS.has(a)) - Number(LATE_EXTENSIONS.has(b)),
  );
  for (const name of names) {
    const own = fs.path.join(parent, name);
    // without its mark an extension is what an interrupted run left
    if ((await fs.stat(fs.path.join(own, "params.json"))) === undefined) continue;
    for (const file of await fs.list(own)) {
      const path = fs.path.join(own, file);
      const isLarge =
        file.endsWith(".npy") && ((await fs.stat(path))?.sizeBytes ?? 0) > LARGE_BYTES;
      if (isLarge) large.push(path);
    }
  }
  return large;
}

type IndexSpikes = Pick<Sorting, "unitIds" | "numSegments" | "spikes">;

/** Below this an index is made faster than it is asked for. */
const FEW_SPIKES = 500_000;

/** In a pool thread: spikes by unit. */
export function indexSpikesQuery(sorting: IndexSpikes): Promise<SpikesByUnit> {
  const numSpikes = sorting.spikes.unitIndex.length;
  // typed arrays over shared memory are used alike
  const memory = (bytes: number) => new SharedArrayBuffer(bytes) as unknown as ArrayBuffer;
  return Promise.resolve(
    indexSpikes(sorting, new Uint32Array(memory(4 * numSpikes)), new Float64Array(memory(8 * numSpikes))), // prettier-ignore
  );
}
