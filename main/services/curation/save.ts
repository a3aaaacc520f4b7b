import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { curationDocuments, curationToJson } from "#core/curation/index.ts";
import type { ServiceContext } from "../context.ts";

/**
 * The curation of an analyzer as SpikeInterface's JSON in the project's folder: one file, or two that are applied one after
 * the other. The journal is in the database already; this is for those who read files.
 */
export async function saveDocuments(ctx: ServiceContext, analyzerId: number): Promise<string[]> {
  const { project, analyzers } = ctx.session();
  const { sorting } = await analyzers.base(analyzerId);
  const documents = curationDocuments(sorting, analyzers.desk(analyzerId).journal().current.done);
  const folder = join(project.folder, "curations");
  const stem = `analyzer-${String(analyzerId)}`;
  await mkdir(folder, { recursive: true });
  const names = documents.map((_, i) =>
    documents.length === 1 ? `${stem}.json` : `${stem}-${String(i + 1)}.json`,
  );
  for (const [i, document] of documents.entries()) {
    const text = `${JSON.stringify(curationToJson(document), null, 4)}\n`;
    await ctx.tasks.fs.writeFile(join(folder, names[i] ?? ""), text);
  }
  // what an earlier state needed must not be taken for a part of this one
  const stale = (await readdir(folder)).filter(
    (name) => [`${stem}.json`, `${stem}-1.json`, `${stem}-2.json`].includes(name) && !names.includes(name), // prettier-ignore
  );
  for (const name of stale) await rm(join(folder, name));
  return names.map((name) => join(folder, name));
}
