import type { Session, SessionTimes } from "../shared/session/index.ts";
import { KIND, type SonHeader } from "./header.ts";
import type { SonItems } from "./items.ts";
import type { SegmentTicks } from "./segments.ts";

const EVENT_KINDS: readonly number[] = [
  KIND.fall,
  KIND.rise,
  KIND.both,
  KIND.marker,
  KIND.textMark,
];

/** Events, and the units of spike channels by the lowest byte of their markers. */
export function timesOf(
  { channels, tickS }: SonHeader,
  items: ReadonlyMap<number, SonItems>,
  segments: readonly SegmentTicks[],
): Pick<Session, "spikeChannels" | "eventChannels" | "spikes" | "events"> {
  const pick = (found: SonItems, segment: number, isWanted: (i: number) => boolean): number[] => {
    const { start, stop } = segments[segment];
    const rows: number[] = [];
    for (let i = 0; i < found.ticks.length; i++) {
      if (found.ticks[i] >= start && found.ticks[i] <= stop && isWanted(i)) rows.push(i);
    }
    return rows;
  };
  const timesAt = ({ ticks }: SonItems, rows: readonly number[]): SessionTimes => {
    const timestamps = Float64Array.from(rows, (i) => ticks[i]);
    return { timestamps, seconds: timestamps.map((tick) => tick * tickS) };
  };
  const units = channels.flatMap(({ index, title }) => {
    const found = items.get(index);
    const isSpikes = [KIND.waveMark, KIND.realMark].some((kind) => kind === channels[index].kind);
    if (!found || !isSpikes) return [];
    const codes = new Set(Array.from(found.markers, (marker) => marker & 255));
    return [...codes].sort((a, b) => a - b).map((code) => ({ index, title, code, found }));
  });
  const events = channels.flatMap(({ index, kind, title }) => {
    const found = items.get(index);
    return found && EVENT_KINDS.includes(kind) ? [{ index, kind, title, found }] : [];
  });
  return {
    spikeChannels: units.map(({ index, title, code }) => ({
      id: `ch${String(index)}#${String(code)}`,
      name: title,
    })),
    spikes(segment, unit) {
      const { found, code } = units[unit];
      return timesAt(
        found,
        pick(found, segment, (i) => (found.markers[i] & 255) === code),
      );
    },
    eventChannels: events.map(({ index, title }) => ({
      id: String(index),
      name: title,
      type: "event",
    })),
    events(segment, channel) {
      const { found, kind } = events[channel];
      const rows = pick(found, segment, () => true);
      const labelOf = (i: number): string =>
        kind === KIND.marker ? String(found.markers[i]) : (found.texts[i] ?? "");
      return { ...timesAt(found, rows), labels: rows.map(labelOf) };
    },
  };
}
