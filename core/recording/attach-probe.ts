import { ndArray, type NdArray } from "#core/array/index.ts";
import {
  EphysError,
  numContacts,
  type JsonObject,
  type JsonValue,
  type Probe,
  type ProbeGroup,
} from "#core/model/index.ts";
import { channelCoordinates, contactsOfChannels, pickContacts } from "./contact-order.ts";
import { intProperty } from "./properties.ts";
import type { Properties } from "./recording.ts";

/** How channels are grouped when a probe is attached: property `group`. */
export type GroupMode = "by_probe" | "by_shank";

/** What attaching a probe changes. */
export interface AttachedProbe {
  readonly probeGroup: ProbeGroup;
  /** channels that keep a contact, as positions among the old channels, ascending */
  readonly channelIndices: Int32Array;
  /** `location` and `group` of the kept channels */
  readonly properties: Properties;
  /** `probes_info` and `probe_{k}_planar_contour` */
  readonly annotations: JsonObject;
}

/**
 * Wires a probe group to `numChannels` channels as SpikeInterface's set_probegroup: contacts with
 * device_channel_indices −1 go, the rest are put in channel order; channels without a contact are dropped.
 * @throws InvalidValue when the wiring is absent, leaves the channels or uses one twice
 */
export function wireProbe(
  group: ProbeGroup,
  numChannels: number,
  groupMode: GroupMode = "by_probe",
): AttachedProbe {
  const channels = wiredChannels(group, numChannels);
  const position = new Map(channels.map((channel, i) => [channel, i]));
  const probes = group.probes.flatMap((probe) => {
    const wiring = probe.deviceChannelIndices ?? new Int32Array(0);
    const kept = [...wiring.keys()].filter((i) => wiring[i] >= 0);
    if (kept.length === 0) return [];
    kept.sort((a, b) => wiring[a] - wiring[b]);
    return [
      {
        ...pickContacts(probe, kept),
        deviceChannelIndices: Int32Array.from(kept, (i) => position.get(wiring[i]) ?? -1),
      },
    ];
  });
  const wired = { probes };
  return {
    probeGroup: wired,
    channelIndices: Int32Array.from(channels),
    properties: probeProperties(wired, channels.length, groupMode),
    annotations: probeAnnotations(group),
  };
}

function wiredChannels(group: ProbeGroup, numChannels: number): number[] {
  const channels: number[] = [];
  for (const probe of group.probes) {
    if (!probe.deviceChannelIndices) {
      throw new EphysError(
        "InvalidValue",
        "the probe has no device_channel_indices: say which channel each contact is wired to",
      );
    }
    channels.push(...probe.deviceChannelIndices.filter((channel) => channel >= 0));
  }
  channels.sort((a, b) => a - b);
  const last = channels.at(-1) ?? 0;
  if (last >= numChannels) {
    throw new EphysError(
      "InvalidValue",
      `the probe is wired to channel ${String(last)}, but the recording has ${String(numChannels)} channels`,
      { deviceChannelIndex: last, numChannels },
    );
  }
  if (new Set(channels).size !== channels.length) {
    throw new EphysError("InvalidValue", "the probe's device_channel_indices are not unique");
  }
  return channels;
}

/** Properties `location` [channel × ndim] and `group` of a wired probe group. */
export function probeProperties(
  group: ProbeGroup,
  numChannels: number,
  groupMode: GroupMode = "by_probe",
): Properties {
  const ndim = group.probes[0]?.ndim ?? 2;
  const location = ndArray("float64", [numChannels, ndim], channelCoordinates(group, numChannels));
  const groups = groupNumbers(group, numChannels, groupMode);
  return new Map<string, NdArray>([
    ["location", location],
    ["group", intProperty(groups)],
  ]);
}

function groupNumbers(group: ProbeGroup, numChannels: number, groupMode: GroupMode): Int32Array {
  const refs = contactsOfChannels(group, numChannels);
  const keys = refs.map(({ probe, contact }) => {
    const probeIndex = group.probes.indexOf(probe);
    if (groupMode === "by_probe") return [probeIndex, ""] as const;
    const shank = probe.shankIds?.[contact];
    if (shank !== undefined) return [probeIndex, shank] as const;
    throw new EphysError(
      "InvalidValue",
      "the probe has no shank_ids, so channels cannot be grouped by shank",
    );
  });
  const sorted = [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()].sort(
    ([p, s], [q, t]) => p - q || (s < t ? -1 : s > t ? 1 : 0),
  );
  const number = new Map(sorted.map((key, i) => [JSON.stringify(key), i]));
  return Int32Array.from(keys, (key) => number.get(JSON.stringify(key)) ?? 0);
}

/** The annotations that SpikeInterface keeps of a probe group. */
function probeAnnotations(group: ProbeGroup): JsonObject {
  const out: Record<string, JsonValue> = {};
  group.probes.forEach((probe, k) => {
    if (probe.probePlanarContour)
      out[`probe_${String(k)}_planar_contour`] = probe.probePlanarContour;
  });
  return { ...out, probes_info: group.probes.map((probe) => probe.annotations) };
}

/** A probe of round contacts (radius 1) at given places, wired in order: [contact × ndim]. */
export function dummyProbe(locations: Float64Array, ndim: 2 | 3 = 2): Probe {
  const count = locations.length / ndim;
  return {
    ndim,
    siUnits: "um",
    annotations: {},
    contactAnnotations: {},
    contactPositions: locations,
    contactShapes: new Array<string>(count).fill("circle"),
    contactShapeParams: new Array<JsonObject>(count).fill({ radius: 1 }),
    deviceChannelIndices: Int32Array.from({ length: count }, (_, i) => i),
  };
}

/** Contacts of all probes of a group. */
export function numContactsOf(group: ProbeGroup): number {
  return group.probes.reduce((sum, probe) => sum + numContacts(probe), 0);
}
