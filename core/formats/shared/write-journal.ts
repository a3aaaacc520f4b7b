import { crc32, textFromUtf8, utf8FromText } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { formatJson, type JsonObject, type JsonValue } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";

/*
 * What was written of a recording so far: a line per chunk with its checksum, in the folder that is being filled. A
 * process that is killed leaves it there; who writes the same recording to the same place goes on behind it.
 */

/** Name of the journal in an unfinished folder. */
const JOURNAL = "write_journal.txt";
/** Paths in a dictionary beyond this many are not looked at. */
const MOST_SOURCES = 10_000;

/** Chunks that are written, by their position in the plan. */
export class WriteJournal {
  readonly #path: string;
  readonly #ctx: CoreContext;
  readonly #sums: Map<number, number>;
  #at: number;

  private constructor(path: string, ctx: CoreContext, sums: Map<number, number>, at: number) {
    this.#path = path;
    this.#ctx = ctx;
    this.#sums = sums;
    this.#at = at;
  }

  /** The journal of an unfinished folder, empty when there is none. @param key what is written: see `journalKey` */
  static async open(folder: string, key: string, ctx: CoreContext): Promise<WriteJournal> {
    const path = ctx.fs.path.join(folder, JOURNAL);
    const header = `${key}\n`;
    const sums = new Map<number, number>();
    if ((await ctx.fs.stat(path)) === undefined) {
      const sink = await ctx.fs.createSink(path);
      await sink.writeAt(0, utf8FromText(header));
      await sink.commit(false);
      return new WriteJournal(path, ctx, sums, utf8FromText(header).length);
    }
    const bytes = await ctx.fs.readBytes(path);
    // the last line may have been cut
    const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
    const [, ...lines] = textFromUtf8(whole).split("\n");
    for (const line of lines) {
      const [chunk, sum] = line.split(" ").map(Number);
      if (Number.isInteger(chunk) && Number.isInteger(sum)) sums.set(chunk, sum);
    }
    return new WriteJournal(path, ctx, sums, whole.length);
  }

  /** Checksum of a chunk that an earlier run wrote. */
  known(chunk: number): number | undefined {
    return this.#sums.get(chunk);
  }

  async add(chunk: number, sum: number): Promise<void> {
    this.#sums.set(chunk, sum);
    const line = utf8FromText(`${String(chunk)} ${String(sum)}\n`);
    const at = this.#at;
    this.#at += line.length;
    const file = await this.#ctx.fs.openToWrite(this.#path);
    try {
      await file.writeAt(at, line);
    } finally {
      await file.close();
    }
  }

  /** Removes the journal: the folder is whole. */
  async finish(): Promise<void> {
    await this.#ctx.fs.remove(this.#path);
  }
}

/** True when an unfinished folder holds a part of the same. */
export async function holdsPartOf(folder: string, key: string, ctx: CoreContext): Promise<boolean> {
  const path = ctx.fs.path.join(folder, JOURNAL);
  if ((await ctx.fs.stat(path))?.kind !== "file") return false;
  const expected = utf8FromText(`${key}\n`);
  const found = await ctx.fs.readBytes(path, expected.length);
  return found.length === expected.length && found.every((byte, i) => byte === expected[i]);
}

/** One line that changes when the recording, its files or the form of the result do. */
export async function journalKey(
  recording: Recording,
  form: string,
  ctx: CoreContext,
): Promise<string> {
  const sources: JsonValue[] = [];
  for (const path of pathsIn(recording.dict, ctx)) {
    const stat = await ctx.fs.stat(path);
    if (stat) sources.push([path, stat.sizeBytes, stat.modifiedMs]);
  }
  const about: JsonObject = {
    form,
    recording: recording.dict,
    dtype: recording.dtype,
    num_samples: [...recording.numSamples],
    sources,
  };
  const text = formatJson(about);
  return `${form} ${String(crc32(utf8FromText(text)))} ${String(text.length)}`;
}

function pathsIn(value: JsonValue | undefined, ctx: CoreContext, found: string[] = []): string[] {
  if (found.length >= MOST_SOURCES) return found;
  if (typeof value === "string" && ctx.fs.path.isAbsolute(value)) found.push(value);
  else if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[]) pathsIn(item, ctx, found);
  } else if (typeof value === "object" && value !== null) {
    for (const item of Object.values(value)) pathsIn(item, ctx, found);
  }
  return found;
}
