import { runSweep, sweepRequest, type ComputeContext } from "#core/compute/index.ts";
import {
  channelsWithin,
  concatenatePeaks,
  createPeakShow,
  DETECTION_METHODS,
  type ChannelLists,
  type DetectionPlan,
} from "#core/sorting-components/index.ts";
import { spreadChunks } from "../chain/spread-chunks.ts";
import { sharedFloat32 } from "../memory.ts";
import { basisNode } from "./basis-node.ts";
import { featuresNode, type PeakFeatures } from "./features-node.ts";
import { sharedLists, sharedPlan } from "./plans.ts";
import type { PeakSetup } from "./setup.ts";
import { temporalBasis } from "./temporal-basis.ts";

/** Waveforms from which the temporal basis is learnt. */
const BASIS_WAVEFORMS = 5000;
/** Chunks from which they are taken. */
const BASIS_CHUNKS = 10;

/** The scan for peaks to cluster; it works on the traces themselves. */
function clusterPlan(setup: PeakSetup): DetectionPlan {
  const [, locallyExclusive] = DETECTION_METHODS;
  const plan = locallyExclusive.plan(setup.params.detection, {
    samplingFrequency: setup.recording.samplingFrequency,
    numChannels: setup.noise.length,
    locations: setup.locations,
    noiseLevels: setup.noise,
  });
  return sharedPlan(plan, setup.noise);
}

/** What the first look at a recording teaches. */
export interface LearntWaveforms {
  /** [component × sample], orthonormal */
  readonly basis: Float32Array;
  /** peaks of the whole recording, as many parts of it let expect */
  readonly expectedPeaks: number;
}

/** The temporal basis of waveforms on their peaks' own channels, learnt from chunks spread over the recording. */
export async function learnWaveforms(
  setup: PeakSetup,
  ctx: ComputeContext,
): Promise<LearntWaveforms> {
  const { recording, nbefore, nafter, inverseNoise, params } = setup;
  const chunks = spreadChunks(recording, BASIS_CHUNKS, params.seed);
  const parts: Float32Array[] = [];
  let peaks = 0;
  let frames = 0;
  const args = { plan: clusterPlan(setup), inverseNoise, nbefore, nafter };
  const request = sweepRequest(basisNode, args, (out, chunk) => {
    parts.push(out.waveforms);
    peaks += out.numPeaks;
    frames += chunk.endFrame - chunk.startFrame;
  });
  await runSweep(recording, [request], ctx, { step: "learn waveforms", chunks });
  const waveforms = evenlySpacedRows(concatenate(parts), nbefore + nafter, BASIS_WAVEFORMS);
  return {
    basis: temporalBasis(waveforms, nbefore + nafter, params.features.n_components),
    expectedPeaks: frames > 0 ? (peaks * setup.totalFrames) / frames : 0,
  };
}

/** At most `count` rows of `width`. */
function evenlySpacedRows(rows: Float32Array, width: number, count: number): Float32Array {
  const n = rows.length / width;
  if (n <= count) return rows;
  const out = new Float32Array(count * width);
  for (let i = 0; i < count; i++) {
    const from = Math.floor((i * n) / count) * width;
    out.set(rows.subarray(from, from + width), i * width);
  }
  return out;
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export interface DescribedPeaks extends PeakFeatures {
  /** channels that a row of features has room for */
  readonly width: number;
  readonly numComponents: number;
}

/**
 * All peaks, or an even draw of them, in the learnt basis.
 * @param options.radiusUm channels within this distance of a peak's channel describe it
 * @param options.keep share of peaks to keep, 0 to 1
 */
export async function describePeaks(
  setup: PeakSetup,
  basis: Float32Array,
  { radiusUm, keep }: { readonly radiusUm: number; readonly keep: number },
  ctx: ComputeContext,
): Promise<DescribedPeaks> {
  const { nbefore, nafter, inverseNoise, params, locations } = setup;
  const around = sharedLists(channelsWithin(locations, radiusUm));
  const width = longestRow(around);
  const parts: PeakFeatures[] = [];
  const args = {
    plan: clusterPlan(setup),
    inverseNoise,
    nbefore,
    nafter,
    basis: sharedFloat32(basis),
    around,
    width,
    keep,
    seed: params.seed,
  };
  const show = createPeakShow(setup.recording, ctx);
  const request = sweepRequest(featuresNode, args, (out) => {
    parts.push(out);
    show(out.peaks);
  });
  await runSweep(setup.recording, [request], ctx, { step: "detect peaks", chunks: setup.chunks });
  return {
    peaks: concatenatePeaks(parts.map((part) => part.peaks)),
    features: concatenate(parts.map((part) => part.features)),
    width,
    numComponents: basis.length / (nbefore + nafter),
  };
}

function longestRow({ starts }: ChannelLists): number {
  let most = 0;
  for (let i = 1; i < starts.length; i++) most = Math.max(most, starts[i] - starts[i - 1]);
  return most;
}
