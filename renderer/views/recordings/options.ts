import type { RecordingSummary } from "#contract/index.ts";
import { formatLeft, formatNumber } from "../../app/index.ts";
import type { Column } from "../../tables/index.ts";

export const RECORDING_COLUMNS: readonly Column<RecordingSummary>[] = [
  { key: "name", label: "Recording", width: 110, grow: true, value: ({ name }) => name },
  {
    key: "channels",
    label: "Ch",
    numeric: true,
    width: 40,
    value: (r) => r.numChannels,
    format: String,
  },
  {
    key: "duration",
    label: "Length",
    numeric: true,
    width: 56,
    value: (r) => r.durationS,
    format: (value) => formatLeft(Number(value)),
  },
  {
    key: "rate",
    label: "Rate",
    unit: "kHz",
    numeric: true,
    width: 60,
    value: (r) => r.samplingFrequency / 1000,
    format: (value) => formatNumber(Number(value)),
  },
];
