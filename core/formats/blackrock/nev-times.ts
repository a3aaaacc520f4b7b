import type {
  EventChannel,
  SessionEvents,
  SessionTimes,
  SpikeChannel,
} from "../shared/session/index.ts";
import { KINDS, type NevData } from "./nev.ts";
import type { Span } from "./session.ts";

/** Units and events of a .nev, by segment. */
export interface NevTimes {
  readonly numSegments: number;
  readonly spikeChannels: readonly SpikeChannel[];
  readonly eventChannels: readonly EventChannel[];
  readonly spikes: (segment: number, channel: number) => SessionTimes;
  readonly events: (segment: number, channel: number) => SessionEvents;
}

interface Unit {
  readonly electrode: number;
  readonly unit: number;
  /** packets of all segments */
  readonly packets: readonly number[];
}

/** A kind of event: which packets are of it, and what they say. */
interface EventKind {
  readonly name: string;
  readonly has: (packet: number) => boolean;
  readonly label: (packet: number) => string;
}

/**
 * @param ids segment of each packet
 * @param spans start and stop of the signals' segments; undefined = there are no signals
 */
export function nevTimes(
  nev: NevData,
  ids: Int32Array,
  spans: readonly Span[] | undefined,
): NevTimes {
  const extents = extentsOf(nev, ids, spans);
  const units = unitsOf(nev);
  const kinds = eventKinds(nev);
  const packetsOfKinds = kinds.map((kind) => packetsOf(nev, kind));
  const pick = (segment: number, packets: readonly number[]): number[] =>
    withinSpan(
      nev,
      packets.filter((p) => ids[p] === segment),
      extents,
      segment,
    );
  const times = (packets: readonly number[]): SessionTimes => {
    const timestamps = Float64Array.from(packets, (p) => nev.timestamps[p]);
    return { timestamps, seconds: timestamps.map((time) => time / nev.timestampResolution) };
  };
  return {
    numSegments: extents.length,
    spikeChannels: units.map(({ electrode, unit }) => ({
      id: `Unit ${String(1000 * electrode + unit)}`,
      name: `ch${String(electrode)}#${String(unit)}`,
    })),
    eventChannels: kinds.map(({ name }) => ({ id: "", name, type: "event" })),
    spikes: (segment, channel) => times(pick(segment, units[channel].packets)),
    events: (segment, channel) => {
      const packets = pick(segment, packetsOfKinds[channel]);
      return { ...times(packets), labels: packets.map((p) => kinds[channel].label(p)) };
    },
  };
}

function packetsOf({ kinds }: NevData, kind: EventKind): number[] {
  const packets: number[] = [];
  for (let p = 0; p < kinds.length; p++) if (kind.has(p)) packets.push(p);
  return packets;
}

/** With several segments, only what lies between a segment's start and stop (one tick later). */
function withinSpan(
  { timestamps, timestampResolution }: NevData,
  packets: readonly number[],
  extents: readonly Span[],
  segment: number,
): number[] {
  if (extents.length <= 1) return [...packets];
  const [start, stop] = extents[segment];
  const first = Math.ceil(start * timestampResolution);
  const end = Math.trunc((stop + 1 / timestampResolution) * timestampResolution);
  return packets.filter((p) => timestamps[p] >= first && timestamps[p] < end);
}

/** Start and stop of each segment, signals and packets together. */
function extentsOf(nev: NevData, ids: Int32Array, spans: readonly Span[] | undefined): Span[] {
  const { timestamps, timestampResolution, kinds } = nev;
  const firstOf = new Map<number, number>();
  const lastOf = new Map<number, number>();
  for (let p = 0; p < ids.length; p++) {
    if (kinds[p] >= KINDS.length) continue;
    const time = timestamps[p] / timestampResolution;
    firstOf.set(ids[p], Math.min(firstOf.get(ids[p]) ?? Infinity, time));
    lastOf.set(ids[p], Math.max(lastOf.get(ids[p]) ?? 0, time));
  }
  const segments = spans ? spans.keys() : [...firstOf.keys()].sort((a, b) => a - b);
  return [...segments].map((segment) => {
    const [start, stop] = spans?.[segment] ?? [Infinity, 0];
    // a segment without packets counts as reaching to 0, as in the reference
    const first = firstOf.get(segment) ?? (spans ? 0 : start);
    return [Math.min(start, first), Math.max(stop, lastOf.get(segment) ?? 0)] as const;
  });
}

function unitsOf({ electrodes, kinds, ids, codes }: NevData): Unit[] {
  const found = new Map<number, Map<number, number[]>>();
  for (let p = 0; p < kinds.length; p++) {
    if (kinds[p] !== 1) continue;
    const units = found.get(ids[p]) ?? new Map<number, number[]>();
    found.set(ids[p], units);
    const packets = units.get(codes[p]);
    if (packets) packets.push(p);
    else units.set(codes[p], [p]);
  }
  return electrodes.flatMap((electrode) => {
    const units = [...(found.get(electrode) ?? [])].sort(([a], [b]) => a - b);
    return units.map(([unit, packets]) => ({ electrode, unit, packets }));
  });
}

function eventKinds(nev: NevData): EventKind[] {
  const { kinds, codes, inputs, comments, spec } = nev;
  const input = (name: string, has: (reason: number) => boolean, value = 0): EventKind => ({
    name,
    has: (p) => kinds[p] === 0 && has(codes[p]),
    label: (p) => String(inputs.get(p)?.[value] ?? 0),
  });
  if (spec === "2.1" || spec === "2.2") {
    return [
      input("digital_input_port", (reason) => reason === 1),
      input("serial_input_port", (reason) => reason === 129),
      ...[1, 2, 3, 4, 5].map((c) =>
        input(`analog_input_channel_${String(c)}`, (reason) => ((reason >> c) & 1) === 1, c),
      ),
      input("periodic_sampling_events", (reason) => ((reason >> 6) & 1) === 1),
    ];
  }
  return [
    input("digital_input_port", (reason) => (reason & 0x81) === 0x01),
    input("serial_input_port", (reason) => (reason & 0x81) === 0x81),
    { name: "comments", has: (p) => kinds[p] === 2, label: (p) => comments.get(p) ?? "" },
  ];
}
