import { z } from "zod";
import { isStructured, toFloat64 } from "#core/array/index.ts";
import { templatesOf, type DataColumn, type SortingAnalyzer } from "#core/analyzer/index.ts";
import { spikesByUnit } from "#core/sorting/index.ts";
import { defineExporter } from "../define.ts";
import { pandasCell } from "../shared/python-text.ts";
import {
  mainChannels,
  metricColumns,
  propertyColumns,
  spikeCounts,
  unitPlaces,
} from "../shared/unit-columns.ts";
import { barFigure, escapeHtml, lineFigure, pointFigure } from "./drawings.ts";

/** A page of all units to read, mail and print, and the tables of SpikeInterface's report. */
export const report = defineExporter({
  name: "report",
  label: "Report",
  summary: "report.html with a table and drawings of every unit, readable without a network, and the tables of SpikeInterface's report.", // prettier-ignore
  params: z.strictObject({
    max_drawn_units: z
      .int()
      .nonnegative()
      .default(300)
      .describe("Units that are drawn; all of them are in the table."),
  }),
  async write({ analyzer, source, curations = [] }, { into }, params, ctx) {
    const write = (name: string, text: string): Promise<void> =>
      ctx.fs.writeFile(ctx.fs.path.join(into, name), text);
    const columns = tableColumns(analyzer);
    const decided = curations.length === 0 ? "" : `, ${String(curations.length)} curation document${curations.length === 1 ? "" : "s"} applied`; // prettier-ignore
    const { unitIds } = analyzer.sorting;
    const drawn = Math.min(unitIds.length, params.max_drawn_units);
    const sections: string[] = [];
    for (let u = 0; u < drawn; u++) {
      sections.push(unitSection(analyzer, u));
      ctx.report({ step: "drawings", fraction: (u + 1) / drawn });
    }
    await write("report.html", page(`${source}${decided}`, analyzer, columns, sections));
    const names = ["report.html", "unit list.csv"];
    await write("unit list.csv", unitList(analyzer));
    if (analyzer.extensions.has("quality_metrics")) {
      const rows = unitIds.map(
        (id, u) =>
        [String(id), ...metricColumns(analyzer).map((column) => pandasCell(column, u, ","))].join(","), // prettier-ignore
      );
      const header = ["", ...metricColumns(analyzer).map(({ name }) => name)].join(",");
      await write("quality metrics.csv", `${[header, ...rows].join("\n")}\n`);
      names.push("quality metrics.csv");
    }
    return names;
  },
});

function tableColumns(analyzer: SortingAnalyzer): DataColumn[] {
  const seen = new Set<string>();
  return [...propertyColumns(analyzer), spikeCounts(analyzer), ...metricColumns(analyzer)].filter(
    ({ name }) => !seen.has(name) && seen.add(name),
  );
}

/** Unit, channel with its largest amplitude, and that amplitude, as SpikeInterface's report has them. */
function unitList(analyzer: SortingAnalyzer): string {
  const channels = mainChannels(analyzer);
  const { channelIds } = analyzer.attributes;
  const rows = analyzer.sorting.unitIds.map((id, u) => {
    if (channels === undefined) return `${String(id)}\t\t`;
    const { data, numSamples, numChannels } = templatesOf(analyzer);
    let low = 0;
    for (let s = 0; s < numSamples; s++) {
      low = Math.min(low, data[(u * numSamples + s) * numChannels + channels[u]]);
    }
    return `${String(id)}\t${String(channelIds[channels[u]])}\t${String(Math.abs(low))}`;
  });
  return `${["unit_id\tmax_on_channel_id\tamplitude", ...rows].join("\n")}\n`;
}

function unitSection(analyzer: SortingAnalyzer, u: number): string {
  const { sorting } = analyzer;
  const id = String(sorting.unitIds[u]);
  const place = unitPlaces(analyzer)?.[u];
  const where = place === undefined ? "" : `, at ${place.map((v) => v.toFixed(0)).join(", ")} µm`;
  const { starts, rows, samples } = spikesByUnit(sorting);
  const from = starts[u * sorting.numSegments];
  const to = starts[(u + 1) * sorting.numSegments];
  const figures = [templateFigure(analyzer, u), correlogramFigure(analyzer, u)];
  const value = analyzer.extensions.get("spike_amplitudes")?.data.get("amplitudes");
  if (value?.kind === "array" && !isStructured(value.array)) {
    const all = toFloat64(value.array);
    const own = Float64Array.from(rows.subarray(from, to), (row) => all[row]);
    figures.push(pointFigure("amplitude over time", samples.subarray(from, to), own));
  }
  return `<section id="unit-${escapeHtml(id)}"><h2>unit ${escapeHtml(id)}</h2><p>${String(to - from)} spikes${where}</p><div class="figures">${figures.join("")}</div></section>`;
}

