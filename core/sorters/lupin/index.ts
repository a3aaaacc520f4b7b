import type { ComputeContext } from "#core/compute/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { applyPipeline } from "#core/preprocessing/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { detectPeaks } from "#core/sorting-components/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { defineSorter, type SorterRun } from "../define.ts";
import { detectionChoice } from "../shared/chain/detection.ts";
import { runChain, type ChainPlan } from "../shared/chain/run-chain.ts";
import type { Ground } from "../shared/chain/unit-templates.ts";
import { bandPassed, hearable, heldStill, inMotionBand } from "../shared/prepare.ts";
import { runStaged } from "../shared/staged-run.ts";
import type { Stages } from "../shared/stages.ts";
import { lupinParams, type LupinParams } from "./params.ts";
import { LUPIN_STAGES } from "./stages.ts";

const VERSION = "2026.01";
/** Peaks are clustered at least so many; the reference's. */
const FEWEST_PEAKS = 20_000;
/** Time on each side in which a peak must be the largest; the reference's. */
const EXCLUDE_SWEEP_MS = 1.5;
/** Most spikes that are averaged into a template. */
const TEMPLATE_SPIKES = 500;
/** Units farther apart are never joined at the end; the reference's. */
const MERGE_DISTANCE_UM = 50;
/** SpikeInterface's lupin as a chain of components: matched filter, isosplit in whitened local features, then wobble. */
export const lupin = defineSorter({
  name: "lupin",
  label: "Lupin",
  summary:
    "Whitens, finds peaks by a matched filter, clusters locally by isosplit, then matches templates by wobble.",
  version: VERSION,
  params: lupinParams,
  stages: LUPIN_STAGES,
  run: runLupin,
});

function runLupin(input: SorterRun, params: LupinParams, ctx: ComputeContext): Promise<Sorting> {
  const { cache_preprocessing_mode: mode, ...decisive } = params;
  const seed = params.seed ?? 0;
  return runStaged(
    input,
    {
      sorter: "lupin",
      version: VERSION,
      decisive,
      seed,
      cache: { mode },
      prepare: (raw, _contacts, stages) => prepare(raw, params, seed, stages, ctx),
      sort: (ground, stages) => runChain(ground, planOf(ground, params, seed), stages, ctx),
    },
    ctx,
  );
}

async function prepare(
  raw: Recording,
  params: LupinParams,
  seed: number,
  stages: Stages,
  ctx: ComputeContext,
): Promise<Recording> {
  if (!params.apply_preprocessing) {
    return applyPipeline(raw, [["astype", { dtype: "float32" }]], ctx);
  }
  const own = stepsOf(params.preprocessing_dict);
  const { freq_min, freq_max } = params;
  const band = { freq_min, freq_max, ftype: "bessel", filter_order: 2, margin_ms: 20 };
  const filtered =
    own === undefined
      ? await bandPassed(raw, band, ctx)
      : await applyPipeline(raw, [...own, ["astype", { dtype: "float32" }]], ctx);
  const whitened = await applyPipeline(
    filtered,
    [["whiten", { dtype: "float32", mode: "local", radius_um: params.whitening_radius_um, seed }]],
    ctx,
  );
  if (!params.apply_motion_correction) return whitened;
  const visible =
    own === undefined ? await inMotionBand(raw, ctx) : await applyPipeline(raw, own, ctx);
  const options = { preset: params.motion_correction_preset };
  return heldStill(whitened, visible, options, stages, ctx);
}

/** @throws InvalidParameter for a step whose parameters are no object */
function stepsOf(steps: JsonObject | null): [string, JsonObject][] | undefined {
  if (steps === null) return undefined;
  return Object.entries(steps).map(([name, given]) => {
    if (typeof given !== "object" || given === null || Array.isArray(given)) {
      throw new EphysError(
        "InvalidParameter",
        `preprocessing_dict: the parameters of ${name} must be an object, e.g. {}`,
        { field: "preprocessing_dict" },
      );
    }
    return [name, given as JsonObject]; // neither null nor a list
  });
}

function planOf({ recording, noise }: Ground, params: LupinParams, seed: number): ChainPlan {
  const samples = (ms: number): number => Math.trunc((ms * recording.samplingFrequency) / 1000);
  const levels = hearable(noise);
  return {
    detect: async (ctx) => {
      const choice = await detectionChoice(recording, levels, detectionOf(params, seed), ctx);
      return detectPeaks(recording, choice, ctx);
    },
    maxPeaks: Math.max(FEWEST_PEAKS, params.n_peaks_per_channel * noise.length),
    clustering: { method: "iterative-isosplit", params: clusteringOf(params, samples, seed) },
    templates: {
      nbefore: samples(params.ms_before),
      nafter: samples(params.ms_after),
      maxSpikes: TEMPLATE_SPIKES,
      radiusUm: params.template_radius_um,
      channelSnr: params.template_sparsify_threshold,
      minSnr: params.template_min_snr_ptp,
      maxJitter: samples(params.template_max_jitter_ms),
      sign: params.peak_sign,
      seed,
    },
    matching: { method: params.template_matching_engine, params: {}, noiseLevels: levels },
    mergeDistanceUm: MERGE_DISTANCE_UM,
    minFiringRate: params.min_firing_rate,
    seed,
  };
}

function detectionOf(params: LupinParams, seed: number) {
  return {
    method: "matched_filtering",
    params: {
      peak_sign: params.peak_sign,
      detect_threshold: params.detect_threshold,
      exclude_sweep_ms: EXCLUDE_SWEEP_MS,
      radius_um: params.detection_radius_um,
    },
    msBefore: params.ms_before,
    msAfter: params.ms_after,
    seed,
  };
}

function clusteringOf(
  params: LupinParams,
  samples: (ms: number) => number,
  seed: number,
): JsonObject {
  return {
    seed,
    peaks_svd: {
      n_components: params.n_svd_components_per_channel,
      ms_before: params.clustering_ms_before,
      ms_after: params.clustering_ms_after,
      radius_um: params.features_radius_um,
    },
    split: {
      split_radius_um: params.split_radius_um,
      recursive_depth: params.clustering_recursive_depth,
      method_kwargs: { n_pca_features: params.n_pca_features },
    },
    merge_from_templates: {
      use_lags: true,
      num_shifts: samples(params.merge_similarity_lag_ms),
    },
  };
}
