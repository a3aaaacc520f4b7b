import { isStructured, ndArray, toFloat64 } from "#core/array/index.ts";
import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { computeExtensions, selectUnitsOfAnalyzer } from "#core/extensions/index.ts";

const NAME = "unit_locations";

/** The places of units after a merge or split: computed for the units that were made, the others keep theirs. */
export async function withUnitLocations(
  before: SortingAnalyzer,
  after: SortingAnalyzer,
  ctx: ComputeContext,
): Promise<SortingAnalyzer> {
  const extension = before.extensions.get(NAME);
  const value = extension?.data.get(NAME);
  const templates = after.extensions.get("templates");
  if (extension === undefined || value?.kind !== "array" || isStructured(value.array)) return after;
  if (templates === undefined) return after;
  const known = new Map(before.sorting.unitIds.map((id, u) => [id, u]));
  const made = after.sorting.unitIds.filter((id) => !known.has(id));
  const bare = { ...after, extensions: new Map([["templates", templates]]) };
  const own = selectUnitsOfAnalyzer(bare, made);
  await computeExtensions(own, new Map([[NAME, extension.params]]), ctx, { addMissing: false });
  const fresh = own.extensions.get(NAME)?.data.get(NAME);
  if (fresh?.kind !== "array" || isStructured(fresh.array)) return after;
  const width = value.array.shape[1] ?? 2;
  const [old, now] = [toFloat64(value.array), toFloat64(fresh.array)];
  const out = new Float64Array(after.sorting.unitIds.length * width);
  const rank = new Map(made.map((id, i) => [id, i]));
  for (const [u, id] of after.sorting.unitIds.entries()) {
    const row = known.get(id);
    const [from, at] = row === undefined ? [now, rank.get(id) ?? 0] : [old, row];
    out.set(from.subarray(at * width, (at + 1) * width), u * width);
  }
  const array = ndArray("float64", [after.sorting.unitIds.length, width], out);
  after.extensions.set(NAME, { ...extension, data: new Map([[NAME, { kind: "array", array }]]) });
  return after;
}
