import type { CoreContext } from "#core/compute/index.ts";
import {
  EphysError,
  formatJson,
  numContacts,
  probeGroupToJson,
  type ProbeGroup,
} from "#core/model/index.ts";
import { encodePrb } from "./write-prb.ts";

/** A contact and the recording's channel that it is wired to. */
export interface WiredContact {
  /** position of the probe in its group */
  readonly probe: number;
  readonly contactId: string;
  readonly shankId: string;
  readonly xUm: number;
  readonly yUm: number;
  /** null = not wired */
  readonly channel: number | null;
}

/** Every contact of a group, in order. */
export function wiringOf({ probes }: ProbeGroup): WiredContact[] {
  return probes.flatMap((probe, p) =>
    Array.from({ length: numContacts(probe) }, (_, i) => {
      const channel = probe.deviceChannelIndices?.[i] ?? -1;
      return {
        probe: p,
        contactId: probe.contactIds?.[i] ?? String(i),
        shankId: probe.shankIds?.[i] ?? "",
        xUm: probe.contactPositions[i * probe.ndim],
        yUm: probe.contactPositions[i * probe.ndim + 1],
        channel: channel < 0 ? null : channel,
      };
    }),
  );
}

/**
 * The group with other wiring; places stay.
 * @param channels one per contact of all probes, in order; null = not wired
 * @throws InvalidValue for another number of them, or a channel that two contacts name
 */
export function rewired(group: ProbeGroup, channels: readonly (number | null)[]): ProbeGroup {
  const contacts = wiringOf(group);
  if (channels.length !== contacts.length) {
    throw new EphysError(
      "InvalidValue",
      `the probe has ${String(contacts.length)} contacts; the wiring names ${String(channels.length)}`,
    );
  }
  const seen = new Map<number, number>();
  for (const [i, channel] of channels.entries()) {
    if (channel === null) continue;
    const other = seen.get(channel);
    if (other !== undefined) {
      throw new EphysError(
        "InvalidValue",
        `contacts ${contacts[other].contactId} and ${contacts[i].contactId} are both wired to channel ${String(channel)}`,
        { channel },
      );
    }
    seen.set(channel, i);
  }
  let at = 0;
  return {
    probes: group.probes.map((probe) => {
      const own = channels.slice(at, at + numContacts(probe));
      at += own.length;
      return { ...probe, deviceChannelIndices: Int32Array.from(own, (channel) => channel ?? -1) };
    }),
  };
}

/**
 * Writes probes: probeinterface JSON, or .prb (wired contacts alone: it names contacts by their channel).
 * @throws InvalidValue for another ending
 */
export async function writeProbeFile(
  path: string,
  group: ProbeGroup,
  ctx: CoreContext,
): Promise<void> {
  const ending = ctx.fs.path.extname(path).toLowerCase();
  if (ending === ".json") await ctx.fs.writeFile(path, formatJson(probeGroupToJson(group)));
  else if (ending === ".prb") await ctx.fs.writeFile(path, encodePrb(group));
  else {
    throw new EphysError("InvalidValue", `${path} ends neither in .json nor in .prb`, { path });
  }
}
