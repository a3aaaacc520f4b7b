import { toFloat64 } from "#core/array/index.ts";
import {
  allocateSamples,
  EphysError,
  type ChannelId,
  type SampleArray,
} from "#core/model/index.ts";
import { numSamplesOf } from "./base.ts";
import { channelPositions } from "./contact-order.ts";
import { plainProperty } from "./properties.ts";
import type { Recording } from "./recording.ts";

/** One window of samples in a new buffer: [frame × channel], the recording's dtype. */
export async function readTracesNew(
  recording: Recording,
  segmentIndex: number,
  startFrame = 0,
  endFrame = numSamplesOf(recording, segmentIndex),
  channelIndices?: Int32Array,
): Promise<SampleArray> {
  const numChannels = channelIndices?.length ?? recording.channelIds.length;
  const frames = Math.max(0, Math.trunc(endFrame - startFrame) || 0);
  const readable = Math.min(frames, numSamplesOf(recording, segmentIndex) + 1);
  const out = allocateSamples(recording.dtype, readable * numChannels);
  await recording.readTraces(segmentIndex, startFrame, endFrame, channelIndices, out);
  return out;
}

/** µV per unit of each channel (float32, as SpikeInterface scales); undefined when the recording has no gains or offsets. */
export function gainsOf(recording: Recording): Float32Array | undefined {
  return hasScaleableTraces(recording) ? scaling(recording, "gain_to_uV") : undefined;
}

/** µV to add per channel (float32); undefined when the recording has no gains or offsets. */
export function offsetsOf(recording: Recording): Float32Array | undefined {
  return hasScaleableTraces(recording) ? scaling(recording, "offset_to_uV") : undefined;
}

/** True when both gains and offsets to µV are known. */
export function hasScaleableTraces({ properties }: Recording): boolean {
  return properties.has("gain_to_uV") && properties.has("offset_to_uV");
}

function scaling({ properties }: Recording, name: string): Float32Array | undefined {
  const array = plainProperty(properties, name);
  return array && Float32Array.from(toFloat64(array));
}

/**
 * Contact positions of the channels, [channel × 2] in µm (x, y): from the probe, else from property `location`.
 * @throws MissingProbe when the recording has neither
 */
export function channelLocations(recording: Recording): Float64Array {
  const found = findChannelLocations(recording);
  if (found) return found;
  throw new EphysError(
    "MissingProbe",
    "the recording has no probe and no channel locations; attach a probe first",
  );
}

/** As `channelLocations`, undefined where there are none. */
export function findChannelLocations(recording: Recording): Float64Array | undefined {
  if (recording.probeGroup) {
    return channelPositions(recording.probeGroup, recording.channelIds.length);
  }
  const location = plainProperty(recording.properties, "location");
  const width = location?.shape[1] ?? 0;
  if (location === undefined || width < 2) return undefined;
  const data = toFloat64(location);
  const out = new Float64Array(recording.channelIds.length * 2);
  for (let i = 0; i < out.length / 2; i++) {
    out[2 * i] = data[i * width];
    out[2 * i + 1] = data[i * width + 1];
  }
  return out;
}

/** Group of each channel (property `group`), zeros when absent: [channel]. */
export function channelGroups(recording: Recording): Int32Array {
  const group = plainProperty(recording.properties, "group");
  if (group === undefined || Array.isArray(group.data)) {
    return new Int32Array(recording.channelIds.length);
  }
  return Int32Array.from(toFloat64(group));
}

/** Positions of ids. @throws ChannelNotFound naming the id */
export function channelIndicesOf(recording: Recording, ids: readonly ChannelId[]): Int32Array {
  const positions = new Map(recording.channelIds.map((id, i) => [id, i]));
  return Int32Array.from(ids, (id) => {
    const index = positions.get(id);
    if (index === undefined) {
      throw new EphysError(
        "ChannelNotFound",
        `channel ${JSON.stringify(id)} is not in the recording (${String(recording.channelIds.length)} channels)`,
        { channelId: id },
      );
    }
    return index;
  });
}
