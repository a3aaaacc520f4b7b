import type { UnitTemplate } from "./template.ts";
import { sharedFloat32, sharedInt32 } from "../memory.ts";

/** Templates as flat tables on shared memory, for workers. */
export interface PackedTemplates {
  readonly numSamples: number;
  readonly nbefore: number;
  /** [unit] */
  readonly peakChannels: Int32Array;
  /** [unit + 1], where a unit's channels begin */
  readonly channelStarts: Int32Array;
  /** channels of all units, ascending within a unit */
  readonly channels: Int32Array;
  /** [sample × channel] of all units one after the other, in noise levels */
  readonly data: Float32Array;
}

export function packTemplates(
  templates: readonly UnitTemplate[],
  nbefore: number,
  numSamples: number,
): PackedTemplates {
  const channelStarts = new Int32Array(templates.length + 1);
  templates.forEach((template, u) => {
    channelStarts[u + 1] = channelStarts[u] + template.channels.length;
  });
  const total = channelStarts[templates.length];
  const channels = new Int32Array(total);
  const data = new Float32Array(total * numSamples);
  templates.forEach((template, u) => {
    channels.set(template.channels, channelStarts[u]);
    data.set(template.data, channelStarts[u] * numSamples);
  });
  return {
    numSamples,
    nbefore,
    peakChannels: sharedInt32(templates.map((template) => template.peakChannel)),
    channelStarts: sharedInt32(channelStarts),
    channels: sharedInt32(channels),
    data: sharedFloat32(data),
  };
}

export function templateChannels(packed: PackedTemplates, unit: number): Int32Array {
  return packed.channels.subarray(packed.channelStarts[unit], packed.channelStarts[unit + 1]);
}

/** [sample × channel] of one unit. */
export function templateData(packed: PackedTemplates, unit: number): Float32Array {
  const { channelStarts, numSamples, data } = packed;
  return data.subarray(channelStarts[unit] * numSamples, channelStarts[unit + 1] * numSamples);
}
