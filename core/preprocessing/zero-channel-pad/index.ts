/*
 * zero_channel_pad: adds channels of zeros after the recording's own.
 * Reference: SpikeInterface 0.103.2 preprocessing/zero_channel_pad.py: needs an annotation `name`, refuses every
 * channel_mapping (it never assigns it), and gives float64 samples. All three are kept.
 */
import { z } from "zod";
import { EphysError } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { definePreprocessor } from "../define.ts";
import { derivedRecording } from "../node.ts";
import { readFrames } from "../window.ts";

const STEP = "zero_channel_pad";
const SI_CLASS = "spikeinterface.preprocessing.zero_channel_pad.ZeroChannelPaddedRecording";

export const zeroChannelPad = definePreprocessor({
  name: STEP,
  label: "Pad with zero channels",
  summary: "Adds channels of zeros until there are as many as wanted.",
  family: "channels",
  siClass: SI_CLASS,
  params: z.strictObject({
    num_channels: z
      .int()
      .positive()
      .describe("Number of channels of the output.")
      .meta({ label: "Channels" }),
    channel_mapping: z
      .array(z.int().nonnegative())
      .nullable()
      .default(null)
      .describe("Reserved: SpikeInterface 0.103.2 refuses every mapping.")
      .meta({ label: "Mapping" }),
  }),
  chunkTolerance: 0,
  async apply(parent, { num_channels, channel_mapping }) {
    check(parent, num_channels, channel_mapping);
    const count = parent.channelIds.length;
    const { name, is_filtered } = parent.annotations;
    return derivedRecording(parent, {
      siClass: SI_CLASS,
      parentKey: "parent_recording",
      kwargs: { num_channels, channel_mapping },
      dtype: "float64",
      facts: {
        channelIds: Array.from({ length: num_channels }, (_, i) => i),
        properties: new Map(),
        annotations: { name, is_filtered: is_filtered ?? false },
        probeGroup: undefined,
      },
      framewise: true,
      async read(range, out) {
        const wanted =
          range.channelIndices ?? Int32Array.from({ length: num_channels }, (_, i) => i);
        const held = wanted.filter((c) => c < count);
        const traces = await readFrames(parent, { ...range, channelIndices: held });
        let source = 0;
        for (let at = 0; at < out.length; at += wanted.length) {
          for (let c = 0; c < wanted.length; c++) {
            out[at + c] = wanted[c] < count ? traces[source++] : 0;
          }
        }
      },
    });
  },
});

function check(parent: Recording, numChannels: number, mapping: readonly number[] | null): void {
  if (mapping !== null) {
    throw new EphysError(
      "Unsupported",
      `${STEP}: channel_mapping cannot be given (SpikeInterface 0.103.2 refuses it too); order the channels first, for example with depth_order`,
      { step: STEP, parameter: "channel_mapping" },
    );
  }
  if (numChannels < parent.channelIds.length) {
    throw new EphysError(
      "InvalidParameter",
      `${STEP}: num_channels ${String(numChannels)} is less than the ${String(parent.channelIds.length)} channels there are`,
      { step: STEP, parameter: "num_channels" },
    );
  }
  if (parent.annotations["name"] === undefined) {
    throw new EphysError(
      "InvalidValue",
      `${STEP}: the recording has no annotation "name", which SpikeInterface needs here; annotate it first`,
      { step: STEP },
    );
  }
}
