import type { RecordingDetail } from "#contract/index.ts";
import { formatBytes, formatClock, formatCount, formatNumber } from "../../app/index.ts";
import { csvOf } from "../../parts/index.ts";

export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly warn?: boolean;
}

/** "2.34 µV" when all are the same, "2.34 … 4.69 µV" else. */
function rangeText(values: readonly (number | null)[], unit: string): string {
  const known = values.filter((v): v is number => v !== null);
  if (known.length === 0) return "unknown: values are shown as stored";
  const low = Math.min(...known);
  const high = Math.max(...known);
  return low === high
    ? `${formatNumber(low, 4)} ${unit}`
    : `${formatNumber(low, 4)} … ${formatNumber(high, 4)} ${unit}`;
}

/** all decimals that matter, none that do not */
const plain = (value: number): string => String(Number(value.toFixed(4)));

/** What there is to know about a recording, in the order in which one checks it. */
export function factsOf(detail: RecordingDetail): readonly Fact[] {
  const { channels, numSamples, samplingFrequency: fs } = detail;
  const located = channels.filter(({ xUm }) => xUm !== null).length;
  const gains = channels.map(({ gainUv }) => gainUv);
  const shanks = new Set(channels.map(({ shank }) => shank ?? "")).size;
  return [
    { name: "Format", value: detail.format },
    { name: "Recognised by", value: detail.why },
    ...(detail.streamId === null ? [] : [{ name: "Stream", value: detail.streamId }]),
    { name: "Channels", value: String(detail.numChannels) },
    { name: "Sampling", value: `${plain(fs)} Hz` },
    {
      name: "Duration",
      value: `${formatClock(detail.durationS)} (${plain(detail.durationS)} s)`,
    },
    {
      name: numSamples.length === 1 ? "Samples" : `Segments ${numSamples.length}`,
      value: numSamples.map(formatCount).join(" + "),
    },
    ...(detail.tStartS.some((t) => t !== 0)
      ? [
          {
            name: "Starts at",
            value: detail.tStartS.map((t) => `${plain(t)} s`).join(", "),
          },
        ]
      : []),
    { name: "Stored as", value: `${detail.dtype}, ${formatBytes(detail.sizeBytes)}` },
    { name: "Gain", value: rangeText(gains, "µV a step"), warn: gains.some((g) => g === null) },
    {
      name: "Offset",
      value: rangeText(
        channels.map(({ offsetUv }) => offsetUv),
        "µV",
      ),
    },
    {
      name: "Probe",
      value:
        located === 0
          ? "none: localisation and whitening by distance need one"
          : `${detail.probeName ?? "unnamed"}, ${located} contacts, ${shanks} ${shanks === 1 ? "shank" : "shanks"}`,
      warn: located === 0,
    },
    {
      name: "Pipeline",
      value:
        detail.pipeline
          .filter(({ enabled }) => enabled)
          .map(({ name }) => name)
          .join(" → ") || "none",
    },
    { name: "Path", value: detail.path },
  ];
}

export const channelsCsv = ({ channels }: RecordingDetail): string =>
  csvOf(
    ["channel_id", "x_um", "y_um", "group", "shank", "gain_to_uV", "offset_to_uV"],
    channels.map((c) => [c.id, c.xUm, c.yUm, c.group, c.shank, c.gainUv, c.offsetUv]),
  );
