import { z } from "zod";
import { csvFromTable, type DataColumn, type SortingAnalyzer } from "#core/analyzer/index.ts";
import { utf8FromText } from "#core/array/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { defineExporter } from "../define.ts";
import {
  mainChannels,
  metricColumns,
  propertyColumns,
  spikeCounts,
  unitPlaces,
} from "../shared/unit-columns.ts";

/** Tables that anything opens: units with labels and metrics, and every spike. */
export const csv = defineExporter({
  name: "csv",
  label: "CSV tables",
  summary: "units.csv with labels, place and every metric, and spikes.csv with each spike's unit and time.", // prettier-ignore
  params: z.strictObject({
    spikes: z.boolean().default(true).describe("Also write every spike, a line each."),
  }),
  async write({ analyzer }, { into }, { spikes }, ctx) {
    const path = (name: string): string => ctx.fs.path.join(into, name);
    const table = { index: analyzer.sorting.unitIds, columns: unitColumns(analyzer) };
    // the index has a name here: the file is read by people and spreadsheets
    await ctx.fs.writeFile(path("units.csv"), `unit_id${csvFromTable(table)}`);
    if (!spikes) return ["units.csv"];
    await writeSpikes(analyzer, path("spikes.csv"), ctx);
    return ["units.csv", "spikes.csv"];
  },
});

function unitColumns(analyzer: SortingAnalyzer): DataColumn[] {
  const channels = mainChannels(analyzer);
  const places = unitPlaces(analyzer);
  const { channelIds } = analyzer.attributes;
  const columns: DataColumn[] = [
    ...propertyColumns(analyzer),
    ...(channels === undefined
      ? []
      : [
          {
            name: "main_channel_id",
            dtype: "str" as const,
            values: Array.from(channels, (c) => String(channelIds[c])),
          },
        ]),
    ...(places === undefined
      ? []
      : ["x_um", "y_um"].map((name, k) => ({
          name,
          dtype: "float" as const,
          values: Float64Array.from(places, (place) => place[k]),
        }))),
    spikeCounts(analyzer),
    ...metricColumns(analyzer),
  ];
  const seen = new Set<string>();
  return columns.filter(({ name }) => !seen.has(name) && seen.add(name));
}

/** Spikes joined into one piece of text before it goes to the file. */
const SPIKES_AT_ONCE = 100_000;

async function writeSpikes(
  { sorting, extensions }: SortingAnalyzer,
  path: string,
  ctx: ComputeContext,
): Promise<void> {
  const { sampleIndex, unitIndex, segmentIndex } = sorting.spikes;
  const value = extensions.get("spike_amplitudes")?.data.get("amplitudes");
  const amplitudes =
    value?.kind === "array" && !("columns" in value.array) ? value.array.data : undefined;
  const rate = sorting.samplingFrequency;
  const names = sorting.unitIds.map((id) => quoted(String(id)));
  const sink = await ctx.fs.createSink(path);
  try {
    let at = 0;
    const add = async (text: string): Promise<void> => {
      const bytes = utf8FromText(text);
      await sink.writeAt(at, bytes);
      at += bytes.length;
    };
    await add(`unit_id,segment,sample_index,time_s${amplitudes === undefined ? "" : ",amplitude"}\n`); // prettier-ignore
    for (let start = 0; start < unitIndex.length; start += SPIKES_AT_ONCE) {
      const end = Math.min(unitIndex.length, start + SPIKES_AT_ONCE);
      let text = "";
      for (let i = start; i < end; i++) {
        text += `${names[unitIndex[i]]},${String(segmentIndex[i])},${String(sampleIndex[i])},${String(sampleIndex[i] / rate)}`;
        text += amplitudes === undefined ? "\n" : `,${String(amplitudes[i])}\n`;
      }
      await add(text);
      ctx.report({ step: "spikes", fraction: end / unitIndex.length });
    }
    await sink.commit();
  } catch (error) {
    await sink.abort().catch(() => undefined);
    throw error;
  }
}

function quoted(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
