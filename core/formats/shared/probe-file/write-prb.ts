import { EphysError, numContacts, type ProbeGroup } from "#core/model/index.ts";

/** The text of a .prb file: a group of channels per probe, with the places of the contacts that are wired. */
export function encodePrb({ probes }: ProbeGroup): string {
  const groups = probes.map((probe, p) => {
    const rows = Array.from({ length: numContacts(probe) }, (_, i) => ({
      channel: probe.deviceChannelIndices?.[i] ?? -1,
      x: probe.contactPositions[i * probe.ndim],
      y: probe.contactPositions[i * probe.ndim + 1],
    })).filter(({ channel }) => channel >= 0);
    if (rows.length === 0) {
      throw new EphysError(
        "InvalidValue",
        `no contact of probe ${String(p)} is wired; a .prb names contacts by their channel`,
      );
    }
    const channels = rows.map(({ channel }) => String(channel)).join(", ");
    const places = rows
      .map(({ channel, x, y }) => `            ${String(channel)}: [${String(x)}, ${String(y)}],`)
      .join("\n");
    return `    ${String(p)}: {\n        "channels": [${channels}],\n        "geometry": {\n${places}\n        },\n    },`;
  });
  const channels = probes.flatMap(({ deviceChannelIndices }) => [...(deviceChannelIndices ?? [])]);
  const total = channels.reduce((most, channel) => Math.max(most, channel + 1), 0);
  return `total_nb_channels = ${String(total)}\nradius = 100\n\nchannel_groups = {\n${groups.join("\n")}\n}\n`;
}
