import type { ComputeContext } from "#core/compute/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { applyPipeline } from "#core/preprocessing/index.ts";
import type { Recording } from "#core/recording/index.ts";
import {
  applyMotion,
  CLUSTERING_METHODS,
  detectPeaks,
  type MotionOptions,
  type Peaks,
} from "#core/sorting-components/index.ts";
import { sortingFromSpikes, type Sorting } from "#core/sorting/index.ts";
import { defineSorter, type SorterRun } from "../define.ts";
import { peaksCodec } from "../shared/chain/codecs.ts";
import { detectionChoice } from "../shared/chain/detection.ts";
import { runChain, type ChainPlan } from "../shared/chain/run-chain.ts";
import type { Ground } from "../shared/chain/unit-templates.ts";
import { bandPassed, hearable, motionOf } from "../shared/prepare.ts";
import { runStaged } from "../shared/staged-run.ts";
import type { Stages } from "../shared/stages.ts";
import { SPYKINGCIRCUS2_STAGES } from "./stages.ts";
import { spykingcircus2Params, type Spykingcircus2Params } from "./params.ts";

const VERSION = "2025.10";
/** Most spikes that are averaged into a template. */
const TEMPLATE_SPIKES = 500;

/** SpikeInterface's spykingcircus2 as a chain of components: HDBSCAN in local features, then orthogonal matching pursuit. */
export const spykingcircus2 = defineSorter({
  name: "spykingcircus2",
  label: "Spyking Circus 2",
  summary:
    "Whitens, clusters locally by HDBSCAN, then finds spikes by orthogonal matching pursuit.",
  version: VERSION,
  params: spykingcircus2Params,
  stages: SPYKINGCIRCUS2_STAGES,
  run: runSpykingcircus2,
});

function runSpykingcircus2(
  input: SorterRun,
  params: Spykingcircus2Params,
  ctx: ComputeContext,
): Promise<Sorting> {
  const { cache_preprocessing: cache, ...decisive } = params;
  return runStaged(
    input,
    {
      sorter: "spykingcircus2",
      version: VERSION,
      decisive,
      seed: params.seed,
      cache,
      prepare: (raw, contacts, stages) => prepare(raw, contacts, params, stages, ctx),
      sort: (ground, stages) =>
        params.multi_units_only
          ? peaksPerChannel(ground, params, stages, ctx)
          : runChain(ground, planOf(ground, params), stages, ctx),
    },
    ctx,
  );
}

async function prepare(
  raw: Recording,
  contacts: Float64Array,
  params: Spykingcircus2Params,
  stages: Stages,
  ctx: ComputeContext,
): Promise<Recording> {
  const { whitening, seed } = params;
  let recording = raw;
  if (params.apply_preprocessing) recording = await bandPassed(raw, params.filtering, ctx);
  if (params.apply_whitening) {
    const regularize = whitening.regularize && contacts.length > 2;
    const step: JsonObject = { mode: whitening.mode, dtype: "float32", seed };
    const regularized = {
      regularize,
      apply_mean: true,
      regularize_kwargs: { method: "LedoitWolf" },
    };
    recording = await applyPipeline(
      recording,
      [["whiten", regularize ? { ...step, ...regularized } : step]],
      ctx,
    );
  }
  if (!params.apply_motion_correction) return recording;
  if (!hasDepths(contacts) || raw.numSamples.length > 1) {
    ctx.log("motion is not corrected: it needs one segment and contacts at more than one depth");
    return recording;
  }
  const options = params.motion_correction as MotionOptions;
  const motion = await motionOf(recording, options, stages, ctx);
  return motion === undefined ? recording : applyMotion(recording, motion, options, ctx);
}

/** Contacts whose depths span more than the windows of motion need. */
function hasDepths(contacts: Float64Array): boolean {
  const depths = new Set<number>();
  for (let i = 1; i < contacts.length; i += 2) depths.add(contacts[i]);
  return depths.size > 2;
}

