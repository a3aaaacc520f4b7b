/*
 * detect_and_interpolate_bad_channels: finds bad channels and replaces them by their neighbours.
 * Reference: SpikeInterface 0.103.2 preprocessing/interpolate_bad_channels.py. What was found stands in the dictionary,
 * so that a reload never detects again.
 */
import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import type { ChannelId, JsonObject } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { IBL_2022 } from "../citations.ts";
import { definePreprocessor } from "../define.ts";
import { detectBadChannels } from "../detect-bad-channels.ts";
import { detectionFields, detectionParams } from "../detection-params.ts";
import { channelIdField } from "../fields.ts";
import { interpolationNode } from "../interpolation-node.ts";

const STEP = "detect_and_interpolate_bad_channels";
const SI_CLASS =
  "spikeinterface.preprocessing.interpolate_bad_channels.DetectAndInterpolateBadChannelsRecording";

const stored = z.object({
  bad_channel_ids: z.array(channelIdField),
  sigma_um: z.number(),
  p: z.number(),
  weights: z.array(z.array(z.number())),
  channel_labels: z.array(z.string()).optional(),
});

export const detectAndInterpolateBadChannels = definePreprocessor({
  name: STEP,
  label: "Detect and interpolate bad channels",
  summary: "Finds bad channels and replaces them by a weighted sum of the channels around them.",
  family: "channels",
  citation: IBL_2022,
  siClass: SI_CLASS,
  params: z.strictObject({
    bad_channel_ids: z
      .array(channelIdField)
      .nullable()
      .default(null)
      .describe("Channels to replace; empty detects them.")
      .meta({ label: "Bad channels" }),
    ...detectionFields,
  }),
  chunkTolerance: 0,
  async apply(parent, params, ctx) {
    const detection = detectionParams(params);
    const found =
      params.bad_channel_ids === null ? await detectBadChannels(parent, detection, ctx) : undefined;
    const labels = found === undefined ? {} : { channel_labels: found.labels };
    const ids = found?.badChannelIds ?? params.bad_channel_ids ?? [];
    return build(parent, ids, { ...labels, ...detection }, {}, ctx);
  },
  async rebuild(parent, kwargs, ctx) {
    const { bad_channel_ids, channel_labels, ...weighting } = stored.parse(kwargs);
    const labels = channel_labels === undefined ? {} : { channel_labels };
    return build(
      parent,
      bad_channel_ids,
      { ...labels, ...detectionParams(kwargs) },
      weighting,
      ctx,
    );
  },
});

interface Weighting {
  readonly sigma_um?: number;
  readonly p?: number;
  readonly weights?: readonly (readonly number[])[];
}

function build(
  parent: Recording,
  badChannelIds: readonly ChannelId[],
  kwargs: JsonObject,
  { sigma_um, p = 1.3, weights }: Weighting,
  ctx: CoreContext,
): Recording {
  return interpolationNode(
    parent,
    { step: STEP, siClass: SI_CLASS, badChannelIds, sigmaUm: sigma_um, p, weights, kwargs },
    ctx,
  );
}
