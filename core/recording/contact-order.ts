import { EphysError, numContacts, type Probe, type ProbeGroup } from "#core/model/index.ts";

/** One contact of a probe group. */
export interface ContactRef {
  readonly probe: Probe;
  readonly contact: number;
}

/** The contact behind each channel. @throws InvalidValue when a channel has none */
export function contactsOfChannels(group: ProbeGroup, numChannels: number): ContactRef[] {
  const refs = new Array<ContactRef | undefined>(numChannels).fill(undefined);
  for (const probe of group.probes) {
    for (let contact = 0; contact < numContacts(probe); contact++) {
      const channel = probe.deviceChannelIndices?.[contact] ?? -1;
      if (channel >= 0 && channel < numChannels) refs[channel] = { probe, contact };
    }
  }
  return refs.map((ref, channel) => {
    if (ref) return ref;
    throw new EphysError(
      "InvalidValue",
      `channel ${String(channel)} has no contact: the probe's device_channel_indices do not cover all channels`,
      { channelIndex: channel },
    );
  });
}

/** x, y of each channel's contact: [channel × 2]. */
export function channelPositions(group: ProbeGroup, numChannels: number): Float64Array {
  const out = new Float64Array(numChannels * 2);
  for (const [i, { probe, contact }] of contactsOfChannels(group, numChannels).entries()) {
    out[2 * i] = probe.contactPositions[contact * probe.ndim];
    out[2 * i + 1] = probe.contactPositions[contact * probe.ndim + 1];
  }
  return out;
}

/** All coordinates of each channel's contact: [channel × ndim]. */
export function channelCoordinates(group: ProbeGroup, numChannels: number): Float64Array {
  const ndim = group.probes[0]?.ndim ?? 2;
  const out = new Float64Array(numChannels * ndim);
  for (const [i, { probe, contact }] of contactsOfChannels(group, numChannels).entries()) {
    for (let d = 0; d < ndim; d++) {
      out[i * ndim + d] = probe.contactPositions[contact * probe.ndim + d];
    }
  }
  return out;
}

/**
 * The probe group of some channels in a new order: each probe keeps the contacts of those channels, in channel order,
 * wired to their new positions; probes without a channel are left out.
 */
export function pickChannelsOfProbes(
  group: ProbeGroup,
  numChannels: number,
  channelIndices: ArrayLike<number>,
): ProbeGroup {
  const refs = contactsOfChannels(group, numChannels);
  return regroup(
    Array.from(channelIndices, (index) => refs[index]),
    group,
  );
}

/** Probes rebuilt from the contact of every channel, in the order that `group` lists the probes. */
function regroup(refs: readonly ContactRef[], group: ProbeGroup): ProbeGroup {
  const probes = group.probes.flatMap((probe) => {
    const channels: number[] = [];
    const contacts: number[] = [];
    for (const [channel, ref] of refs.entries()) {
      if (ref.probe !== probe) continue;
      channels.push(channel);
      contacts.push(ref.contact);
    }
    return contacts.length === 0
      ? []
      : [{ ...pickContacts(probe, contacts), deviceChannelIndices: Int32Array.from(channels) }];
  });
  return { probes };
}

/** Some contacts of a probe, in a given order. */
export function pickContacts(probe: Probe, contacts: readonly number[]): Probe {
  const pick = <T>(list: readonly T[]): T[] => contacts.map((i) => list[i]);
  const rows = (data: Float64Array, width: number): Float64Array => {
    const out = new Float64Array(contacts.length * width);
    contacts.forEach((contact, i) => {
      out.set(data.subarray(contact * width, (contact + 1) * width), i * width);
    });
    return out;
  };
  const { contactPlaneAxes, deviceChannelIndices, contactIds, shankIds, ndim } = probe;
  return {
    ...probe,
    contactAnnotations: Object.fromEntries(
      Object.entries(probe.contactAnnotations).map(([name, values]) => [name, pick(values)]),
    ),
    contactPositions: rows(probe.contactPositions, ndim),
    ...(contactPlaneAxes && { contactPlaneAxes: rows(contactPlaneAxes, 2 * ndim) }),
    contactShapes: pick(probe.contactShapes),
    contactShapeParams: pick(probe.contactShapeParams),
    ...(deviceChannelIndices && {
      deviceChannelIndices: Int32Array.from(contacts, (i) => deviceChannelIndices[i]),
    }),
    ...(contactIds && { contactIds: pick(contactIds) }),
    ...(shankIds && { shankIds: pick(shankIds) }),
  };
}
