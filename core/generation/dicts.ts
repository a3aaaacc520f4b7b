import type { DictReader } from "#core/formats/define.ts";
import type { Recording } from "#core/recording/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import {
  generateGroundTruthRecording,
  GROUND_TRUTH_RECORDING_CLASS,
  GROUND_TRUTH_SORTING_CLASS,
  groundTruthParamsFromKwargs,
} from "./ground-truth.ts";
import {
  DRIFTING_RECORDING_CLASS,
  DRIFTING_SORTING_CLASS,
  generateDriftingRecording,
} from "./drifting.ts";
import { NOISE_GENERATOR_CLASS, NoiseGeneratorRecording, type NoiseParams } from "./noise.ts";

/** Recordings that dictionaries of this family make again. */
export const GENERATION_DICTS: readonly DictReader<Recording>[] = [
  {
    siClass: GROUND_TRUTH_RECORDING_CLASS,
    async read(kwargs, ctx) {
      const made = await generateGroundTruthRecording(groundTruthParamsFromKwargs(kwargs), ctx);
      return made.recording;
    },
  },
  {
    siClass: DRIFTING_RECORDING_CLASS,
    async read({ moving, ...params }, ctx) {
      const made = await generateDriftingRecording(params, ctx);
      return moving === true ? made.driftingRecording : made.staticRecording;
    },
  },
  {
    siClass: NOISE_GENERATOR_CLASS,
    read: (kwargs, ctx) =>
      Promise.resolve(
        new NoiseGeneratorRecording(kwargs as unknown as NoiseParams, ctx.kernels), // its own kwargs
      ),
  },
];

/** Sortings that dictionaries of this family make again. */
export const GENERATION_SORTING_DICTS: readonly DictReader<Sorting>[] = [
  {
    siClass: GROUND_TRUTH_SORTING_CLASS,
    async read(kwargs, ctx) {
      const made = await generateGroundTruthRecording(groundTruthParamsFromKwargs(kwargs), ctx);
      return made.sorting;
    },
  },
  {
    siClass: DRIFTING_SORTING_CLASS,
    async read(params, ctx) {
      return (await generateDriftingRecording(params, ctx)).sorting;
    },
  },
];
