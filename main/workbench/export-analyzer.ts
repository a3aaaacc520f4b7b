import { resolve } from "node:path";

import {
  applyCurationToAnalyzer,
  curationToJson,
  loadDeskAnalyzer,
  parseCuration,
  replayJournal,
  type ActEntry,
} from "#core/curation/index.ts";
import { EXPORTERS, runExporter, type ExportInput } from "#core/exporters/index.ts";
import { runJob, writeResult, type JobSpecs } from "#core/jobs/index.ts";
import { EphysError } from "#core/model/index.ts";
import { findStoredPath, isProjectFolder, openProject } from "#main/project/index.ts";
import { readJsonFile, readParams } from "./inputs.ts";
import { outputPlace } from "./places.ts";
import type { Workbench } from "./workbench.ts";

/** What `--to` takes. */
export const EXPORTER_NAMES: readonly string[] = EXPORTERS.map(({ name }) => name);

export interface ExportOptions {
  /** an exporter's name */
  readonly to: string;
  readonly out: string;
  /** JSON file with the exporter's parameters */
  readonly params?: string;
  /** curation document that is applied first */
  readonly curation?: string;
  /** of a project: the number of the analyzer, where it has several */
  readonly analyzer?: number;
  /** of a project: another branch than the one that was worked on last */
  readonly branch?: string;
}

/** What `export` answers. */
export interface Exported {
  readonly path: string;
  /** below the path */
  readonly files: readonly string[];
}

/** Hands the results of an analyzer over in another form, in a new folder; the analyzer stays as it is. */
export async function exportTo(
  path: string,
  options: ExportOptions,
  bench: Workbench,
): Promise<Exported> {
  const source = resolve(path);
  if (isProjectFolder(source)) return exportProject(source, options, bench);
  const params = await readParams(options.params);
  const input = await curatedInput(source, options.curation, bench);
  const place = outputPlace(options.out);
  const files = await writeResult(place, bench.ctx, (into) =>
    runExporter(options.to, input, { into, folder: place.folder }, params, bench.ctx),
  );
  return { path: place.folder, files };
}

/** An analyzer of a project with what its journal says, as the window exports it. */
async function exportProject(
  folder: string,
  options: ExportOptions,
  { ctx }: Workbench,
): Promise<Exported> {
  if (options.curation !== undefined) {
    throw new EphysError(
      "InvalidParameter",
      "a project is exported with its own journal; --curation is for analyzer folders",
      { parameter: "curation" },
    );
  }
  const { source, asOf, done } = ofProject(folder, options.analyzer, options.branch);
  const place = outputPlace(options.out);
  const args: JobSpecs["export_analyzer"]["args"] = {
    analyzer: source,
    asOf,
    actions: done,
    exporter: options.to,
    params: await readParams(options.params),
    place,
  };
  const { files } = (await runJob(
    "export_analyzer",
    args,
    ctx,
  )) as JobSpecs["export_analyzer"]["result"]; // what this job answers
  return { path: place.folder, files };
}

/** The folder of a project's analyzer and the actions that stand; the project is closed again. */
function ofProject(
  folder: string,
  wanted: number | undefined,
  branch: string | undefined,
): { readonly source: string; readonly asOf: string; readonly done: readonly ActEntry[] } {
  const project = openProject(folder);
  try {
    const rows = project.analyzers.list();
    const [only] = rows;
    if (wanted === undefined && (only === undefined || rows.length > 1)) {
      const list = rows.map(({ id, name }) => `${String(id)} (${name})`).join(", ");
      throw new EphysError(
        "InvalidParameter",
        only === undefined
          ? `${folder} has no analyzer to export`
          : `${folder} has several analyzers: name one with --analyzer: ${list}`,
        { parameter: "analyzer" },
      );
    }
    const row = project.analyzers.get(wanted ?? only?.id ?? 0);
    const source = findStoredPath(folder, row);
    if (source === undefined) {
      throw new EphysError("FileNotFound", `the analyzer's folder ${row.path} is not there any more`, { path: row.path }); // prettier-ignore
    }
    const { branches, current } = replayJournal(project.curation.entries(row.id));
    const found = branch === undefined ? current : branches.get(branch);
    if (found === undefined) {
      throw new EphysError(
        "UnknownName",
        `no branch is called "${String(branch)}"; there are ${[...branches.keys()].join(", ")}`,
        { name: branch },
      );
    }
    return { source, asOf: row.createdAt, done: found.done };
  } finally {
    project.close();
  }
}

async function curatedInput(
  source: string,
  curationFile: string | undefined,
  { ctx }: Workbench,
): Promise<ExportInput> {
  const analyzer = await loadDeskAnalyzer(source, ctx);
  if (curationFile === undefined) return { analyzer, source };
  const { unitIds } = analyzer.sorting;
  const curation = parseCuration(await readJsonFile(curationFile), {
    source: resolve(curationFile),
    unitIds,
  });
  const { value } = await applyCurationToAnalyzer(analyzer, curation, {}, ctx);
  return { analyzer: value, source, curations: [curationToJson(curation)] };
}
