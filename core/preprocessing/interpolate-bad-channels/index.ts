/*
 * interpolate_bad_channels: replaces given channels by a weighted sum of their neighbours.
 * Reference: SpikeInterface 0.103.2 preprocessing/interpolate_bad_channels.py. O(frames × bad × neighbours).
 */
import { z } from "zod";
import { IBL_2022 } from "../citations.ts";
import { definePreprocessor } from "../define.ts";
import { channelIdField } from "../fields.ts";
import { interpolationNode } from "../interpolation-node.ts";

const STEP = "interpolate_bad_channels";
const SI_CLASS =
  "spikeinterface.preprocessing.interpolate_bad_channels.InterpolateBadChannelsRecording";

export const interpolateBadChannels = definePreprocessor({
  name: STEP,
  label: "Interpolate bad channels",
  summary: "Replaces bad channels by a weighted sum of the channels around them.",
  family: "channels",
  citation: IBL_2022,
  siClass: SI_CLASS,
  params: z.strictObject({
    bad_channel_ids: z
      .array(channelIdField)
      .describe("Channels to replace.")
      .meta({ label: "Bad channels" }),
    sigma_um: z
      .number()
      .positive()
      .nullable()
      .default(null)
      .describe("Reach of the weights; empty takes the distance between rows of channels.")
      .meta({ unit: "um", label: "Reach" }),
    p: z
      .number()
      .positive()
      .default(1.3)
      .describe("Exponent: how quickly weights fall off with distance.")
      .meta({ label: "Exponent" }),
    weights: z
      .array(z.array(z.number()))
      .nullable()
      .default(null)
      .describe("Ready-made weights, good channels by bad channels.")
      .meta({ label: "Weights" }),
  }),
  chunkTolerance: 0,
  async apply(parent, { bad_channel_ids, sigma_um, p, weights }, ctx) {
    return interpolationNode(
      parent,
      {
        step: STEP,
        siClass: SI_CLASS,
        badChannelIds: bad_channel_ids,
        sigmaUm: sigma_um ?? undefined,
        p,
        weights: weights ?? undefined,
        kwargs: {},
      },
      ctx,
    );
  },
});
