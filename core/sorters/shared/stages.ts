import {
  decodeNpy,
  encodeNpy,
  isStructured,
  type NdArray,
  type StructuredArray,
} from "#core/array/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { EphysError, formatJson, parseJson, type JsonObject } from "#core/model/index.ts";

/** Arrays of a finished stage by file name (without .npy). */
type StageFiles = Readonly<Record<string, NdArray | StructuredArray>>;

/** How a stage's result is kept. */
export interface StageCodec<T> {
  save(value: T): StageFiles;
  load(file: (name: string) => Promise<NdArray | StructuredArray>): Promise<T>;
}

/** Stages of a sort whose results are kept, so that a run that was stopped goes on where it was. */
export interface Stages {
  /** where they are kept */
  readonly folder: string;
  /** a run with the same input and parameters was here before */
  readonly continues: boolean;
  /** The stage's result: kept from a run before with the same input and parameters, or computed and kept. */
  run<T>(name: string, codec: StageCodec<T>, compute: () => Promise<T>): Promise<T>;
}

const STATE = "checkpoints.json";

/**
 * Stages of a sort in its output folder. Results of another input or of other parameters are not taken.
 * @param identity what the results depend on
 */
export async function openStages(
  folder: string,
  identity: JsonObject,
  ctx: ComputeContext,
): Promise<Stages> {
  const { fs } = ctx;
  const place = (name: string): string => fs.path.join(folder, name);
  const key = hashText(formatJson(identity));
  const before = await finishedStages(place(STATE), key, ctx);
  const done = before ?? [];
  if (before === undefined) await fs.writeFile(place(STATE), formatJson({ key, stages: [] }));
  return {
    folder,
    continues: before !== undefined,
    async run(name, codec, compute) {
      if (done.includes(name)) {
        try {
          const value = await codec.load(async (file) => {
            return decodeNpy(await fs.readBytes(place(`${file}.npy`)));
          });
          ctx.log(`${name}: taken from the run before`);
          return value;
        } catch {
          ctx.log(`${name}: what the run before left cannot be read; computed again`);
        }
      }
      const value = await compute();
      for (const [file, array] of Object.entries(codec.save(value))) {
        await fs.writeFile(place(`${file}.npy`), encodeNpy(array));
      }
      // what comes after was made from an older result
      const at = done.indexOf(name);
      if (at >= 0) done.length = at;
      done.push(name);
      await fs.writeFile(place(STATE), formatJson({ key, stages: [...done] }));
      return value;
    },
  };
}

/** Stages that a run with this key has finished; undefined without such a run. */
async function finishedStages(
  path: string,
  key: string,
  { fs }: ComputeContext,
): Promise<string[] | undefined> {
  if ((await fs.stat(path)) === undefined) return undefined;
  try {
    const state = parseJson(await fs.readText(path), path);
    if (typeof state !== "object" || state === null || Array.isArray(state)) return undefined;
    const { key: stored, stages } = state as JsonObject;
    if (stored !== key || !Array.isArray(stages)) return undefined;
    return stages.filter((name) => typeof name === "string");
  } catch {
    return undefined; // a damaged file counts as none
  }
}

/** A plain array of a stage. @throws CorruptFile for records */
export function plainArray(array: NdArray | StructuredArray): NdArray {
  if (!isStructured(array)) return array;
  throw new EphysError("CorruptFile", "a checkpoint holds records instead of numbers");
}

/** Records of a stage. @throws CorruptFile for plain numbers */
export function records(array: NdArray | StructuredArray): StructuredArray {
  if (isStructured(array)) return array;
  throw new EphysError("CorruptFile", "a checkpoint holds numbers instead of records");
}

/** 106 bits of a text's hash, two rounds of cyrb53 (public domain), as hexadecimal. */
function hashText(text: string): string {
  return [0, 1].map((seed) => cyrb53(text, seed).toString(16)).join("-");
}

function cyrb53(text: string, seed: number): number {
  let a = 0xdeadbeef ^ seed;
  let b = 0x41c6ce57 ^ seed;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0);
}