function templateFigure(analyzer: SortingAnalyzer, u: number): string {
  if (!analyzer.extensions.has("templates")) return "<p>no templates were computed</p>";
  const { data, numSamples, numChannels } = templatesOf(analyzer);
  const sizes = Array.from({ length: numChannels }, (_, c) => {
    let size = 0;
    for (let s = 0; s < numSamples; s++) {
      size = Math.max(size, Math.abs(data[(u * numSamples + s) * numChannels + c]));
    }
    return { c, size };
  });
  const chosen = sizes.sort((a, b) => b.size - a.size).slice(0, 4);
  const unit = analyzer.returnInUv ? "µV" : "raw units";
  return lineFigure(
    `template on its ${String(chosen.length)} largest channels, up to ${chosen[0].size.toPrecision(3)} ${unit}`,
    chosen.map(({ c }) => Float64Array.from({ length: numSamples }, (_, s) => data[(u * numSamples + s) * numChannels + c])), // prettier-ignore
  );
}

function correlogramFigure(analyzer: SortingAnalyzer, u: number): string {
  const value = analyzer.extensions.get("correlograms")?.data.get("ccgs");
  if (value?.kind !== "array" || isStructured(value.array)) return "";
  const [numUnits = 0, , numBins = 0] = value.array.shape;
  const counts = value.array.data as ArrayLike<number>; // counts are numbers
  const start = (u * numUnits + u) * numBins;
  const window = analyzer.extensions.get("correlograms")?.params["window_ms"];
  return barFigure(
    `autocorrelogram, ±${String(Number(window) / 2)} ms`,
    Float64Array.from({ length: numBins }, (_, i) => counts[start + i]),
  );
}

const STYLE =
  "body{font:13px system-ui,sans-serif;margin:2em;color:#161616}table{border-collapse:collapse;font-size:11px}" +
  "th,td{padding:2px 8px;text-align:right;border-bottom:1px solid #ddd}th:first-child,td:first-child{text-align:left}" +
  ".figures{display:flex;flex-wrap:wrap;gap:16px;color:#0a62bf}figure{margin:0}figcaption{color:#444;font-size:11px}" +
  "h2{font-size:14px;margin:1.5em 0 0}.wide{overflow-x:auto}@media print{section{break-inside:avoid}}";

function page(
  source: string,
  { sorting, attributes }: SortingAnalyzer,
  columns: readonly DataColumn[],
  sections: readonly string[],
): string {
  const seconds = attributes.numSamples.reduce((sum, n) => sum + n, 0) / attributes.samplingFrequency; // prettier-ignore
  const head = ["unit", ...columns.map(({ name }) => name.replaceAll("_", " "))];
  const cellOf = (column: DataColumn, u: number): string => {
    const value = column.values[u];
    if (typeof value === "string") return escapeHtml(value);
    return Number.isNaN(value) ? "–" : column.dtype === "int" ? String(value) : value.toPrecision(3); // prettier-ignore
  };
  const rows = sorting.unitIds.map(
    (id, u) =>
      `<tr><td><a href="#unit-${escapeHtml(String(id))}">${escapeHtml(String(id))}</a></td>${columns.map((column) => `<td>${cellOf(column, u)}</td>`).join("")}</tr>`,
  );
  const more = sections.length < sorting.unitIds.length ? `<p>${String(sections.length)} of ${String(sorting.unitIds.length)} units are drawn.</p>` : ""; // prettier-ignore
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Spike sorting report</title><style>${STYLE}</style></head><body>` +
    `<h1>Spike sorting report</h1><p>${escapeHtml(source)}</p><p>${String(sorting.unitIds.length)} units, ${String(sorting.spikes.sampleIndex.length)} spikes, ${seconds.toFixed(1)} s, ${String(attributes.channelIds.length)} channels</p>` +
    `<div class="wide"><table><thead><tr>${head.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>${more}${sections.join("")}</body></html>\n`
  );
}
