import type { ComputeContext } from "#core/compute/index.ts";
import { defineSorter, type SorterRun } from "#core/sorters/define.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { prepareRecording } from "../shared/peaks/preprocess.ts";
import { createPeakSetup } from "../shared/peaks/setup.ts";
import { runStaged } from "../shared/staged-run.ts";
import { sortByClusters } from "./cluster.ts";
import { simpleParams, type SimpleParams } from "./params.ts";
import { SIMPLE_STAGES } from "./stages.ts";

const VERSION = "1.0";

/**
 * SpikeInterface 0.103's sorter of this name, for few channels and for teaching: peaks are clustered by their waveforms on
 * all channels, and a cluster is a unit. No templates, no overlaps.
 */
export const simple = defineSorter({
  name: "simple",
  label: "Simple",
  summary:
    "Clusters peaks by their waveforms; a cluster is a unit, overlaps stay unresolved. For one to eight channels, and teaching.",
  version: VERSION,
  params: simpleParams,
  stages: SIMPLE_STAGES,
  run: runSimple,
});

function runSimple(input: SorterRun, params: SimpleParams, ctx: ComputeContext): Promise<Sorting> {
  const { cache_preprocessing: cache, ...decisive } = params;
  return runStaged(
    input,
    {
      sorter: "simple",
      version: VERSION,
      decisive,
      seed: params.seed,
      cache,
      prepare: (raw) => prepareRecording(raw, params, ctx),
      sort: ({ recording, contacts, noise }, stages) =>
        sortByClusters(createPeakSetup(recording, contacts, noise, params), stages, ctx),
    },
    ctx,
  );
}
