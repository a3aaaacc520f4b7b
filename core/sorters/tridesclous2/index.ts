import type { ComputeContext } from "#core/compute/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { detectPeaks, type MotionOptions } from "#core/sorting-components/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { defineSorter, type SorterRun } from "../define.ts";
import { runChain, type ChainPlan } from "../shared/chain/run-chain.ts";
import type { Ground } from "../shared/chain/unit-templates.ts";
import { bandPassed, hearable, heldStill, inMotionBand, inNoiseLevels } from "../shared/prepare.ts";
import { runStaged } from "../shared/staged-run.ts";
import type { Stages } from "../shared/stages.ts";
import { TRIDESCLOUS2_STAGES } from "./stages.ts";
import { tridesclous2Params, type Tridesclous2Params } from "./params.ts";

const VERSION = "2025.10";

/** SpikeInterface's tridesclous2 as a chain of components: isosplit in local features, then a peeler. */
export const tridesclous2 = defineSorter({
  name: "tridesclous2",
  label: "Tridesclous 2",
  summary:
    "Local isosplit clustering, then a peeler that subtracts the nearest template again and again.",
  version: VERSION,
  params: tridesclous2Params,
  stages: TRIDESCLOUS2_STAGES,
  run: runTridesclous2,
});

function runTridesclous2(
  input: SorterRun,
  params: Tridesclous2Params,
  ctx: ComputeContext,
): Promise<Sorting> {
  const { cache_preprocessing: cache, ...decisive } = params;
  return runStaged(
    input,
    {
      sorter: "tridesclous2",
      version: VERSION,
      decisive,
      seed: params.seed,
      cache,
      prepare: (raw, _contacts, stages) => prepare(raw, params, stages, ctx),
      sort: (ground, stages) => runChain(ground, planOf(ground, params), stages, ctx),
    },
    ctx,
  );
}

async function prepare(
  raw: Recording,
  params: Tridesclous2Params,
  stages: Stages,
  ctx: ComputeContext,
): Promise<Recording> {
  if (!params.apply_preprocessing) return raw;
  const filtered = await bandPassed(raw, { ...params.filtering, margin_ms: 20 }, ctx);
  if (!params.apply_motion_correction) return inNoiseLevels(filtered, params.seed, ctx);
  const options = params.motion_correction as MotionOptions;
  const visible = await inMotionBand(raw, ctx);
  const still = await heldStill(filtered, visible, options, stages, ctx);
  return inNoiseLevels(still, params.seed, ctx);
}

function planOf({ recording, noise }: Ground, params: Tridesclous2Params): ChainPlan {
  const { seed, detection, selection, waveforms, templates } = params;
  const samples = (ms: number): number => Math.trunc((ms * recording.samplingFrequency) / 1000);
  return {
    detect: (context) =>
      detectPeaks(
        recording,
        { method: "locally_exclusive", params: detection, noiseLevels: hearable(noise) },
        context,
      ),
    maxPeaks: Math.max(selection.min_n_peaks, selection.n_peaks_per_channel * noise.length),
    clustering: {
      method: "iterative-isosplit",
      params: {
        seed,
        peaks_svd: { ...waveforms, n_components: params.svd.n_components },
        split: { recursive_depth: params.clustering.recursive_depth },
        merge_from_templates: params.clustering.merge_from_templates ? {} : null, // also joins neurons
      },
    },
    templates: {
      nbefore: samples(templates.ms_before),
      nafter: samples(templates.ms_after),
      maxSpikes: templates.max_spikes_per_unit,
      radiusUm: waveforms.radius_um,
      channelSnr: templates.sparsity_threshold,
      minSnr: templates.min_snr,
      maxJitter: undefined,
      sign: detection.peak_sign,
      seed,
    },
    matching: {
      method: params.matching.method,
      params: params.matching.method_kwargs,
      noiseLevels: hearable(noise),
    },
    seed,
  };
}
