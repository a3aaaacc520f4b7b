import type { CoreContext } from "#core/compute/index.ts";
import {
  EphysError,
  namedContacts,
  type JsonObject,
  type Probe,
  type ProbeGroup,
} from "#core/model/index.ts";
import { columnTexts, parseTable, tableLength, type Table } from "../shared/delimited-table.ts";
import { requireFile } from "../shared/files.ts";

/*
 * Probes of BIDS folders (extension proposal for electrophysiology): *_contacts.tsv with a place per contact,
 * *_probes.tsv with a row per probe, *_channels.tsv that says which channel a contact is on.
 */

const NO_VALUE = new Set(["", "n/a", "nan"]);

/**
 * The probes of a folder, wired to the channels of a recording. Contacts on no channel get −1.
 * @throws MissingSibling, CorruptFile
 */
export async function readBidsProbes(
  folder: string,
  channelsPath: string,
  channelIds: readonly (string | number)[],
  ctx: CoreContext,
): Promise<ProbeGroup> {
  const contacts = await readTable(await onlyFile(folder, "contacts.tsv", ctx), ctx);
  const probes = await readTable(await onlyFile(folder, "probes.tsv", ctx), ctx);
  const channelOf = await channelsOfContacts(channelsPath, channelIds, folder, ctx);
  const probeIds = texts(contacts, "probe_id", folder);
  return {
    probes: [...new Set(probeIds)].map((id) => {
      const rows = [...probeIds.keys()].filter((i) => probeIds[i] === id);
      return probeOf(
        contacts,
        rows,
        channelOf,
        { probe_id: id, ...rowOf(probes, id, folder) },
        folder,
      );
    }),
  };
}

async function onlyFile(folder: string, ending: string, ctx: CoreContext): Promise<string> {
  const found = (await ctx.fs.list(folder)).filter((name) => name.endsWith(ending));
  if (found.length === 1) return ctx.fs.path.join(folder, found[0]);
  throw new EphysError(
    "MissingSibling",
    `${folder} holds ${String(found.length)} files *${ending}, where a BIDS folder has one`,
    { path: folder },
  );
}

async function readTable(path: string, ctx: CoreContext, owner?: string): Promise<Table> {
  await requireFile(path, ctx, owner);
  const table = parseTable(await ctx.fs.readText(path), "\t");
  if (table) return table;
  throw new EphysError("CorruptFile", `${path} is empty`, { path });
}

function texts(table: Table, name: string, path: string): string[] {
  const column = table.get(name);
  if (column) return columnTexts(column);
  throw new EphysError("CorruptFile", `${path}: a table has no column "${name}"`, { path, name });
}

/** Channel's position in the recording by contact. */
async function channelsOfContacts(
  path: string,
  channelIds: readonly (string | number)[],
  owner: string,
  ctx: CoreContext,
): Promise<ReadonlyMap<string, number>> {
  const table = await readTable(path, ctx, owner);
  const ids = texts(table, "channel_id", path);
  const contacts = texts(table, "contact_id", path);
  const position = new Map(channelIds.map((id, i) => [String(id), i]));
  const out = new Map<string, number>();
  for (const [i, contact] of contacts.entries()) {
    const channel = position.get(ids[i]);
    if (channel !== undefined && !NO_VALUE.has(contact)) out.set(contact, channel);
  }
  return out;
}

function rowOf(probes: Table, id: string, path: string): JsonObject {
  const row = texts(probes, "probe_id", path).indexOf(id);
  if (row < 0) return {};
  const entries = [...probes].map(([name, column]) => [name, columnTexts(column)[row]] as const);
  return Object.fromEntries(entries.map(([name, text]) => [name, NO_VALUE.has(text) ? "" : text]));
}

function probeOf(
  contacts: Table,
  rows: readonly number[],
  channelOf: ReadonlyMap<string, number>,
  annotations: JsonObject,
  path: string,
): Probe {
  const numbers = (name: string, otherwise: (i: number) => number): number[] => {
    const column = contacts.get(name)?.values;
    return rows.map((row, i) => {
      const value = column ? Number(column[row]) : otherwise(i);
      if (Number.isFinite(value)) return value;
      throw new EphysError("CorruptFile", `${path}: contact ${String(row)} has no number ${name}`, {
        path,
        name,
      });
    });
  };
  const pick = (name: string): string[] | undefined => {
    const column = contacts.get(name);
    return column && rows.map((row) => columnTexts(column)[row]);
  };
  if (tableLength(contacts) === 0 || rows.length === 0) {
    throw new EphysError("CorruptFile", `${path} has no contacts`, { path });
  }
  const ids = pick("contact_id") ?? texts(contacts, "contact_id", path);
  const xs = numbers("x", (i) => i);
  const ys = numbers("y", () => 0);
  const shapes = pick("contact_shape") ?? rows.map(() => "circle");
  const shanks = pick("shank_id")?.map((id) => (NO_VALUE.has(id) ? "" : id));
  return {
    ndim: 2,
    siUnits: pick("x_units")?.[0] ?? "um",
    annotations,
    contactAnnotations: {},
    contactPositions: Float64Array.from(rows.flatMap((_, i) => [xs[i], ys[i]])),
    contactShapes: shapes,
    contactShapeParams: shapes.map((shape, i) => shapeParams(shape, contacts, rows[i])),
    deviceChannelIndices: Int32Array.from(ids, (id) => channelOf.get(id) ?? -1),
    ...namedContacts(ids),
    ...(shanks && { shankIds: shanks }),
  };
}

function shapeParams(shape: string, contacts: Table, row: number): JsonObject {
  const number = (name: string): number | undefined => {
    const value = Number(contacts.get(name)?.values[row] ?? NaN);
    return Number.isFinite(value) ? value : undefined;
  };
  const width = number("width");
  if (shape === "square" && width !== undefined) return { width };
  const height = number("height");
  if (shape === "rect" && width !== undefined && height !== undefined) return { width, height };
  return { radius: number("radius") ?? 1 };
}
