import { EphysError } from "#core/model/index.ts";
import type { ImroColumns } from "./probe.ts";
import type { ProbeModel } from "./table.ts";

/** Without these there is no position; they come first in the table, but for references. */
const NEEDED_FIELDS = ["channel", "shank", "bank", "bank_mask", "ref_id", "electrode"];

/** The numbers of an imro table by name. @throws CorruptFile for an entry that lacks numbers of this probe */
export function imroColumns(
  entries: readonly string[],
  model: ProbeModel,
  path: string,
): ImroColumns {
  const columns = new Map(model.imroFields.map((name) => [name, [] as number[]]));
  // the gains' last fields came with later versions of the table
  const needed = model.imroFields.filter((name) => NEEDED_FIELDS.includes(name)).length;
  for (const [i, entry] of entries.entries()) {
    const numbers = entry.trim().split(/\s+/).map(Number);
    if (numbers.length < needed || !numbers.every(Number.isInteger)) {
      throw new EphysError(
        "CorruptFile",
        `${path}: entry ${String(i)} of the imro table, "${entry.slice(0, 40)}", does not have the ` +
          `numbers of this probe (${model.imroFields.join(", ")})`,
        { path, entry: i },
      );
    }
    for (const [f, name] of model.imroFields.entries()) {
      if (f < numbers.length) columns.get(name)?.push(numbers[f]);
    }
  }
  // what only some entries have says nothing about the others
  return new Map([...columns].filter(([, values]) => values.length === entries.length));
}
