import type {
  ComparisonTable,
  DroppedUnit,
  JobSummary,
  RecordingDetail,
  UnitTable,
} from "#contract/index.ts";
import type { UnitId } from "#core/model/index.ts";
import { escapeText } from "./svg.ts";

export interface UnitSection {
  readonly unitId: UnitId;
  readonly label: string | null;
  /** SVG */
  readonly figures: readonly string[];
}

export interface Analysis {
  /** of the analyzer */
  readonly path: string;
  readonly units: UnitTable;
  /** SVG */
  readonly probe: string;
  readonly sections: readonly UnitSection[];
}

export interface ReportContent {
  readonly recording: RecordingDetail;
  readonly sortingName: string;
  readonly numSpikes: number;
  /** undefined when no unit was found */
  readonly analysis: Analysis | undefined;
  readonly jobs: readonly JobSummary[];
  /** candidates that the sorter left out */
  readonly dropped: readonly DroppedUnit[];
  readonly comparison?: ComparisonTable;
}

const STYLE = `
:root { color-scheme: light dark; --fg: #1b1b1b; --bg: #fff; --line: #ccc; --accent: #0b6bcb; }
@media (prefers-color-scheme: dark) { :root { --fg: #e4e4e4; --bg: #161616; --line: #444; --accent: #6cb2ff; } }
body { font: 13px/1.45 system-ui, sans-serif; color: var(--fg); background: var(--bg); margin: 24px auto; max-width: 1180px; padding: 0 16px; }
h1 { font-size: 18px; } h2 { font-size: 15px; margin-top: 28px; } h3 { font-size: 13px; margin: 14px 0 4px; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 2px 8px; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; } dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; }
dt { opacity: .7; } dd { margin: 0; overflow-wrap: anywhere; } section.unit { border-top: 1px solid var(--line); }
.figures { display: flex; gap: 16px; flex-wrap: wrap; } svg { max-width: 100%; height: auto; }
svg text { font: 10px system-ui, sans-serif; fill: var(--fg); } .trace { fill: none; stroke: var(--fg); stroke-width: 1.2; }
.contour { fill: none; stroke: var(--line); } .channel { fill: var(--fg); opacity: .45; }
.unit circle, circle.unit { fill: none; stroke: var(--accent); stroke-width: 1.6; } .bar { fill: var(--accent); } .spike { fill: var(--fg); opacity: .5; }
`;

