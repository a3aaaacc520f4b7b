import {
  createAnalyzer,
  loadAnalyzer,
  saveZarrAnalyzer,
  type SortingAnalyzer,
} from "#core/analyzer/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { computeExtensions, type ComputeExtensionsOptions } from "#core/extensions/index.ts";
import { sortingFromDict } from "#core/open/index.ts";
import { writeResult } from "../result-place.ts";
import type { ComputedExtension, Extensions, JobSpecs } from "../specs.ts";
import { openPrepared } from "./prepared.ts";

type Analyze = JobSpecs["analyze"];
type Compute = JobSpecs["compute_extensions"];

export async function analyzeJob(
  args: Analyze["args"],
  ctx: ComputeContext,
): Promise<Analyze["result"]> {
  const recording = await openPrepared(args, ctx);
  const sorting = await sortingFromDict(args.sorting, ctx);
  return writeResult(args.place, ctx, async (folder) => {
    const options = {
      sorting,
      recording,
      ...(args.sparsity === null ? { sparse: false } : { sparsityParams: args.sparsity }),
    };
    const analyzer =
      args.format === "zarr"
        ? await saveZarrAnalyzer(await createAnalyzer(options, ctx), folder, ctx, sorting)
        : await createAnalyzer({ ...options, folder }, ctx);
    await computeExtensions(analyzer, new Map(args.extensions), ctx, optionsOf(args, ctx));
    return { unitIds: analyzer.sorting.unitIds, extensions: computedOf(analyzer) };
  });
}

export async function computeExtensionsJob(
  { analyzer: folder, extensions, windows }: Compute["args"],
  ctx: ComputeContext,
): Promise<Compute["result"]> {
  const analyzer = await loadAnalyzer(folder, ctx);
  await computeExtensions(analyzer, new Map(extensions), ctx, optionsOf({ windows }, ctx));
  return { extensions: namedOf(analyzer, extensions) };
}

function optionsOf(
  { windows }: Pick<Analyze["args"], "windows">,
  { nowMs }: ComputeContext,
): ComputeExtensionsOptions {
  return { windows, ...(nowMs && { clockS: () => nowMs() / 1000 }) };
}

function computedOf(analyzer: SortingAnalyzer): ComputedExtension[] {
  return [...analyzer.extensions.values()].map(({ name, params }) => ({ name, params }));
}

/** Those asked for, with what had to be computed for them. */
function namedOf(analyzer: SortingAnalyzer, extensions: Extensions): ComputedExtension[] {
  const wanted = new Set(extensions.map(([name]) => name));
  return computedOf(analyzer).filter(({ name }) => wanted.has(name));
}
