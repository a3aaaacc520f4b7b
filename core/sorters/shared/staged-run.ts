import type { ComputeContext } from "#core/compute/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { noiseLevels, type Recording } from "#core/recording/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import type { SorterRun } from "../define.ts";
import { cacheRecording, type CacheOptions } from "./cache.ts";
import { noiseCodec } from "./chain/codecs.ts";
import type { Ground } from "./chain/unit-templates.ts";
import { sortingLocations } from "./prepare.ts";
import { openStages, type Stages } from "./stages.ts";

/** What is a sorter's own in a run whose stages are kept. */
export interface StagedRun {
  readonly sorter: string;
  readonly version: string;
  /** parameters that decide the result */
  readonly decisive: JsonObject;
  readonly seed: number;
  readonly cache: Pick<CacheOptions, "mode"> & Partial<CacheOptions>;
  /** The recording that is sorted, from the one that was given; `contacts`: [channel × 2], um. */
  prepare(raw: Recording, contacts: Float64Array, stages: Stages): Promise<Recording>;
  sort(ground: Ground, stages: Stages): Promise<Sorting>;
}

/** Larger copies are not made unless a sorter says otherwise. */
const LARGEST_CACHE_GB = 200;

/**
 * Prepares a recording, keeps it at hand, measures its noise and sorts it; what stages leave in the output folder is
 * taken up by the next run with the same input and parameters.
 * @throws what `sortingLocations` throws
 */
export async function runStaged(
  { recording: raw, outputFolder }: SorterRun,
  run: StagedRun,
  ctx: ComputeContext,
): Promise<Sorting> {
  const contacts = sortingLocations(raw);
  const { sorter, version, decisive, seed } = run;
  const identity = { sorter, version, params: decisive, recording: raw.dict };
  const stages = await openStages(outputFolder, identity, ctx); // a dictionary is JSON
  const prepared = await run.prepare(raw, contacts, stages);
  const cached = await cacheRecording(
    prepared,
    outputFolder,
    {
      limit_gb: LARGEST_CACHE_GB,
      delete_cache: true,
      ...run.cache,
      mayReuse: stages.continues,
    },
    ctx,
  );
  try {
    const { recording } = cached;
    const options = {
      return_in_uV: false,
      force_recompute: true,
      random_slices_kwargs: { seed },
    };
    const noise = await stages.run("measure noise", noiseCodec, () =>
      noiseLevels(recording, options, ctx),
    );
    return await run.sort({ recording, contacts, noise }, stages);
  } finally {
    await cached.dispose();
  }
}
