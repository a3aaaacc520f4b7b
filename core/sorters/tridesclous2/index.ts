import type { ComputeContext } from "#core/compute/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { noiseLevels, type Recording } from "#core/recording/index.ts";
import { applyMotion, detectPeaks, type MotionOptions } from "#core/sorting-components/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { defineSorter, type SorterRun } from "../define.ts";
import { cacheRecording } from "../shared/cache.ts";
import { noiseCodec } from "../shared/chain/codecs.ts";
import { runChain } from "../shared/chain/run-chain.ts";
import {
  bandPassed,
  hearable,
  inNoiseLevels,
  motionOf,
  sortingLocations,
} from "../shared/prepare.ts";
import { openStages, type Stages } from "../shared/stages.ts";
import { TRIDESCLOUS2_STAGES } from "./stages.ts";
import { tridesclous2Params, type Tridesclous2Params } from "./params.ts";

const VERSION = "2025.10";
/** Larger copies are not made. */
const LARGEST_CACHE_GB = 200;
/** Band in which motion is seen; the reference's. */
const MOTION_BAND = { freq_min: 300, freq_max: 6000, ftype: "bessel" } as const;
/** Moving the signal back: the reference's. */
const INTERPOLATION: JsonObject = {
  border_mode: "force_extrapolate",
  spatial_interpolation_method: "kriging",
  sigma_um: 20,
  p: 2,
};

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

async function runTridesclous2(
  { recording: raw, outputFolder }: SorterRun,
  params: Tridesclous2Params,
  ctx: ComputeContext,
): Promise<Sorting> {
  const contacts = sortingLocations(raw);
  const { cache_preprocessing: cache, ...decisive } = params;
  const identity = {
    sorter: "tridesclous2",
    version: VERSION,
    params: decisive,
    recording: raw.dict,
  };
  const stages = await openStages(outputFolder, identity, ctx); // a dictionary is JSON
  const prepared = await prepare(raw, params, outputFolder, stages, ctx);
  const options = { ...cache, limit_gb: LARGEST_CACHE_GB, mayReuse: stages.continues };
  const cached = await cacheRecording(prepared, outputFolder, options, ctx);
  try {
    return await sortPrepared(cached.recording, contacts, params, stages, ctx);
  } finally {
    await cached.dispose();
  }
}

async function prepare(
  raw: Recording,
  params: Tridesclous2Params,
  outputFolder: string,
  stages: Stages,
  ctx: ComputeContext,
): Promise<Recording> {
  if (!params.apply_preprocessing) return raw;
  const filtered = await bandPassed(raw, { ...params.filtering, margin_ms: 20 }, ctx);
  if (!params.apply_motion_correction) return inNoiseLevels(filtered, params.seed, ctx);
  const options = params.motion_correction as MotionOptions;
  const visible = await bandPassed(raw, MOTION_BAND, ctx);
  const motion = await motionOf(visible, options, outputFolder, stages.continues, ctx);
  if (motion === undefined) return inNoiseLevels(filtered, params.seed, ctx);
  const still = await applyMotion(
    filtered,
    motion,
    { interpolate_motion_kwargs: INTERPOLATION },
    ctx,
  );
  return inNoiseLevels(still, params.seed, ctx);
}

async function sortPrepared(
  recording: Recording,
  contacts: Float64Array,
  params: Tridesclous2Params,
  stages: Stages,
  ctx: ComputeContext,
): Promise<Sorting> {
  const { seed, detection, selection, waveforms, templates } = params;
  const noise = await stages.run("measure noise", noiseCodec, () =>
    noiseLevels(recording, { return_in_uV: false, random_slices_kwargs: { seed } }, ctx),
  );
  const samples = (ms: number): number => Math.trunc((ms * recording.samplingFrequency) / 1000);
  const plan = {
    detect: (context: ComputeContext) =>
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
      params: params.matching.method_kwargs as JsonObject,
      noiseLevels: hearable(noise),
    },
    seed,
  };
  return runChain({ recording, contacts, noise }, plan, stages, ctx);
}
