/*
 * detect_and_remove_bad_channels: finds bad channels and leaves them out.
 * Reference: SpikeInterface 0.103.2 preprocessing/detect_bad_channels.py. What was found stands in the dictionary, so
 * that a reload never detects again.
 */
import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type ChannelId, type JsonObject } from "#core/model/index.ts";
import {
  channelIndicesOf,
  factsOf,
  selectChannels,
  type Recording,
} from "#core/recording/index.ts";
import { IBL_2022 } from "../citations.ts";
import { definePreprocessor } from "../define.ts";
import { detectBadChannels } from "../detect-bad-channels.ts";
import { detectionFields, detectionParams } from "../detection-params.ts";
import { channelIdField } from "../fields.ts";
import { derivedRecording } from "../node.ts";

const STEP = "detect_and_remove_bad_channels";
const SI_CLASS =
  "spikeinterface.preprocessing.detect_bad_channels.DetectAndRemoveBadChannelsRecording";

const schema = z.strictObject({
  bad_channel_ids: z
    .array(channelIdField)
    .nullable()
    .default(null)
    .describe("Channels to leave out; empty detects them.")
    .meta({ label: "Bad channels" }),
  channel_labels: z
    .array(z.enum(["good", "dead", "noise", "out"]))
    .nullable()
    .default(null)
    .describe("Labels of an earlier detection, one per channel; kept with the channels given.")
    .meta({ label: "Labels" }),
  ...detectionFields,
});

export const detectAndRemoveBadChannels = definePreprocessor({
  name: STEP,
  label: "Detect and remove bad channels",
  summary: "Finds bad channels and leaves them out.",
  family: "channels",
  citation: IBL_2022,
  siClass: SI_CLASS,
  params: schema,
  chunkTolerance: 0,
  apply: build,
});

async function build(
  parent: Recording,
  params: z.output<typeof schema>,
  ctx: CoreContext,
): Promise<Recording> {
  const detection = detectionParams(params);
  const found =
    params.bad_channel_ids === null ? await detectBadChannels(parent, detection, ctx) : undefined;
  const bad: readonly ChannelId[] = found?.badChannelIds ?? params.bad_channel_ids ?? [];
  const labels = found?.labels ?? params.channel_labels;
  channelIndicesOf(parent, bad);
  const gone = new Set(bad);
  const kept = parent.channelIds.filter((id) => !gone.has(id));
  if (kept.length === 0) {
    throw new EphysError("InvalidValue", `${STEP}: all channels are bad; check the thresholds`, {
      step: STEP,
    });
  }
  const selected = selectChannels(parent, kept);
  const kwargs: JsonObject = {
    bad_channel_ids: [...bad],
    ...(labels === null ? {} : { channel_labels: labels }),
    ...detection,
  };
  return derivedRecording(parent, {
    siClass: SI_CLASS,
    parentKey: "parent_recording",
    kwargs,
    facts: factsOf(selected),
    framewise: true,
    read: ({ segmentIndex, startFrame, endFrame, channelIndices }, out) =>
      selected.readTraces(segmentIndex, startFrame, endFrame, channelIndices, out),
  });
}
