import type { ChannelLabel, ChannelMeasure } from "./detect-bad-channels.ts";
import type { DetectionParams } from "./detection-params.ts";

interface Rule {
  readonly label: ChannelLabel;
  readonly measure: ChannelMeasure["name"];
  readonly text: string;
  readonly unit: string;
  readonly side: "above" | "below";
  readonly limit: (params: DetectionParams) => number;
}

const RULES: readonly Rule[] = [
  {
    label: "dead",
    measure: "neighbor_similarity",
    text: "similarity to the neighbours",
    unit: "",
    side: "below",
    limit: (p) => p.dead_channel_threshold,
  },
  {
    label: "noise",
    measure: "hf_power",
    text: "high-frequency power",
    unit: " µV²/Hz",
    side: "above",
    limit: (p) => p.psd_hf_threshold,
  },
  {
    label: "noise",
    measure: "neighbor_similarity",
    text: "similarity to the neighbours",
    unit: "",
    side: "above",
    limit: (p) => p.noisy_channel_threshold,
  },
  {
    label: "out",
    measure: "overall_similarity",
    text: "similarity to all channels",
    unit: "",
    side: "below",
    limit: (p) => p.outside_channel_threshold,
  },
  {
    label: "noise",
    measure: "relative_deviation",
    text: "deviation, times the median channel's",
    unit: "",
    side: "above",
    limit: (p) => p.std_mad_threshold,
  },
  {
    label: "noise",
    measure: "neighborhood_r2",
    text: "R² with the neighbours",
    unit: "",
    side: "below",
    limit: (p) => p.neighborhood_r2_threshold,
  },
];

/**
 * Why a channel got its label, in words with the number and its limit: [channel]; "" for good ones. A label is the vote
 * of all chunks, so the median over chunks that is quoted may lie just inside its limit; then it is said without one.
 */
export function badChannelReasons(
  labels: readonly ChannelLabel[],
  measures: readonly ChannelMeasure[],
  params: DetectionParams,
): string[] {
  return labels.map((label, channel) => {
    if (label === "good") return "";
    const known = RULES.flatMap((rule) => {
      const value = measures.find(({ name }) => name === rule.measure)?.values[channel];
      return rule.label !== label || value === undefined || Number.isNaN(value)
        ? []
        : [{ rule, value }];
    });
    const crossed = known.filter(({ rule, value }) =>
      rule.side === "above" ? value > rule.limit(params) : value < rule.limit(params),
    );
    if (crossed.length > 0) {
      return crossed
        .map(
          ({ rule: { text, unit, side, limit }, value }) =>
            `${text} ${short(value)}${unit}, ${side} ${short(limit(params))}`,
        )
        .join("; ");
    }
    const quoted = known.map(({ rule: { text, unit }, value }) => `${text} ${short(value)}${unit}`);
    return `in most chunks; median ${quoted.join(", ")}`;
  });
}

const short = (value: number): string => String(Number(value.toPrecision(3)));
