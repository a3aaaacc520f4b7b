import { z } from "zod";
import { templatesOf, type DataColumn, type SortingAnalyzer } from "#core/analyzer/index.ts";
import { sampleIndexToTime } from "#core/recording/index.ts";
import { spikesByUnit } from "#core/sorting/index.ts";
import { defineExporter } from "../define.ts";
import { metricColumns, propertyColumns, spikeCounts, unitPlaces } from "../shared/unit-columns.ts";
import { Mat5 } from "./mat5.ts";
import { Mat73, mat73Header, matlabName } from "./mat73.ts";
import type { MatSink } from "./sink.ts";

const README = [
  "units: one row per unit. unit_id as text; spike_times_s and sample_index are cells with a column per unit",
  "(s from the start of the recording's clock; samples counted from 0 in their segment); segment_index counts from 0.",
  "location_um: x and y. properties: labels and other properties. metrics: quality and template metrics.",
  "templates_uV: unit x sample x channel.",
].join(" ");

/** For MATLAB: units with their spikes, labels, metrics and templates in one file. */
export const mat = defineExporter({
  name: "mat",
  label: "MATLAB (.mat)",
  summary: "units.mat: spikes of every unit, labels, places, metrics and templates, for MATLAB.",
  params: z.strictObject({
    templates: z.boolean().default(true).describe("Also write the templates, where there are any."),
    version: z
      .enum(["7.3", "5"])
      .default("7.3")
      .describe("7.3 is HDF5; 5 is read by SciPy and old MATLABs too, up to 2 GB a variable."),
  }),
  async write({ analyzer }, { into }, { templates, version }, ctx) {
    const name = "units.mat";
    const path = ctx.fs.path.join(into, name);
    const created = new Date(Math.trunc(ctx.nowMs?.() ?? 0)).toUTCString();
    if (version === "5") {
      const file = new Mat5();
      await writeVariables(file, analyzer, templates);
      await ctx.fs.writeFile(path, file.encode(created));
      return [name];
    }
    const sink = await ctx.fs.hdf5.create(path, mat73Header(created));
    try {
      await writeVariables(new Mat73(sink), analyzer, templates);
    } catch (error) {
      await sink.abort().catch(() => undefined);
      throw error;
    }
    await sink.commit();
    return [name];
  },
});

async function writeVariables(
  file: MatSink,
  analyzer: SortingAnalyzer,
  withTemplates: boolean,
): Promise<void> {
  const { sorting, attributes } = analyzer;
  await file.text("/readme", README);
  await file.column("/sampling_frequency", [sorting.samplingFrequency]);
  await file.texts("/channel_id", attributes.channelIds.map(String));
  await file.struct("/units");
  await file.texts("/units/unit_id", sorting.unitIds.map(String));
  await writeSpikes(file, analyzer);
  await writeColumn(file, "/units/num_spikes", spikeCounts(analyzer));
  const places = unitPlaces(analyzer);
  if (places && places.length > 0) {
    const columns = [0, 1].flatMap((axis) => places.map((place) => place[axis]));
    await file.numbers("/units/location_um", [places.length, 2], Float64Array.from(columns));
  }
  await writeColumns(file, "/properties", propertyColumns(analyzer));
  await writeColumns(file, "/metrics", metricColumns(analyzer));
  if (withTemplates && analyzer.extensions.has("templates")) await writeTemplates(file, analyzer);
}

async function writeSpikes(file: MatSink, { sorting, recording }: SortingAnalyzer): Promise<void> {
  const { unitIds, numSegments, samplingFrequency } = sorting;
  const { sampleIndex, segmentIndex } = sorting.spikes;
  const { rows, starts } = spikesByUnit(sorting);
  const perUnit =
    (valueOf: (row: number) => number) =>
    (path: string, unit: number): Promise<void> => {
      const own = rows.subarray(starts[unit * numSegments], starts[(unit + 1) * numSegments]);
      return file.column(path, Float64Array.from(own, valueOf));
    };
  const timeOf = (row: number): number =>
    recording
      ? sampleIndexToTime(recording, segmentIndex[row], sampleIndex[row])
      : sampleIndex[row] / samplingFrequency;
  const count = unitIds.length;
  await file.cells("/units/spike_times_s", count, perUnit(timeOf));
  await file.cells(
    "/units/sample_index",
    count,
    perUnit((row) => sampleIndex[row]),
  );
  await file.cells(
    "/units/segment_index",
    count,
    perUnit((row) => segmentIndex[row]),
  );
}

async function writeColumns(
  file: MatSink,
  path: string,
  columns: readonly DataColumn[],
): Promise<void> {
  await file.struct(path);
  const seen = new Set<string>();
  for (const column of columns) {
    const name = matlabName(column.name);
    if (seen.has(name)) continue;
    seen.add(name);
    await writeColumn(file, `${path}/${name}`, column);
  }
}

function writeColumn(file: MatSink, path: string, { values }: DataColumn): Promise<void> {
  return values instanceof Float64Array ? file.column(path, values) : file.texts(path, values);
}

/** From [unit × sample × channel] to MATLAB's order, where the unit runs fastest. */
async function writeTemplates(file: MatSink, analyzer: SortingAnalyzer): Promise<void> {
  const { data, numUnits, numSamples, numChannels } = templatesOf(analyzer);
  const turned = new Float32Array(data.length);
  let at = 0;
  for (let channel = 0; channel < numChannels; channel++) {
    for (let sample = 0; sample < numSamples; sample++) {
      for (let unit = 0; unit < numUnits; unit++) {
        turned[at++] = data[(unit * numSamples + sample) * numChannels + channel];
      }
    }
  }
  const name = analyzer.returnInUv ? "/templates_uV" : "/templates_raw";
  await file.numbers(name, [numUnits, numSamples, numChannels], turned);
}
