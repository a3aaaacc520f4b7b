import { textFromLatin1 } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { requireFile } from "../shared/files.ts";

/** A store: channels of one kind that were saved together. */
export interface TdtStore {
  /** four letters, e.g. "RSn1" */
  readonly name: string;
  readonly eventType: number;
  readonly numChannels: number;
  /** samples of a channel in one piece of data */
  readonly numPoints: number;
}

const MAX_TBK_BYTES = 16 * 1024 * 1024;
const MAX_CHANNELS = 100_000;
const FIELDS = ["StoreName", "HeadName", "Enabled", "CircType", "NumChan", "StrobeMode"];
const NUMBERS = ["TankEvType", "NumPoints", "DataFormat", "SampleFreq"];

/** The stores that a .tbk describes, in its order; incomplete ones are left out. @throws CorruptFile */
export async function readTbk(path: string, ctx: CoreContext): Promise<TdtStore[]> {
  if ((await requireFile(path, ctx)) > MAX_TBK_BYTES) {
    throw new EphysError("CorruptFile", `${path} is too large to be TDT's list of stores`, {
      path,
    });
  }
  const text = textFromLatin1(await ctx.fs.readBytes(path));
  const stores: TdtStore[] = [];
  for (const part of text.split("[STOREHDRITEM]")) {
    if (part.startsWith("[USERNOTEDELIMITER]")) break;
    const values = new Map<string, string>();
    for (const [, name, value] of part.matchAll(/NAME=(\w+);TYPE=\w+;VALUE=(\S+);/g)) {
      values.set(name, value);
    }
    if ([...FIELDS, ...NUMBERS].some((key) => !values.has(key))) continue;
    stores.push(storeOf(values, path));
  }
  return stores;
}

function storeOf(values: ReadonlyMap<string, string>, path: string): TdtStore {
  const whole = (key: string, most: number): number => {
    const value = Number(values.get(key));
    if (Number.isInteger(value) && value >= 0 && value <= most) return value;
    throw new EphysError("CorruptFile", `${path} has ${key} = ${values.get(key) ?? ""}`, {
      path,
      key,
    });
  };
  return {
    name: (values.get("StoreName") ?? "").slice(0, 4),
    eventType: whole("TankEvType", 2 ** 32),
    numChannels: whole("NumChan", MAX_CHANNELS),
    numPoints: whole("NumPoints", 2 ** 31),
  };
}
