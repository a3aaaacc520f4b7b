import { loadAnalyzer } from "#core/analyzer/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { writeComponentFile } from "#core/extensions/index.ts";
import type { JobSpecs } from "../specs.ts";

type Write = JobSpecs["write_components"];

export async function writeComponentsJob(
  { analyzer, ...options }: Write["args"],
  ctx: ComputeContext,
): Promise<Write["result"]> {
  return { shape: await writeComponentFile(await loadAnalyzer(analyzer, ctx), options, ctx) };
}