function detect(
  { recording, contacts, noise }: Ground,
  params: Spykingcircus2Params,
): (ctx: ComputeContext) => Promise<Peaks> {
  return async (ctx) => {
    const { general, detection, seed } = params;
    const choice = await detectionChoice(
      recording,
      hearable(noise),
      {
        method: detection.method,
        params: {
          ...(detection.method_kwargs as JsonObject),
          radius_um: general.radius_um / 2,
          exclude_sweep_ms: Math.max(general.ms_before, general.ms_after),
        },
        msBefore: general.ms_before,
        msAfter: general.ms_after,
        seed,
      },
      ctx,
    );
    ctx.log(`${choice.method} on ${String(contacts.length / 2)} channels`);
    return detectPeaks(recording, choice, ctx);
  };
}

function planOf(ground: Ground, params: Spykingcircus2Params): ChainPlan {
  const { recording, noise } = ground;
  const { general, selection, clustering, cleaning, matching, seed } = params;
  const samples = (ms: number): number => Math.trunc((ms * recording.samplingFrequency) / 1000);
  const { n_peaks_per_channel, min_n_peaks } = selection.method_kwargs;
  const sign = params.detection.method_kwargs["peak_sign"];
  return {
    detect: detect(ground, params),
    maxPeaks: Math.max(min_n_peaks, n_peaks_per_channel * noise.length),
    clustering: {
      method: clustering.method,
      params: {
        ...sharedClusteringParams(clustering.method, params),
        ...(clustering.method_kwargs as JsonObject),
      },
    },
    templates: {
      nbefore: samples(general.ms_before),
      nafter: samples(general.ms_after),
      maxSpikes: TEMPLATE_SPIKES,
      radiusUm: general.radius_um,
      channelSnr: cleaning.sparsify_threshold ?? undefined,
      minSnr: cleaning.min_snr ?? undefined,
      maxJitter: cleaning.max_jitter_ms === null ? undefined : samples(cleaning.max_jitter_ms),
      sign: sign === "pos" || sign === "both" ? sign : "neg",
      seed,
    },
    matching: {
      method: matching.method,
      params: matching.method_kwargs,
      noiseLevels: hearable(noise),
    },
    mergeDistanceUm: params.merging.max_distance_um,
    seed,
  };
}

/** What of the sorter's own parameters a clustering method takes. */
function sharedClusteringParams(
  method: string,
  { general, seed }: Spykingcircus2Params,
): JsonObject {
  const { ms_before, ms_after } = general;
  const all: JsonObject = {
    seed,
    peaks_svd: general,
    waveforms: { ms_before, ms_after },
    merge_from_templates: null, // likeness alone also joins neurons; `clean units` asks their spike trains
  };
  const known = CLUSTERING_METHODS.find(({ name }) => name === method)?.params.shape ?? {};
  return Object.fromEntries(Object.entries(all).filter(([name]) => Object.hasOwn(known, name)));
}

/** One unit per channel that has peaks. */
async function peaksPerChannel(
  ground: Ground,
  params: Spykingcircus2Params,
  stages: Stages,
  ctx: ComputeContext,
): Promise<Sorting> {
  const { recording } = ground;
  const find = detect(ground, params);
  const peaks = await stages.run("detect peaks", peaksCodec("all_peaks"), () => find(ctx));
  const present = [...new Set(peaks.channelIndex)].sort((a, b) => a - b);
  return sortingFromSpikes({
    unitIds: present.map((channel) => recording.channelIds[channel]),
    samplingFrequency: recording.samplingFrequency,
    numSegments: recording.numSamples.length,
    spikes: {
      sampleIndex: peaks.sampleIndex,
      unitIndex: peaks.channelIndex.map((channel) => present.indexOf(channel)),
      segmentIndex: peaks.segmentIndex,
    },
  });
}
