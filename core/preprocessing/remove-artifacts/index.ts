/*
 * remove_artifacts: removes what stimulation leaves around given triggers: by zeros, by interpolation across the gap,
 * or by subtracting the average or median artifact of each label.
 * Reference: SpikeInterface 0.103.2 preprocessing/remove_artifacts.py. As there, a trigger acts only in the reads that
 * contain it, so an artifact at the border of two chunks is removed in one of them only.
 */
import { z } from "zod";
import type { JsonObject, SampleArray } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { definePreprocessor } from "../define.ts";
import { derivedRecording } from "../node.ts";
import { framesOfMs, readFrames } from "../window.ts";
import { interpolateGap } from "./interpolate.ts";
import { estimateArtifacts, onChannels, subtractArtifact, type Artifacts } from "./templates.ts";
import { checkedTriggers, invalid, type Pad, type Trigger } from "./triggers.ts";
import { zeroAround } from "./zeros.ts";

const STEP = "remove_artifacts";
const SI_CLASS = "spikeinterface.preprocessing.remove_artifacts.RemoveArtifactsRecording";

const labelField = z.union([z.string(), z.number()]);

const schema = z.strictObject({
  list_triggers: z
    .union([z.array(z.array(z.int())), z.array(z.int())])
    .describe("For each segment the frames at which artifacts begin.")
    .meta({ unit: "frames", label: "Triggers" }),
  ms_before: z
    .number()
    .nonnegative()
    .nullable()
    .default(0.5)
    .describe("Removed before each trigger; empty (with the one after) removes one sample.")
    .meta({ unit: "ms", label: "Before" }),
  ms_after: z
    .number()
    .nonnegative()
    .nullable()
    .default(3)
    .describe("Removed after each trigger.")
    .meta({ unit: "ms", label: "After" }),
  mode: z
    .enum(["zeros", "linear", "cubic", "average", "median"])
    .default("zeros")
    .describe("Zeros, interpolation across the gap, or subtraction of a mean artifact.")
    .meta({ label: "Mode" }),
  fit_sample_spacing: z
    .number()
    .positive()
    .default(1)
    .describe("Interpolation: distance of the points beside the gap that the curve passes.")
    .meta({ unit: "ms", label: "Fit spacing" }),
  list_labels: z
    .union([z.array(z.array(labelField)), z.array(labelField)])
    .nullable()
    .default(null)
    .describe("Subtraction: kind of each artifact; empty takes all as one kind.")
    .meta({ label: "Labels" }),
  artifacts: z
    .record(z.string(), z.array(z.array(z.number())))
    .nullable()
    .default(null)
    .describe("Ready-made artifact of each label, samples by channels.")
    .meta({ label: "Artifacts" }),
  sparsity: z
    .record(z.string(), z.array(z.boolean()))
    .nullable()
    .default(null)
    .describe("Channels from which each label's artifact is subtracted; empty takes all.")
    .meta({ label: "Channels per label" }),
  scale_amplitude: z
    .boolean()
    .default(false)
    .describe("Subtraction: scale the artifact by its correlation with the signal.")
    .meta({ label: "Scale" }),
  time_jitter: z
    .number()
    .nonnegative()
    .default(0)
    .describe("Subtraction: largest shift by which the artifact is aligned.")
    .meta({ unit: "ms", label: "Jitter" }),
});

type Params = z.output<typeof schema>;

