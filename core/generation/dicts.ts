import type { DictReader } from "#core/formats/define.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
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
import { HYBRID_RECORDING_CLASS, hybridFromKwargs } from "./hybrid.ts";
import { INJECT_TEMPLATES_CLASS, injectTemplatesFromKwargs } from "./inject-templates.ts";
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

/** Recordings that dictionaries of this family make again from others, which are opened first. */
export interface ParentDictReader {
  readonly siClass: string;
  /** the argument that is a recording; it may be absent */
  readonly recording: string;
  /** the argument that is a sorting, if any */
  readonly sorting?: string;
  read(
    kwargs: JsonObject,
    parents: { readonly recording?: Recording; readonly sorting?: Sorting },
  ): Recording;
}

export const GENERATION_PARENT_DICTS: readonly ParentDictReader[] = [
  {
    siClass: HYBRID_RECORDING_CLASS,
    recording: "recording",
    read(kwargs, { recording }) {
      if (recording) return hybridFromKwargs(kwargs, recording).recording;
      throw new EphysError("InvalidValue", "a hybrid recording needs the one it was made from");
    },
  },
  {
    siClass: INJECT_TEMPLATES_CLASS,
    recording: "parent_recording",
    sorting: "sorting",
    read(kwargs, { recording, sorting }) {
      if (sorting) return injectTemplatesFromKwargs(kwargs, { recording, sorting });
      throw new EphysError("InvalidValue", "injected templates need the sorting of their spikes");
    },
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
