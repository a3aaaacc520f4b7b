import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";

/** Files and folders that are looked at. */
const MAX_ENTRIES = 100_000;
const MAX_DEPTH = 6;

/** One .continuous file, by its name: `100_CH1_2.continuous` is channel CH1 in the second segment. */
export interface ContinuousName {
  readonly path: string;
  /** 0 where the name has no number at its end */
  readonly segment: number;
  /** e.g. "CH1" */
  readonly channel: string;
  /** e.g. "CH" */
  readonly type: string;
  readonly number: number;
}

export interface LegacyFiles {
  /** segments in order, files by type (CH first) and number */
  readonly continuous: ReadonlyMap<number, readonly ContinuousName[]>;
  /** .spikes files of each segment, by name */
  readonly spikes: ReadonlyMap<number, readonly string[]>;
  /** .events files, by path */
  readonly events: readonly string[];
}

/** Finds the files of a recording below a folder. @throws CorruptFile for a name that is not understood */
export async function exploreLegacy(folder: string, ctx: CoreContext): Promise<LegacyFiles> {
  const { path } = ctx.fs;
  const files = await filesBelow(folder, ctx);
  const continuous = new Map<number, ContinuousName[]>();
  const spikes = new Map<number, string[]>();
  const events: string[] = [];
  for (const file of files) {
    const name = path.basename(file);
    if (name.endsWith(".continuous")) {
      const one = parseName(file, name.slice(0, -".continuous".length));
      listIn(continuous, one.segment).push(one);
    } else if (name.endsWith(".spikes")) {
      const number = /_(\d+)\.spikes$/.exec(name)?.[1];
      listIn(spikes, number === undefined ? 0 : Number(number) - 1).push(file);
    } else if (name.endsWith(".events") && name !== "messages.events") events.push(file);
  }
  return {
    continuous: new Map(bySegment(continuous).map(([segment, list]) => [segment, ordered(list)])),
    spikes: new Map(bySegment(spikes)),
    events,
  };
}

function listIn<T>(map: Map<number, T[]>, key: number): T[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}

function bySegment<T>(map: ReadonlyMap<number, T>): [number, T][] {
  return [...map].sort(([a], [b]) => a - b);
}

/** `processor_CH1`, `processor_CH1_2`, `processor_name_CH1`, `processor_name_CH1_2`. */
function parseName(path: string, stem: string): ContinuousName {
  const parts = stem.split("_");
  const last = parts.at(-1) ?? "";
  const segment = /^\d+$/.test(last) ? Number(last) - 1 : 0;
  // the reference takes the number for the channel's name, which orders the later segments by file name
  const withoutNumber = /^\d+$/.test(last) ? parts.slice(0, -1) : parts;
  const match = /^(\D+)(\d+)$/.exec(withoutNumber.at(-1) ?? "");
  if (!match || segment < 0) {
    throw new EphysError(
      "CorruptFile",
      `${path}: its name does not say which channel it is (as 100_CH1.continuous does); move it out of the folder`,
      { path },
    );
  }
  return { path, segment, channel: match[0], type: match[1], number: Number(match[2]) };
}

/** CH first, then the other types as they come, each by number. */
function ordered(list: readonly ContinuousName[]): ContinuousName[] {
  const types = [...new Set(list.map(({ type }) => type))];
  const rank = (type: string): number => (type === "CH" ? -1 : types.indexOf(type));
  return list.toSorted((a, b) => rank(a.type) - rank(b.type) || a.number - b.number);
}

async function filesBelow(folder: string, ctx: CoreContext): Promise<string[]> {
  const { fs } = ctx;
  const found: string[] = [];
  let looked = 0;
  const visit = async (at: string, depth: number): Promise<void> => {
    for (const name of await fs.list(at)) {
      if (++looked > MAX_ENTRIES) return;
      const path = fs.path.join(at, name);
      if (/\.(?:continuous|spikes|events)$/.test(name)) {
        if ((await fs.stat(path))?.kind === "file") found.push(path);
      } else if (depth < MAX_DEPTH && (await fs.stat(path))?.kind === "folder") {
        await visit(path, depth + 1);
      }
    }
  };
  await visit(folder, 0);
  return found;
}
