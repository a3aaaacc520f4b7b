/*
 * interpolate_motion: moves the signal back to where the tissue was, by spatial interpolation of every frame.
 * Reference: SpikeInterface 0.103.2 sortingcomponents/motion/motion_interpolation.py. Its dictionary cannot become JSON
 * there; here it holds the motion and the bins as lists. Frames of one time bin share one kernel, at the displacement of
 * the bin's centre. O(frames × channels²), kriging O(channels³) once.
 */
import type { CoreContext } from "#core/compute/index.ts";
import {
  allocateSamples,
  isIntegerDType,
  type JsonObject,
  type SampleArray,
  type SampleDType,
} from "#core/model/index.ts";
import {
  binOfTime,
  isMotionFolder,
  isMotionJson,
  loadMotion,
  motionAxis,
  motionDictFromJson,
  motionFromDict,
  motionToJson,
  type Motion,
  type TimeBins,
} from "#core/motion/index.ts";
import {
  factsOf,
  sampleIndexToTime,
  selectChannels,
  type Recording,
  type TraceRange,
} from "#core/recording/index.ts";
import { GARCIA_2024 } from "../citations.ts";
import { definePreprocessor } from "../define.ts";
import { dtypeText, signedDType } from "../dtype.ts";
import { channelPositionsUm } from "../geometry.ts";
import { createInterpolator, type Locations } from "../kriging.ts";
import { derivedRecording } from "../node.ts";
import { readFrames } from "../window.ts";
import { createBinProducts, type BinProduct } from "./bin-products.ts";
import { segmentBins } from "./bins.ts";
import { channelsInside } from "./border.ts";
import { invalid } from "./invalid.ts";
import { schema, STEP, type Params } from "./params.ts";

const SI_CLASS =
  "spikeinterface.sortingcomponents.motion.motion_interpolation.InterpolateMotionRecording";

export const interpolateMotion = definePreprocessor({
  name: STEP,
  label: "Interpolate motion",
  summary: "Corrects drift by interpolating the signal to where the tissue was.",
  family: "geometry",
  citation: GARCIA_2024,
  siClass: SI_CLASS,
  params: schema,
  chunkTolerance: 1e-6,
  apply: build,
  rebuild(parent, kwargs, ctx) {
    // follows from border_mode; the reference stores it all the same
    const given = Object.entries(kwargs).filter(([key]) => key !== "force_extrapolate");
    return build(parent, schema.parse(Object.fromEntries(given)), ctx);
  },
});

async function build(parent: Recording, params: Params, ctx: CoreContext): Promise<Recording> {
  const dtype = floatDType(parent, params);
  const positions = channelPositionsUm(parent, STEP);
  const sources = { points: positions.positions, ndim: positions.ndim };
  const motion = checkedMotion(parent, await motionOf(params.motion, ctx), sources);
  const targets =
    params.border_mode === "remove_channels" ? channelsInside(motion, sources) : undefined;
  const ids = targets === undefined ? undefined : Array.from(targets, (c) => parent.channelIds[c]);
  const bins = segmentBins(parent, motion, params);
  const interpolate = interpolatorOf(sources, params);
  const { kernels } = ctx;
  const products = createBinProducts({ motion, sources, targets, bins, interpolate, kernels });
  const width = ids?.length ?? parent.channelIds.length;
  return derivedRecording(parent, {
    siClass: SI_CLASS,
    dtype,
    framewise: true,
    kwargs: storedKwargs(params, motion, dtype),
    facts: ids === undefined ? {} : factsOf(selectChannels(parent, ids)),
    async read(range, out) {
      const traces = await readFrames(parent, { ...range, channelIndices: undefined });
      const input = allocateSamples(dtype, traces.length);
      kernels.convert(traces, input, false);
      const frames = range.endFrame - range.startFrame;
      const all = range.channelIndices === undefined ? out : allocateSamples(dtype, frames * width);
      for (const block of blocksOf(parent, range, bins[range.segmentIndex])) {
        apply(products(range.segmentIndex, block.bin), input, all, block, frames);
      }
      if (range.channelIndices !== undefined) {
        kernels.pickChannels(all, width, range.channelIndices, out);
      }
    },
  });
}

/** Frames of a window, counted from its start, that fall into one bin. */
interface Block {
  readonly bin: number;
  readonly from: number;
  readonly to: number;
}

function blocksOf(recording: Recording, range: TraceRange, bins: TimeBins): Block[] {
  const { segmentIndex, startFrame, endFrame } = range;
  const binAt = (frame: number): number =>
    binOfTime(bins, sampleIndexToTime(recording, segmentIndex, frame));
  const blocks: Block[] = [];
  for (let from = startFrame; from < endFrame;) {
    const bin = binAt(from);
    let to = from + 1;
    while (to < endFrame && binAt(to) === bin) to++;
    blocks.push({ bin, from: from - startFrame, to: to - startFrame });
    from = to;
  }
  return blocks;
}

function apply(
  product: BinProduct,
  input: SampleArray,
  out: SampleArray,
  { from, to }: Block,
  frames: number,
): void {
  const [n, width] = [input.length / frames, out.length / frames];
  product(input.subarray(from * n, to * n), out.subarray(from * width, to * width));
}

/** Interpolation needs fractions: a whole-number recording must say into which float type it goes. */
function floatDType(parent: Recording, { dtype: wanted }: Params): SampleDType {
  const dtype = signedDType(parent, wanted, STEP);
  if (!isIntegerDType(dtype)) return dtype;
  throw invalid("dtype", `cannot be ${dtype}: interpolation needs float32 or float64; choose one`);
}

async function motionOf(given: Params["motion"], ctx: CoreContext): Promise<Motion> {
  if (typeof given !== "string") {
    const json = given as JsonObject; // parameters of steps are JSON
    if (!isMotionJson(json)) throw invalid("motion", "has no displacement");
    return motionFromDict(motionDictFromJson(json));
  }
  const folder = ctx.fs.path.resolve(given);
  const inside = ctx.fs.path.join(folder, "motion");
  const isEstimation = !(await isMotionFolder(folder, ctx)) && (await isMotionFolder(inside, ctx));
  return motionFromDict(await loadMotion(isEstimation ? inside : folder, ctx));
}

function checkedMotion(parent: Recording, motion: Motion, { ndim }: Locations): Motion {
  const [own, wanted] = [motion.displacement.length, parent.numSamples.length];
  if (own !== wanted) {
    throw invalid("motion", `has ${String(own)} segments, the recording ${String(wanted)}`);
  }
  if (motionAxis(motion) < ndim) return motion;
  throw invalid(
    "motion",
    `goes along ${motion.direction}, but channel locations have ${String(ndim)} dimensions`,
  );
}

function interpolatorOf(sources: Locations, params: Params): (t: Locations) => Float64Array {
  const { sigma_um: sigma, p, num_closest, sparse_thresh } = params;
  return createInterpolator(sources, {
    method: params.spatial_interpolation_method,
    sigma: typeof sigma === "number" ? sigma : [sigma[0] ?? 1, sigma[1] ?? 1],
    p,
    numClosest: num_closest,
    sparseThreshold: sparse_thresh ?? undefined,
    forceExtrapolate: params.border_mode === "force_extrapolate",
  });
}

function storedKwargs(params: Params, motion: Motion, dtype: SampleDType): JsonObject {
  const { sparse_thresh, ...rest } = params;
  return {
    ...rest,
    motion: motionToJson(motion),
    dtype: dtypeText(dtype),
    ...(sparse_thresh === undefined || sparse_thresh === null ? {} : { sparse_thresh }),
  };
}
