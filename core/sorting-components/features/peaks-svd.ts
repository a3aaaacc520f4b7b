/*
 * Waveforms of peaks on the channels around them, compressed by temporal components that are learnt from the peaks' own
 * channels. Reference: SpikeInterface 0.103.2 waveforms/peak_svd.py (extract_peaks_svd).
 * Cost per peak: channels around × samples × components.
 */
import { z } from "zod";
import { defaultRng } from "#core/array/index.ts";
import {
  defineSweepNode,
  runSweep,
  sweepRequest,
  type ComputeContext,
} from "#core/compute/index.ts";
import type { Kernels } from "#core/kernels/index.ts";
import { EphysError } from "#core/model/index.ts";
import { channelLocations, type Recording } from "#core/recording/index.ts";
import { peakWaveformsNode } from "../localization/prototype.ts";
import { waveformSpan, type WaveformSpan } from "../localization/locate.ts";
import { channelsOf, channelsWithin, type ChannelLists } from "../neighbours.ts";
import { numPeaks, selectPeakRows, type Peaks } from "../peaks.ts";
import { peaksOfChunk, sharePeaks, type SharedPeaks } from "../shared-peaks.ts";
import { copyWaveform } from "../waveform-rows.ts";
import { temporalBasis } from "./temporal-basis.ts";

/** Parameters of the compression; SpikeInterface's names and defaults. */
export const peaksSvdParams = {
  n_components: z
    .int()
    .min(1)
    .max(64)
    .default(5)
    .describe("Temporal components kept per channel.")
    .meta({ label: "Components" }),
  ms_before: z
    .number()
    .positive()
    .default(0.5)
    .describe("Waveform time before the peak.")
    .meta({ label: "Before", unit: "ms" }),
  ms_after: z
    .number()
    .positive()
    .default(1.5)
    .describe("Waveform time after the peak.")
    .meta({ label: "After", unit: "ms" }),
  radius_um: z
    .number()
    .positive()
    .default(120)
    .describe("Channels within this distance describe a peak.")
    .meta({ label: "Radius", unit: "um" }),
} as const;

export interface PeaksSvdOptions {
  readonly numComponents: number;
  readonly msBefore: number;
  readonly msAfter: number;
  readonly radiusUm: number;
  readonly seed: number;
}

/** Compressed waveforms. */
export interface PeaksSvd extends WaveformSpan {
  /** [component × sample], orthonormal */
  readonly basis: Float32Array;
  readonly numComponents: number;
  /** channels that describe a peak, by the peak's channel */
  readonly around: ChannelLists;
  /** longest list of `around` */
  readonly width: number;
  /** [peak × width × component]; channels beyond the list of the peak's channel are 0 */
  readonly features: Float32Array;
}

/** Peaks that the components are learnt from. */
const PEAKS_TO_FIT = 5000;

/** @throws InvalidParameter when there are fewer samples than components, MissingProbe */
export async function extractPeaksSvd(
  recording: Recording,
  peaks: Peaks,
  options: PeaksSvdOptions,
  ctx: ComputeContext,
): Promise<PeaksSvd> {
  const span = waveformSpan(options.msBefore, options.msAfter, recording.samplingFrequency);
  const size = span.nbefore + span.nafter;
  if (size < options.numComponents) {
    throw new EphysError(
      "InvalidParameter",
      `waveforms of ${String(size)} samples have no ${String(options.numComponents)} components`,
      { n_components: options.numComponents },
    );
  }
  const basis = await learnBasis(recording, peaks, { ...options, ...span }, ctx);
  const around = channelsWithin(channelLocations(recording), options.radiusUm);
  let width = 0;
  for (let c = 1; c < around.starts.length; c++) {
    width = Math.max(width, around.starts[c] - around.starts[c - 1]);
  }
  const numComponents = basis.length / size;
  const features = new Float32Array(numPeaks(peaks) * width * numComponents);
  const args = {
    ...span,
    basis,
    around,
    width,
    peaks: sharePeaks(peaks, recording.numSamples.length),
  };
  let at = 0;
  const request = sweepRequest(peaksSvdNode, args, (out) => {
    features.set(out, at);
    at += out.length;
  });
  await runSweep(recording, [request], ctx, { step: "compress waveforms" });
  return { ...span, basis, numComponents, around, width, features };
}

