import type { Kernels } from "#core/kernels/index.ts";
import { allocateSamples, dtypeOfSamples, type SampleArray } from "#core/model/index.ts";
import type { ReferenceSets } from "./local.ts";

type Operator = "median" | "average";

/** What is subtracted from what, in channel positions. */
export type ReferencePlan =
  | {
      readonly kind: "global";
      readonly operator: Operator;
      readonly references: Int32Array | undefined;
    }
  | { readonly kind: "single"; readonly channel: number }
  | { readonly kind: "local"; readonly operator: Operator; readonly sets: ReferenceSets }
  | {
      readonly kind: "groups";
      readonly operator: Operator;
      readonly groups: readonly Int32Array[];
      /** one channel per group, or undefined = the group itself */
      readonly references: Int32Array | undefined;
    };

/** Subtracts the reference from [frame × channel] of all channels; writes all channels. */
export type ReferenceRun = (traces: SampleArray, out: SampleArray) => void;

export function referenceKernel(
  plan: ReferencePlan,
  numChannels: number,
  kernels: Kernels,
): ReferenceRun {
  switch (plan.kind) {
    case "single":
      return (traces, out) => {
        subtractChannel(traces, plan.channel, numChannels, out, kernels);
      };
    case "global":
      return globalRun(plan.operator, plan.references, numChannels, kernels);
    case "local":
      return (traces, out) => {
        localReference(traces, plan, numChannels, out, kernels);
      };
    case "groups":
      return groupsRun(plan, numChannels, kernels);
  }
}

function globalRun(
  operator: Operator,
  references: Int32Array | undefined,
  numChannels: number,
  kernels: Kernels,
): ReferenceRun {
  const groups = [Int32Array.from({ length: numChannels }, (_, i) => i)];
  if (references === undefined) {
    return (traces, out) => {
      kernels.subtractReference(traces, numChannels, operator, groups, out);
    };
  }
  const sets = repeatedSet(numChannels, () => references);
  return (traces, out) => {
    kernels.subtractLocalReference(traces, numChannels, operator, sets, out);
  };
}

/** Every channel's set, given by a function; equal sets are computed once per frame by the kernel. */
function repeatedSet(
  numChannels: number,
  setOf: (channel: number) => Int32Array | undefined,
): ReferenceSets {
  const starts = new Int32Array(numChannels + 1);
  const indices: number[] = [];
  for (let c = 0; c < numChannels; c++) {
    for (const index of setOf(c) ?? []) indices.push(index);
    starts[c + 1] = indices.length;
  }
  return { starts, indices: Int32Array.from(indices) };
}

function groupsRun(
  plan: ReferencePlan & { readonly kind: "groups" },
  numChannels: number,
  kernels: Kernels,
): ReferenceRun {
  const { operator, groups, references } = plan;
  const groupOf = new Int32Array(numChannels).fill(-1);
  for (const [g, group] of groups.entries()) for (const c of group) groupOf[c] = g;
  const outside = Array.from(groupOf.keys()).filter((c) => groupOf[c] < 0);
  const sets = repeatedSet(numChannels, (c) => {
    const g = groupOf[c];
    if (g < 0) return undefined;
    return references === undefined ? groups[g] : references.subarray(g, g + 1);
  });
  return (traces, out) => {
    if (references === undefined)
      kernels.subtractReference(traces, numChannels, operator, groups, out);
    else kernels.subtractLocalReference(traces, numChannels, operator, sets, out);
    if (outside.length === 0) return;
    for (let row = 0; row < out.length; row += numChannels)
      for (const c of outside) out[row + c] = 0;
  };
}

/** SpikeInterface keeps local differences as float32, whatever the dtype, and casts them at the end. */
function localReference(
  traces: SampleArray,
  { operator, sets }: ReferencePlan & { readonly kind: "local" },
  numChannels: number,
  out: SampleArray,
  kernels: Kernels,
): void {
  const dtype = dtypeOfSamples(out);
  // halves of 16-bit numbers are exact in float32, so truncating at once gives the same
  const direct = dtype === "float32" || dtype === "int8" || dtype === "int16";
  if (direct) {
    kernels.subtractLocalReference(traces, numChannels, operator, sets, out);
    return;
  }
  const difference = new Float32Array(traces.length);
  kernels.subtractLocalReference(traces, numChannels, operator, sets, difference);
  kernels.convert(difference, out, false);
}

/** One channel off all, in the samples' own type: integer differences wrap, as NumPy's do. */
function subtractChannel(
  traces: SampleArray,
  channel: number,
  numChannels: number,
  out: SampleArray,
  kernels: Kernels,
): void {
  const dtype = dtypeOfSamples(traces);
  const target = dtype === dtypeOfSamples(out) ? out : allocateSamples(dtype, out.length);
  for (let row = 0; row < traces.length; row += numChannels) {
    const reference = traces[row + channel];
    for (let c = 0; c < numChannels; c++) target[row + c] = traces[row + c] - reference;
  }
  if (target !== out) kernels.convert(target, out, false);
}

/** As `run`, but only some channels are wanted. */

export function pickInto(
  traces: SampleArray,
  channelIndices: Int32Array,
  numChannels: number,
  run: ReferenceRun,
  out: SampleArray,
  kernels: Kernels,
): void {
  const all = allocateSamples(dtypeOfSamples(out), traces.length);
  run(traces, all);
  kernels.pickChannels(all, numChannels, channelIndices, out);
}
