import { resolve } from "node:path";

import {
  applyCurationToAnalyzer,
  curationToJson,
  loadDeskAnalyzer,
  parseCuration,
} from "#core/curation/index.ts";
import { EXPORTERS, runExporter, type ExportInput } from "#core/exporters/index.ts";
import { writeResult } from "#core/jobs/index.ts";
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
  const params = await readParams(options.params);
  const input = await curatedInput(source, options.curation, bench);
  const place = outputPlace(options.out);
  const files = await writeResult(place, bench.ctx, (into) =>
    runExporter(options.to, input, { into, folder: place.folder }, params, bench.ctx),
  );
  return { path: place.folder, files };
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
