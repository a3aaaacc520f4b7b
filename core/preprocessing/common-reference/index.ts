/*
 * common_reference: subtracts a reference (median or average of channels, or one channel) from every channel.
 * Reference: SpikeInterface 0.103.2 preprocessing/common_reference.py. O(frames × channels), local: × neighbours.
 * Integer outputs are truncated, not rounded, as there. Channels that no group names come out as zero, as there.
 */
import { z } from "zod";
import type { ChannelId } from "#core/model/index.ts";
import { channelIndicesOf } from "#core/recording/index.ts";
import { LUDWIG_2009 } from "../citations.ts";
import { definePreprocessor } from "../define.ts";
import { dtypeText, signedDType } from "../dtype.ts";
import { channelIdField, dtypeField } from "../fields.ts";
import { derivedRecording } from "../node.ts";
import { pickInto, referenceKernel, type ReferencePlan } from "./kernel.ts";
import { localSets } from "./local.ts";
import { invalid } from "./invalid.ts";

const SI_CLASS = "spikeinterface.preprocessing.common_reference.CommonReferenceRecording";

const params = z.strictObject({
  reference: z
    .enum(["global", "single", "local"])
    .default("global")
    .describe("What to subtract: all channels together, one channel, or the channels around each.")
    .meta({ label: "Reference" }),
  operator: z
    .enum(["median", "average"])
    .default("median")
    .describe("How the reference channels are combined.")
    .meta({ label: "Operator" }),
  groups: z
    .array(z.array(channelIdField))
    .nullable()
    .default(null)
    .describe("Lists of channels that are referenced separately, for example shanks or tetrodes.")
    .meta({ label: "Groups" }),
  ref_channel_ids: z
    .union([z.array(channelIdField), channelIdField])
    .nullable()
    .default(null)
    .describe("Channels that make the reference; for a single reference one (per group).")
    .meta({ label: "Reference channels" }),
  local_radius: z
    .array(z.number().nonnegative())
    .length(2)
    .default([30, 55])
    .describe("Local reference: channels farther than the first and up to the second distance.")
    .meta({ unit: "um", label: "Local annulus" }),
  dtype: dtypeField,
});

export const commonReference = definePreprocessor({
  name: "common_reference",
  label: "Common reference",
  summary: "Subtracts the median or average of channels from every channel.",
  family: "reference",
  citation: LUDWIG_2009,
  siClass: SI_CLASS,
  params,
  chunkTolerance: 0,
  async apply(parent, given, ctx) {
    const references = checkedReferences(given, parent.channelIds);
    const dtype = signedDType(parent, given.dtype, "common_reference");
    const plan = planOf(given, references);
    const run = referenceKernel(plan, parent.channelIds.length, ctx.kernels);
    const { reference, groups, operator, local_radius } = given;
    return derivedRecording(parent, {
      siClass: SI_CLASS,
      dtype,
      kwargs: {
        reference,
        groups,
        operator,
        ref_channel_ids: references,
        local_radius,
        dtype: dtypeText(dtype),
      },
      frames: {
        needs: "all",
        run(traces, wanted, out) {
          if (wanted === undefined) run(traces, out);
          else pickInto(traces, wanted, parent.channelIds.length, run, out, ctx.kernels);
        },
      },
    });

    function planOf(
      { reference, operator, groups, local_radius }: z.output<typeof params>,
      ids: readonly ChannelId[] | null,
    ): ReferencePlan {
      if (reference === "local") {
        return { kind: "local", operator, sets: localSets(parent, local_radius) };
      }
      const positions = ids === null ? undefined : channelIndicesOf(parent, ids);
      if (groups !== null) {
        const members = groups.map((g) => channelIndicesOf(parent, g));
        return {
          kind: "groups",
          operator,
          groups: members,
          references: reference === "single" ? positions : undefined,
        };
      }
      if (reference === "single" && positions !== undefined) {
        return { kind: "single", channel: positions[0] };
      }
      return { kind: "global", operator, references: positions };
    }
  },
});

/** The reference channels as a list, checked against the kind of reference. */
function checkedReferences(
  { reference, groups, ref_channel_ids: ids }: z.output<typeof params>,
  channelIds: readonly ChannelId[],
): readonly ChannelId[] | null {
  const list = ids === null || Array.isArray(ids) ? ids : [ids];
  if (list !== null) {
    for (const id of list) {
      if (!channelIds.includes(id)) {
        throw invalid(
          "ref_channel_ids",
          `names channel ${JSON.stringify(id)}, which the recording does not have`,
        );
      }
    }
  }
  if (reference === "global" && ids !== null && !Array.isArray(ids)) {
    throw invalid("ref_channel_ids", "must be a list for a global reference");
  }
  if (list?.length === 0) throw invalid("ref_channel_ids", "is empty");
  if (reference === "single") {
    if (list === null) throw invalid("ref_channel_ids", "is needed for a single reference");
    const wanted = groups?.length ?? 1;
    if (list.length !== wanted) {
      throw invalid(
        "ref_channel_ids",
        `must name ${String(wanted)} channel(s), one per group; it names ${String(list.length)}`,
      );
    }
  }
  if (reference === "local" && groups !== null) {
    throw invalid("groups", "cannot be combined with a local reference");
  }
  return list;
}
