import { EphysError, type ChannelId, type SampleArray } from "#core/model/index.ts";
import { channelIndicesOf } from "./access.ts";
import { factsOf, RecordingBase, type TraceRange } from "./base.ts";
import { pickChannelsOfProbes } from "./contact-order.ts";
import { pickProperties } from "./properties.ts";
import type { Recording } from "./recording.ts";

export const CHANNEL_SLICE_CLASS = "spikeinterface.core.channelslice.ChannelSliceRecording";

/**
 * Some channels in a given order, optionally under new ids.
 * @throws ChannelNotFound, InvalidParameter for repeated ids
 */
export function selectChannels(
  recording: Recording,
  channelIds: readonly ChannelId[] = recording.channelIds,
  renamedChannelIds: readonly ChannelId[] = channelIds,
): Recording {
  for (const [what, ids] of [
    ["channel_ids", channelIds],
    ["renamed_channel_ids", renamedChannelIds],
  ] as const) {
    if (new Set(ids).size !== ids.length) {
      throw new EphysError("InvalidParameter", `${what} must all differ`, { parameter: what });
    }
  }
  if (renamedChannelIds.length !== channelIds.length) {
    throw new EphysError(
      "InvalidParameter",
      `renamed_channel_ids has ${String(renamedChannelIds.length)} ids for ${String(channelIds.length)} channels`,
      { parameter: "renamed_channel_ids" },
    );
  }
  return new ChannelSliceRecording(recording, channelIds, renamedChannelIds);
}

/** All channels but some. @throws ChannelNotFound */
export function removeChannels(recording: Recording, channelIds: readonly ChannelId[]): Recording {
  channelIndicesOf(recording, channelIds);
  const gone = new Set(channelIds);
  return selectChannels(
    recording,
    recording.channelIds.filter((id) => !gone.has(id)),
  );
}

class ChannelSliceRecording extends RecordingBase {
  readonly #parent: Recording;
  readonly #parentIndices: Int32Array;

  constructor(
    parent: Recording,
    channelIds: readonly ChannelId[],
    renamedChannelIds: readonly ChannelId[],
  ) {
    const indices = channelIndicesOf(parent, channelIds);
    super(
      {
        ...factsOf(parent),
        channelIds: renamedChannelIds,
        properties: pickProperties(parent.properties, indices),
        probeGroup:
          parent.probeGroup &&
          pickChannelsOfProbes(parent.probeGroup, parent.channelIds.length, indices),
      },
      {
        siClass: CHANNEL_SLICE_CLASS,
        kwargs: {
          parent_recording: parent.dict,
          channel_ids: [...channelIds],
          renamed_channel_ids: [...renamedChannelIds],
        },
      },
    );
    this.#parent = parent;
    this.#parentIndices = indices;
  }

  protected readWindow(range: TraceRange, out: SampleArray): Promise<void> {
    const { segmentIndex, startFrame, endFrame, channelIndices } = range;
    const indices = channelIndices
      ? channelIndices.map((i) => this.#parentIndices[i])
      : this.#parentIndices;
    return this.#parent.readTraces(segmentIndex, startFrame, endFrame, indices, out);
  }
}
