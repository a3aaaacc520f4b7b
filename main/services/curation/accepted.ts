import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { AcceptedMerges, CurationApi } from "#contract/index.ts";
import {
  connectedGroups,
  curationToJson,
  emptyCuration,
  parseCuration,
  type Curation,
} from "#core/curation/index.ts";
import { EphysError, parseJson, type UnitId } from "#core/model/index.ts";
import type { ServiceContext } from "../context.ts";

/*
 * The merges that a person accepts are kept beside the project's database as SpikeInterface's curation JSON, one file per
 * analyzer, so that they can be applied anywhere.
 */

function pathOf(ctx: ServiceContext, analyzerId: number): string {
  const { project } = ctx.session();
  project.analyzers.get(analyzerId); // refuses an unknown analyzer
  return join(project.folder, "curations", `analyzer-${String(analyzerId)}.json`);
}

/** The curation of an analyzer; undefined when nothing was accepted. @throws InvalidValue for a damaged file */
export async function readCuration(
  ctx: ServiceContext,
  analyzerId: number,
): Promise<Curation | undefined> {
  const path = pathOf(ctx, analyzerId);
  const { fs } = ctx.tasks;
  if ((await fs.stat(path)) === undefined) return undefined;
  const unitIds = await ctx.session().analyzers.unitIds(analyzerId);
  return parseCuration(parseJson(await fs.readText(path), path), { source: path, unitIds });
}

export async function readAccepted(
  ctx: ServiceContext,
  analyzerId: number,
): Promise<AcceptedMerges> {
  const curation = await readCuration(ctx, analyzerId);
  return {
    analyzerId,
    path: curation === undefined ? null : pathOf(ctx, analyzerId),
    merges: curation?.merges.map(({ unitIds }) => unitIds) ?? [],
  };
}

/** Joins units to one merge, or takes apart every merge that has two of them. @throws UnitNotFound */
export async function acceptMerge(
  ctx: ServiceContext,
  { analyzerId, unitIds, merged }: Parameters<CurationApi["accept"]>[0],
): Promise<AcceptedMerges> {
  const known = await ctx.session().analyzers.unitIds(analyzerId);
  const unknown = unitIds.find((id) => !known.includes(id));
  if (unknown !== undefined) {
    throw new EphysError(
      "UnitNotFound",
      `unit ${JSON.stringify(unknown)} is not in analyzer ${String(analyzerId)} (${String(known.length)} units)`,
      { unitId: unknown, analyzerId },
    );
  }
  const curation = (await readCuration(ctx, analyzerId)) ?? emptyCuration(known);
  const groups = curation.merges.map((merge) => merge.unitIds);
  const asked = new Set(unitIds);
  const now = merged
    ? connectedGroups(known, [...groups, unitIds].flatMap(linksOf))
    : groups.filter((group) => group.filter((id) => asked.has(id)).length < 2);
  const path = pathOf(ctx, analyzerId);
  await mkdir(join(path, ".."), { recursive: true });
  const next = { ...curation, merges: now.map((group) => ({ unitIds: group })) };
  await ctx.tasks.fs.writeFile(path, `${JSON.stringify(curationToJson(next), null, 4)}\n`);
  return { analyzerId, path, merges: now };
}

function linksOf([first, ...others]: readonly UnitId[]): (readonly [UnitId, UnitId])[] {
  return first === undefined ? [] : others.map((id) => [first, id] as const);
}
