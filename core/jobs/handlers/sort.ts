import type { ComputeContext } from "#core/compute/index.ts";
import { openSortingPath } from "#core/open/index.ts";
import { findChannelLocations, type Recording } from "#core/recording/index.ts";
import { runSorter } from "#core/sorters/index.ts";
import { writeResult } from "../result-place.ts";
import type { JobSpecs } from "../specs.ts";
import { openPrepared } from "./prepared.ts";

type Spec = JobSpecs["sort"];

export async function sortJob(args: Spec["args"], ctx: ComputeContext): Promise<Spec["result"]> {
  const { sorter, params, place } = args;
  const recording = await openPrepared(args, ctx);
  showProbe(recording, ctx);
  await writeResult(place, ctx, async (outputFolder) => {
    try {
      await runSorter(sorter, { recording, outputFolder }, params, ctx);
    } catch (error) {
      if (place.resumes) await keepOrRemove(outputFolder, ctx);
      throw error;
    }
  });
  const sorting = await openSortingPath(
    ctx.fs.path.join(place.folder, "sorter_output", "sorting"),
    {},
    ctx,
  );
  return {
    dict: sorting.dict,
    numUnits: sorting.unitIds.length,
    numSpikes: sorting.spikes.sampleIndex.length,
  };
}

/** Where channels lie, [channel], for what the stages show. */
function showProbe(recording: Recording, ctx: ComputeContext): void {
  const contacts = findChannelLocations(recording) ?? new Float64Array();
  const axis = (at: number): Float32Array =>
    Float32Array.from({ length: contacts.length / 2 }, (_, c) => contacts[2 * c + at]);
  ctx.show?.({ topic: "probe", mode: "replace", arrays: { xUm: axis(0), yUm: axis(1) }, meta: {} });
}

/** A stopped run stays where a chain has kept stages; the same sort goes on from there. */
async function keepOrRemove(outputFolder: string, ctx: ComputeContext): Promise<void> {
  const { fs } = ctx;
  const state = fs.path.join(outputFolder, "sorter_output", "checkpoints.json");
  if ((await fs.stat(state)) === undefined) await fs.remove(outputFolder);
  else ctx.log(`finished stages are kept in ${outputFolder}; the same sort goes on from there`);
}