export const removeArtifacts = definePreprocessor({
  name: STEP,
  label: "Remove artifacts",
  summary: "Removes what stimulation leaves around given triggers.",
  family: "artifacts",
  siClass: SI_CLASS,
  params: schema,
  // an artifact at the border of two chunks is removed in one of them only
  chunkTolerance: 1,
  async apply(parent, params, ctx) {
    const { triggers, labels } = checkedTriggers(parent, params.list_triggers, params.list_labels);
    const pad = padOf(params, parent.samplingFrequency);
    const artifacts = await artifactsOf(parent, params, triggers, pad);
    const subtract = params.mode === "average" || params.mode === "median";
    return derivedRecording(parent, {
      siClass: SI_CLASS,
      kwargs: storedKwargs(params, triggers, labels, artifacts),
      async read(range, out) {
        const own = (triggers[range.segmentIndex] ?? []).filter(
          ({ frame }) => frame >= range.startFrame && frame < range.endFrame,
        );
        const all = subtract && own.length > 0;
        const traces = await readFrames(
          parent,
          all ? { ...range, channelIndices: undefined } : range,
        );
        const numChannels = traces.length / (range.endFrame - range.startFrame);
        for (const { frame, label } of own) {
          const trigger = { frame: frame - range.startFrame, label };
          removeOne(traces, numChannels, trigger, {
            params,
            pad,
            artifacts,
            fs: parent.samplingFrequency,
          });
        }
        if (all && range.channelIndices !== undefined) {
          ctx.kernels.pickChannels(traces, numChannels, range.channelIndices, out);
        } else {
          out.set(traces);
        }
      },
    });
  },
});

interface Removal {
  readonly params: Params;
  readonly pad: Pad | undefined;
  readonly artifacts: Artifacts;
  readonly fs: number;
}

function removeOne(
  traces: SampleArray,
  numChannels: number,
  trigger: Trigger,
  { params, pad, artifacts, fs }: Removal,
): void {
  switch (params.mode) {
    case "zeros":
      zeroAround(traces, numChannels, trigger.frame, pad);
      return;
    case "linear":
    case "cubic": {
      const spacing = framesOfMs(params.fit_sample_spacing, fs);
      interpolateGap(traces, numChannels, trigger.frame, { pad, spacing, kind: params.mode });
      return;
    }
    case "average":
    case "median":
      subtractArtifact(traces, numChannels, trigger, {
        pad: pad ?? { before: 0, after: 0 },
        artifacts,
        sparsity: params.sparsity ?? {},
        jitter: framesOfMs(params.time_jitter, fs),
        scale: params.scale_amplitude,
      });
  }
}

function padOf({ ms_before, ms_after }: Params, fs: number): Pad | undefined {
  if (ms_before === null && ms_after === null) return undefined;
  if (ms_before === null || ms_after === null) {
    throw invalid(
      "ms_before",
      "and ms_after must both be given, or both be empty to remove one sample",
    );
  }
  return { before: framesOfMs(ms_before, fs), after: framesOfMs(ms_after, fs) };
}

async function artifactsOf(
  parent: Recording,
  { mode, artifacts, sparsity }: Params,
  triggers: readonly (readonly Trigger[])[],
  pad: Pad | undefined,
): Promise<Artifacts> {
  if (mode !== "average" && mode !== "median") return new Map();
  if (pad === undefined) throw invalid("ms_before", `and ms_after are needed for mode ${mode}`);
  const names = new Set(triggers.flat().map(({ label }) => String(label)));
  for (const name of names) {
    if (sparsity !== null && !(name in sparsity))
      throw invalid("sparsity", `has no entry for label ${name}`);
    if (artifacts !== null && !(name in artifacts))
      throw invalid("artifacts", `has no entry for label ${name}`);
  }
  if (artifacts === null) {
    const estimated = await estimateArtifacts(parent, triggers, pad, mode);
    return sparsity === null
      ? estimated
      : onChannels(estimated, sparsity, parent.channelIds.length);
  }
  return new Map(
    Object.entries(artifacts).map(([name, rows]) => [
      name,
      { values: Float64Array.from(rows.flat()), rows },
    ]),
  );
}

function storedKwargs(
  params: Params,
  triggers: readonly (readonly Trigger[])[],
  labels: readonly (readonly (string | number)[])[],
  artifacts: Artifacts,
): JsonObject {
  const { ms_before, ms_after, mode, fit_sample_spacing, scale_amplitude, time_jitter, sparsity } =
    params;
  return {
    list_triggers: triggers.map((segment) => segment.map(({ frame }) => frame)),
    ms_before,
    ms_after,
    mode,
    fit_sample_spacing,
    artifacts: artifacts.size === 0 ? null : artifactsJson(artifacts),
    list_labels: labels,
    scale_amplitude,
    time_jitter,
    sparsity,
  };
}

function artifactsJson(artifacts: Artifacts): JsonObject {
  return Object.fromEntries([...artifacts].map(([name, { rows }]) => [name, rows]));
}
