import type { ChannelId } from "#core/model/index.ts";
import type { Pipeline, RecordingDetail } from "#contract/index.ts";
import { marksOf } from "./marks.ts";

export interface BadChannelRow {
  /** position in the recording */
  readonly channel: number;
  readonly id: ChannelId;
  readonly label: "dead" | "noise" | "out";
  readonly reason: string;
}

/** Bad channels from the top of the probe down. */
export function badChannelRows(recording: RecordingDetail): readonly BadChannelRow[] {
  const rows = [...marksOf(recording)].map(([channel, label]) => ({
    channel,
    label,
    id: recording.channels[channel]?.id ?? channel,
    reason: recording.badChannels?.reasons[channel] ?? "",
  }));
  const depth = (at: number): number => recording.channels[at]?.yUm ?? 0;
  return rows.sort((a, b) => depth(b.channel) - depth(a.channel) || a.channel - b.channel);
}

/** "2 dead, 1 noise" */
export function countText(rows: readonly BadChannelRow[]): string {
  return (["dead", "noise", "out"] as const)
    .flatMap((label) => {
      const count = rows.filter((row) => row.label === label).length;
      return count === 0 ? [] : [`${count} ${label}`];
    })
    .join(", ");
}

/** Steps that mix channels: what is bad must be gone before them. */
const MIXING = new Set([
  "common_reference",
  "highpass_spatial_filter",
  "whiten",
  "average_across_direction",
  "directional_derivative",
]);

/** Where a step that takes bad channels away belongs: before the first step that mixes channels, else at the end. */
export function placeForBadChannels(pipeline: Pipeline): number {
  const first = pipeline.findIndex(({ name }) => MIXING.has(name));
  return first < 0 ? pipeline.length : first;
}
