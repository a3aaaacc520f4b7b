import { unzlibSync, zlibSync } from "fflate";
import { z } from "zod";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import type { CurationAction } from "./actions.ts";

/*
 * Actions as they are kept: JSON with snake_case names, and beside it, for a split, the part of every spike as
 * little-endian uint16, deflated, because a list of a million numbers has no place in a row of text.
 */

/** An action as it is stored. */
export interface StoredAction {
  readonly json: JsonObject;
  readonly spikes: Uint8Array | null;
}

const unitId = z.union([z.string(), z.int()]);
const unitIds = z.array(unitId).min(1);
const labels = z.record(z.string(), z.array(z.string()));

const stored = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("merge"),
    unit_ids: z.array(unitId).min(2),
    new_unit_id: unitId,
    labels,
  }),
  z.object({
    kind: z.literal("split"),
    unit_id: unitId,
    new_unit_ids: z.array(unitId).min(2),
    num_spikes: z.int().nonnegative(),
  }),
  z.object({ kind: z.literal("remove"), unit_ids: unitIds }),
  z.object({ kind: z.literal("restore"), unit_ids: unitIds }),
  z.object({
    kind: z.literal("label"),
    // lists of three, because a label for 600 units is one row
    changes: z.array(z.tuple([unitId, z.string(), z.array(z.string())])),
  }),
  z.object({ kind: z.literal("note"), unit_ids: unitIds, text: z.string() }),
  z.object({
    kind: z.literal("categories"),
    categories: z.array(
      z.object({ name: z.string(), options: z.array(z.string()), exclusive: z.boolean() }),
    ),
  }),
  z.object({
    kind: z.literal("judge"),
    unit_ids: z.tuple([unitId, unitId]),
    verdict: z.enum(["reject", "skip"]).nullable(),
  }),
]);

/** How an action is kept. */
export function storedAction(action: CurationAction): StoredAction {
  switch (action.kind) {
    case "merge":
      return plain({
        kind: "merge",
        unit_ids: action.unitIds,
        new_unit_id: action.newUnitId,
        labels: action.labels,
      });
    case "split":
      return {
        json: {
          kind: "split",
          unit_id: action.unitId,
          new_unit_ids: action.newUnitIds,
          num_spikes: action.parts.length,
        },
        spikes: packParts(action.parts),
      };
    case "remove":
    case "restore":
      return plain({ kind: action.kind, unit_ids: action.unitIds });
    case "label":
      return plain({
        kind: "label",
        changes: action.changes.map(({ unitId: id, category, values }) => [id, category, values]),
      });
    case "note":
      return plain({ kind: "note", unit_ids: action.unitIds, text: action.text });
    case "categories":
      return plain({
        kind: "categories",
        categories: action.categories.map(({ name, options, exclusive }) => ({
          name,
          options,
          exclusive,
        })),
      });
    case "judge":
      return plain({ kind: "judge", unit_ids: action.unitIds, verdict: action.verdict });
    default:
      return action satisfies never;
  }
}

const plain = (json: JsonObject): StoredAction => ({ json, spikes: null });

/**
 * The action that was kept.
 * @throws InvalidValue naming the row
 */
export function actionFromStored({ json, spikes }: StoredAction, row: number): CurationAction {
  const refuse = (problem: string): never => {
    throw new EphysError(
      "InvalidValue",
      `row ${String(row)} of the curation journal cannot be read: ${problem}; restore the project from a copy`,
      { row },
    );
  };
  const parsed = stored.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refuse(`${issue.path.map(String).join(".")}: ${issue.message}`);
  }
  const { data } = parsed;
  switch (data.kind) {
    case "merge": {
      const { unit_ids, new_unit_id, labels: given } = data;
      return { kind: "merge", unitIds: unit_ids, newUnitId: new_unit_id, labels: given };
    }
    case "split": {
      if (spikes === null) return refuse("the spikes of its split are missing");
      const parts = unpackParts(spikes, data.num_spikes);
      if (parts === undefined) return refuse("the spikes of its split are damaged");
      return { kind: "split", unitId: data.unit_id, newUnitIds: data.new_unit_ids, parts };
    }
    case "remove":
    case "restore":
      return { kind: data.kind, unitIds: data.unit_ids };
    case "label":
      return {
        kind: "label",
        changes: data.changes.map(([id, category, values]) => ({ unitId: id, category, values })),
      };
    case "note":
      return { kind: "note", unitIds: data.unit_ids, text: data.text };
    case "categories":
      return { kind: "categories", categories: data.categories };
    case "judge":
      return { kind: "judge", unitIds: data.unit_ids, verdict: data.verdict };
    default:
      return data satisfies never;
  }
}

function packParts(parts: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(parts.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < parts.length; i++) view.setUint16(2 * i, parts[i], true);
  return zlibSync(bytes);
}

function unpackParts(packed: Uint8Array, numSpikes: number): Uint16Array | undefined {
  let bytes: Uint8Array;
  try {
    // the size is known, so that a damaged row cannot ask for more
    bytes = unzlibSync(packed, { out: new Uint8Array(2 * numSpikes) });
  } catch {
    return undefined;
  }
  if (bytes.length !== 2 * numSpikes) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint16Array.from({ length: numSpikes }, (_, i) => view.getUint16(2 * i, true));
}
