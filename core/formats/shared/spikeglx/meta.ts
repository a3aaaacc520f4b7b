import { EphysError } from "#core/model/index.ts";

/** A SpikeGLX .meta file: `key=value` lines; keys with a tilde hold lists of parenthesised items. */
export interface SpikeGlxMeta {
  readonly path: string;
  readonly values: ReadonlyMap<string, string>;
  /** the items of `~key=(head)(item)(item)…`; the head stands in `heads` */
  readonly lists: ReadonlyMap<string, readonly string[]>;
  readonly heads: ReadonlyMap<string, string>;
}

/** Longer metadata is not metadata. */
export const MAX_META_BYTES = 16 * 1024 * 1024;

/** Parses the text of a .meta file; lines that are no `key=value` are skipped, as SpikeGLX's own tools do. */
export function parseMeta(text: string, path: string): SpikeGlxMeta {
  const values = new Map<string, string>();
  const lists = new Map<string, readonly string[]>();
  const heads = new Map<string, string>();
  for (const line of text.split(/\r\n|\r|\n/)) {
    const at = line.indexOf("=");
    if (at < 1) continue;
    const key = line.slice(0, at);
    const value = line.slice(at + 1);
    if (!key.startsWith("~")) {
      values.set(key, value);
      continue;
    }
    const items = value
      .replace(/^\(/, "")
      .replace(/\)\s*$/, "")
      .split(")(");
    heads.set(key.slice(1), items[0] ?? "");
    lists.set(key.slice(1), items.slice(1));
  }
  return { path, values, lists, heads };
}

/** @throws CorruptFile naming the key that the file lacks */
export function metaText(meta: SpikeGlxMeta, key: string): string {
  const value = meta.values.get(key);
  if (value !== undefined) return value;
  throw new EphysError("CorruptFile", `${meta.path} has no "${key}"`, { path: meta.path, key });
}

export function metaNumber(meta: SpikeGlxMeta, key: string): number {
  const text = metaText(meta, key);
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw bad(meta, key, text);
}

/** Whole numbers separated by commas. */
export function metaCounts(meta: SpikeGlxMeta, key: string, count: number): number[] {
  const text = metaText(meta, key);
  const numbers = text.split(",").map(Number);
  const fits = numbers.length === count && numbers.every((n) => Number.isInteger(n) && n >= 0);
  if (fits) return numbers;
  throw bad(meta, key, text);
}

export function metaList(meta: SpikeGlxMeta, key: string): readonly string[] {
  const items = meta.lists.get(key);
  if (items !== undefined) return items;
  throw new EphysError("CorruptFile", `${meta.path} has no "~${key}"`, { path: meta.path, key });
}

/** Channels that were saved (`snsSaveChanSubset`: "all" or "0:10,50:55,100", both ends included). */
export function savedChannels(meta: SpikeGlxMeta): number[] {
  const text = metaText(meta, "snsSaveChanSubset");
  const numSaved = metaNumber(meta, "nSavedChans");
  if (text === "all") return Array.from({ length: numSaved }, (_, i) => i);
  const channels: number[] = [];
  for (const part of text.split(",")) {
    const [first, last = first] = part.split(":").map(Number);
    const fits = Number.isInteger(first) && Number.isInteger(last) && first >= 0;
    if (!fits || channels.length + last - first > 1e5) {
      throw bad(meta, "snsSaveChanSubset", text);
    }
    for (let channel = first; channel <= last; channel++) channels.push(channel);
  }
  return channels;
}

function bad(meta: SpikeGlxMeta, key: string, text: string): EphysError {
  return new EphysError(
    "CorruptFile",
    `${meta.path} has "${key}" = "${text.slice(0, 60)}", which is not understood`,
    { path: meta.path, key },
  );
}
