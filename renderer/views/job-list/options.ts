import type { JobSummary } from "#contract/index.ts";
import { formatDate, formatLeft } from "../../app/index.ts";
import type { Column } from "../../tables/index.ts";

export const JOB_COLUMNS: readonly Column<JobSummary>[] = [
  { key: "id", label: "#", numeric: true, width: 40, value: ({ id }) => id, format: String },
  { key: "title", label: "Job", width: 160, grow: true, value: ({ title }) => title },
  { key: "state", label: "State", width: 84, value: ({ state }) => state },
  { key: "progress", label: "Progress", width: 150, value: ({ percent }) => percent },
  {
    key: "left",
    label: "Left",
    numeric: true,
    width: 56,
    value: ({ secondsLeft }) => secondsLeft,
    format: (value) => (value === null ? "" : formatLeft(Number(value))),
  },
  {
    key: "took",
    label: "Took",
    numeric: true,
    width: 56,
    value: ({ seconds }) => seconds,
    format: (value) => formatLeft(Number(value)),
  },
  {
    key: "started",
    label: "Started",
    width: 118,
    value: (j) => j.createdAt,
    format: (v) => formatDate(String(v)),
  },
];
