import { cp } from "node:fs/promises";
import { resolve } from "node:path";
import { loadAnalyzer, relinkAnalyzer } from "#core/analyzer/index.ts";
import { writeResult } from "#core/jobs/index.ts";
import type { UnitId } from "#core/model/index.ts";
import { chooseExtensions, parseSorterParams } from "#main/services/index.ts";
import {
  openRecording,
  openSorting,
  readParams,
  readPipeline,
  type ReadOptions,
} from "./inputs.ts";
import { outputPlace, resumablePlace } from "./places.ts";
import type { Workbench } from "./workbench.ts";

export interface SortOptions extends ReadOptions {
  readonly sorter: string;
  readonly params?: string;
  readonly pipeline?: string;
  readonly out: string;
}

/** Sorts on the pool into SpikeInterface's sorter folder. */
export async function sortTo(
  path: string,
  options: SortOptions,
  bench: Workbench,
): Promise<{ readonly path: string; readonly num_units: number; readonly num_spikes: number }> {
  const params = parseSorterParams(options.sorter, await readParams(options.params));
  const steps = await readPipeline(options.pipeline);
  const recording = await openRecording(path, options, bench);
  const place = resumablePlace(options.out);
  const sorted = await bench.run("sort", {
    recording: recording.dict,
    steps,
    sorter: options.sorter,
    params,
    place,
  });
  return { path: place.folder, num_units: sorted.numUnits, num_spikes: sorted.numSpikes };
}

export interface AnalyzeOptions extends ReadOptions {
  readonly out: string;
  readonly extensions?: string[];
  readonly params?: string;
  readonly format: "binary_folder" | "zarr";
  readonly dense?: boolean;
  /** a file of sparsity parameters */
  readonly sparsity?: string;
  readonly pipeline?: string;
}

export interface AnalyzerMade {
  readonly path: string;
  readonly unit_ids: readonly UnitId[];
  readonly extensions: readonly string[];
}

/** An analyzer of a recording and a sorting. */
export async function analyzeTo(
  recordingPath: string,
  sortingPath: string,
  options: AnalyzeOptions,
  bench: Workbench,
): Promise<AnalyzerMade> {
  const analysis = chooseExtensions(options.extensions, await readParams(options.params));
  const steps = await readPipeline(options.pipeline);
  const recording = await openRecording(recordingPath, options, bench);
  const sorting = await openSorting(sortingPath, {}, bench);
  const place = outputPlace(options.out);
  const made = await bench.run("analyze", {
    recording: recording.dict,
    steps,
    sorting: sorting.dict,
    ...analysis,
    sparsity: options.dense === true ? null : await readParams(options.sparsity),
    format: options.format,
    place,
  });
  return {
    path: place.folder,
    unit_ids: made.unitIds,
    extensions: made.extensions.map(({ name }) => name),
  };
}

/** More extensions on a copy of an analyzer; what it holds already is used. */
export async function computeOnCopy(
  analyzerPath: string,
  options: AnalyzeOptions,
  bench: Workbench,
): Promise<AnalyzerMade> {
  const source = resolve(analyzerPath);
  const analysis = chooseExtensions(options.extensions, await readParams(options.params));
  await loadAnalyzer(source, bench.ctx, { loadExtensions: false }); // refuses what is no analyzer
  const place = outputPlace(options.out);
  await writeResult(place, bench.ctx, async (folder) => {
    await cp(source, folder, { recursive: true });
    await relinkAnalyzer(folder, source, bench.ctx);
    await bench.run("compute_extensions", { analyzer: folder, ...analysis });
  });
  const made = await loadAnalyzer(place.folder, bench.ctx);
  return {
    path: place.folder,
    unit_ids: made.sorting.unitIds,
    extensions: [...made.extensions.keys()],
  };
}