async function learnBasis(
  recording: Recording,
  peaks: Peaks,
  { nbefore, nafter, numComponents, seed }: PeaksSvdOptions & WaveformSpan,
  ctx: ComputeContext,
): Promise<Float32Array> {
  const size = nbefore + nafter;
  const few = someWholePeaks(recording, peaks, { nbefore, nafter }, seed);
  const parts: Float32Array[] = [];
  const args = { nbefore, nafter, peaks: sharePeaks(few, recording.numSamples.length) };
  const request = sweepRequest(peakWaveformsNode, args, (out) => {
    parts.push(usableWaveforms(out, size, nbefore));
  });
  await runSweep(recording, [request], ctx, { step: "learn waveforms" });
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return temporalBasis(all, size, numComponents);
}

function someWholePeaks(
  recording: Recording,
  peaks: Peaks,
  { nbefore, nafter }: WaveformSpan,
  seed: number,
): Peaks {
  const total = numPeaks(peaks);
  const chosen = defaultRng(seed).choice(total, Math.min(total, PEAKS_TO_FIT), { replace: false });
  const rows = Int32Array.from(chosen)
    .sort()
    .filter((row) => {
      const sample = peaks.sampleIndex[row];
      const length = recording.numSamples[peaks.segmentIndex[row]] ?? 0;
      return sample >= nbefore && sample + nafter <= length;
    });
  return selectPeakRows(peaks, rows);
}

/** Waveforms that are largest where they should be, all pointing down. */
function usableWaveforms(waveforms: Float32Array, size: number, nbefore: number): Float32Array {
  const out = new Float32Array(waveforms.length);
  let to = 0;
  for (let from = 0; from < waveforms.length; from += size) {
    const peak = waveforms[from + nbefore];
    let isLargest = true;
    for (let s = 0; s < size; s++) {
      if (Math.abs(waveforms[from + s]) > Math.abs(peak)) isLargest = false;
    }
    if (!isLargest) continue;
    for (let s = 0; s < size; s++) out[to + s] = waveforms[from + s] * (peak > 0 ? -1 : 1);
    to += size;
  }
  return out.slice(0, to);
}

interface PeaksSvdArgs extends WaveformSpan {
  readonly peaks: SharedPeaks;
  readonly basis: Float32Array;
  readonly around: ChannelLists;
  readonly width: number;
}

/** Given peaks' waveforms in a temporal basis, [peak × width × component]. */
export const peaksSvdNode = defineSweepNode<
  PeaksSvdArgs,
  { readonly args: PeaksSvdArgs; readonly turned: Float32Array; readonly kernels: Kernels },
  Float32Array
>({
  name: "peaks_svd",
  margin: ({ nbefore, nafter }) => Math.max(nbefore, nafter),
  prepare: (args, _recording, ctx) => ({
    args,
    turned: turnedBasis(args.basis, args.nbefore + args.nafter),
    kernels: ctx.kernels,
  }),
  run({ args, turned, kernels }, window) {
    const { nbefore, nafter, around, width } = args;
    const size = nbefore + nafter;
    const numComponents = turned.length / size;
    const peaks = peaksOfChunk(args.peaks, window.chunk);
    const traces = window.float32();
    const out = new Float32Array(numPeaks(peaks) * width * numComponents);
    const waveform = new Float32Array(size * width);
    const rows = new Float32Array(width * size);
    for (let i = 0; i < numPeaks(peaks); i++) {
      const channels = channelsOf(around, peaks.channelIndex[i]);
      const n = channels.length;
      const first = peaks.sampleIndex[i] - window.firstFrame - nbefore;
      copyWaveform(window, traces, first, size, channels, waveform.subarray(0, size * n));
      for (let s = 0; s < size; s++) {
        for (let c = 0; c < n; c++) rows[c * size + s] = waveform[s * n + c];
      }
      const from = i * width * numComponents;
      const to = out.subarray(from, from + n * numComponents);
      kernels.matmul(rows.subarray(0, n * size), turned, n, size, numComponents, to);
    }
    return out;
  },
});

/** [sample × component] */
function turnedBasis(basis: Float32Array, size: number): Float32Array {
  const numComponents = basis.length / size;
  return Float32Array.from(
    basis,
    (_, i) => basis[(i % numComponents) * size + Math.floor(i / numComponents)],
  );
}
