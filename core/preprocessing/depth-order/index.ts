/*
 * depth_order: channels sorted by position; the last of several dimensions goes first.
 * Reference: SpikeInterface 0.103.2 preprocessing/depth_order.py. With channel_ids the reference sorts those channels'
 * positions but applies the order to the recording's first channels; that is kept, because dictionaries rebuild so.
 */
import { z } from "zod";
import { channelIndicesOf, factsOf, selectChannels } from "#core/recording/index.ts";
import { definePreprocessor } from "../define.ts";
import { channelIdField } from "../fields.ts";
import { channelPositionsUm, orderByDepth } from "../geometry.ts";
import { derivedRecording } from "../node.ts";

const SI_CLASS = "spikeinterface.preprocessing.depth_order.DepthOrderRecording";

const axisField = z.enum(["x", "y", "z"]);

export const depthOrder = definePreprocessor({
  name: "depth_order",
  label: "Depth order",
  summary: "Sorts channels by their position on the probe.",
  family: "geometry",
  siClass: SI_CLASS,
  params: z.strictObject({
    channel_ids: z
      .array(channelIdField)
      .nullable()
      .default(null)
      .describe("Channels whose positions are sorted; empty takes all.")
      .meta({ label: "Channels" }),
    dimensions: z
      .union([axisField, z.array(axisField)])
      .default(["x", "y"])
      .describe("Dimensions to sort by; of several the last goes first.")
      .meta({ label: "Dimensions" }),
    flip: z
      .boolean()
      .default(false)
      .describe("Top of the probe first instead of the tip.")
      .meta({ label: "Flip" }),
  }),
  chunkTolerance: 0,
  async apply(parent, { channel_ids, dimensions, flip }) {
    const positions = channelPositionsUm(parent, "depth_order");
    const rows =
      channel_ids === null
        ? Int32Array.from(parent.channelIds.keys())
        : channelIndicesOf(parent, channel_ids);
    const order = orderByDepth(
      positions,
      rows,
      typeof dimensions === "string" ? [dimensions] : dimensions,
      "depth_order",
    );
    if (flip) order.reverse();
    const sorted = selectChannels(
      parent,
      order.map((i) => parent.channelIds[i]),
    );
    return derivedRecording(parent, {
      siClass: SI_CLASS,
      parentKey: "parent_recording",
      kwargs: { channel_ids, dimensions, flip },
      facts: factsOf(sorted),
      framewise: true,
      read: ({ segmentIndex, startFrame, endFrame, channelIndices }, out) =>
        sorted.readTraces(segmentIndex, startFrame, endFrame, channelIndices, out),
    });
  },
});