/** The whole page as text. */
export function reportPage(content: ReportContent): string {
  const { recording, analysis, comparison } = content;
  const title = `${recording.name}: ${String(analysis?.units.unitIds.length ?? 0)} units`;
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeText(title)}</title>`,
    `<meta name="viewport" content="width=device-width, initial-scale=1"><style>${STYLE}</style></head><body>`,
    `<h1>${escapeText(title)}</h1>`,
    facts(content),
    comparison === undefined ? "" : comparisonSection(comparison),
    analysis === undefined ? "<p>The sorter found no units.</p>" : analysisSections(analysis),
    droppedSection(content.dropped),
    `<h2>How this was made</h2>${steps(content.jobs)}`,
    "</body></html>\n",
  ].join("\n");
}

/** Why candidates are not units; nothing where the sorter does not say. */
function droppedSection(rows: readonly DroppedUnit[]): string {
  if (rows.length === 0) return "";
  const cells = rows.map(({ stage, unit, channel, spikes, reason }) =>
    [stage, unit, channel === null ? "–" : String(channel), String(spikes), reason]
      .map((text) => `<td>${escapeText(text)}</td>`)
      .join(""),
  );
  const head = ["Stage", "Candidate", "Channel", "Peaks", "Why it is not a unit"];
  return [
    `<h2>Not units: ${String(rows.length)}</h2><div class="scroll"><table><tr>`,
    head.map((text) => `<th>${text}</th>`).join(""),
    `</tr><tr>${cells.join("</tr><tr>")}</tr></table></div>`,
  ].join("");
}

function analysisSections({ units, probe, sections, path }: Analysis): string {
  const numUnits = units.unitIds.length;
  return [
    `<h2>Units</h2>${unitTable(units)}`,
    `<h2>Probe</h2>${probe}`,
    `<h2>Unit by unit</h2>`,
    sections.length < numUnits
      ? `<p>${String(sections.length)} of ${String(numUnits)} units are drawn; all are in the table.</p>`
      : "",
    ...sections.map(unitSection),
    `<p>Analyzer: ${escapeText(path)}</p>`,
  ].join("\n");
}

function facts({ recording, sortingName, numSpikes, analysis }: ReportContent): string {
  const pipeline = recording.pipeline.filter(({ enabled }) => enabled).map(({ name }) => name);
  const rows: [string, string][] = [
    ["Recording", recording.path],
    ["Format", `${recording.format} (${recording.why})`],
    [
      "Signal",
      `${String(recording.numChannels)} channels, ${recording.samplingFrequency.toString()} Hz, ${recording.durationS.toFixed(1)} s in ${String(recording.numSegments)} segment(s), ${recording.dtype}`,
    ],
    ["Pipeline", pipeline.length === 0 ? "none" : pipeline.join(" → ")],
    [
      "Sorting",
      `${sortingName}: ${String(analysis?.units.unitIds.length ?? 0)} units, ${String(numSpikes)} spikes`,
    ],
  ];
  const items = rows.map(
    ([name, value]) => `<dt>${escapeText(name)}</dt><dd>${escapeText(value)}</dd>`,
  );
  return `<dl>${items.join("")}</dl>`;
}

function unitTable({ unitIds, columns, values, labels }: UnitTable): string {
  const header = ["unit", "label", ...columns.map(({ label, unit }) => named(label, unit))];
  const rows = unitIds.map((id, row) => [
    String(id),
    labels[row] ?? "",
    ...values.map((column) => cell(column[row])),
  ]);
  return table(header, rows);
}

function comparisonSection(comparison: ComparisonTable): string {
  const { performance, match, meanAccuracy, falsePositive } = comparison;
  const good = performance.filter(({ accuracy }) => accuracy >= 0.8).length;
  const rows = performance.map(({ unitId, accuracy, recall, precision }, i) => [
    String(unitId),
    match[i] === null || match[i] === undefined ? "–" : String(match[i]),
    accuracy.toFixed(3),
    recall.toFixed(3),
    precision.toFixed(3),
  ]);
  return (
    `<h2>Against the truth</h2><p>${String(good)} of ${String(performance.length)} units well detected (accuracy ≥ 0.8), ` +
    `mean accuracy ${meanAccuracy.toFixed(3)}, ${String(falsePositive.length)} false positive units.</p>` +
    table(["true unit", "found unit", "accuracy", "recall", "precision"], rows)
  );
}

function unitSection({ unitId, label, figures }: UnitSection): string {
  const name = `Unit ${String(unitId)}${label === null ? "" : ` (${label})`}`;
  return `<section class="unit"><h3>${escapeText(name)}</h3><div class="figures">${figures.join("")}</div></section>`;
}

function steps(jobs: readonly JobSummary[]): string {
  const rows = jobs.map(({ title, state, seconds, createdAt }) => [
    title,
    state,
    `${seconds.toFixed(1)} s`,
    createdAt,
  ]);
  return table(["job", "state", "time", "started"], rows);
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = header.map((name) => `<th>${escapeText(name)}</th>`).join("");
  const body = rows
    .map((row) => `<tr>${row.map((value) => `<td>${escapeText(value)}</td>`).join("")}</tr>`)
    .join("");
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

function named(label: string, unit: string | null): string {
  return unit === null || unit === "" ? label : `${label} (${unit})`;
}

function cell(value: number | string | boolean | null | undefined): string {
  if (value === null || value === undefined) return "–";
  if (typeof value !== "number") return String(value);
  return Number.isInteger(value) ? String(value) : value.toPrecision(3);
}
