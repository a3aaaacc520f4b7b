import {
  extensionArray,
  templatesOf,
  type DataColumn,
  type SortingAnalyzer,
} from "#core/analyzer/index.ts";
import { isStructured, ndArray, type NdArray } from "#core/array/index.ts";
import { spikesByUnit } from "#core/sorting/index.ts";
import { metricColumns } from "../shared/unit-columns.ts";
import { ELECTRODES, writable } from "./electrodes.ts";
import { float, floats, integers, text, texts, type Column, type NwbObjects } from "./objects.ts";
import type { TimeLine } from "./time.ts";

/** Names that the table of units has for itself. */
const OWN = ["id", "spike_times", "electrodes", "waveform_mean", "waveform_sd", "unit_name"];

/** The table of units: spike times, labels and other properties, metrics, mean waveforms, electrodes. */
export async function writeUnits(
  objects: NwbObjects,
  analyzer: SortingAnalyzer,
  times: TimeLine,
  writeElectrodes: boolean,
): Promise<void> {
  const { sorting } = analyzer;
  const { unitIds } = sorting;
  const ids = unitIds.every((id) => typeof id === "number") ? unitIds : unitIds.map((_, i) => i);
  const columns: Column[] = [
    spikeTimes(analyzer, times),
    ...(ids === unitIds
      ? []
      : [{ name: "unit_name", description: "id of the unit", value: texts(unitIds.map(String)) }]),
    ...propertyColumns(analyzer),
    ...metricColumns(analyzer).map(metricColumn),
    ...(writeElectrodes ? electrodeColumn(analyzer) : []),
    ...waveformColumns(analyzer),
  ];
  const seen = new Set<string>();
  await objects.table("/units", {
    type: "Units",
    namespace: "core",
    description: "units after spike sorting and curation",
    ids,
    columns: columns.filter(({ name }) => !seen.has(name) && seen.add(name)),
  });
}

function spikeTimes({ sorting }: SortingAnalyzer, times: TimeLine): Column {
  const { sampleIndex, segmentIndex } = sorting.spikes;
  const values = new Float64Array(sampleIndex.length);
  const ends = new Float64Array(sorting.unitIds.length);
  const { rows, starts } = spikesByUnit(sorting);
  for (let i = 0; i < rows.length; i++) {
    values[i] = times.timeOf(segmentIndex[rows[i]], sampleIndex[rows[i]]);
  }
  for (let unit = 0; unit < ends.length; unit++) {
    ends[unit] = starts[(unit + 1) * sorting.numSegments];
  }
  return {
    name: "spike_times",
    description: "times of the spikes, s",
    value: floats(values),
    ends,
    attributes: { resolution: float(1 / sorting.samplingFrequency) },
  };
}

function propertyColumns({ sorting }: SortingAnalyzer): Column[] {
  const columns: Column[] = [];
  for (const [name, value] of sorting.properties) {
    if (isStructured(value) || OWN.includes(name) || name.includes("/")) continue;
    if (value.dtype.startsWith("complex") || name.endsWith("_index")) continue;
    columns.push({ name, description: `property ${name} of the unit`, value: writable(value) });
  }
  return columns;
}

function metricColumn({ name, dtype, values }: DataColumn): Column {
  const description = `quality or template metric ${name}`;
  const column = name.replaceAll("/", "_");
  if (!(values instanceof Float64Array)) return { name: column, description, value: texts(values) };
  return { name: column, description, value: dtype === "int" ? integers(values) : floats(values) };
}

/** Per unit the channels that it was looked at on. */
function electrodeColumn({ sparsity, sorting }: SortingAnalyzer): Column[] {
  if (!sparsity || sparsity.numUnits !== sorting.unitIds.length) return [];
  const rows = sparsity.channels.flatMap((channels) => [...channels]);
  let end = 0;
  return [
    {
      name: "electrodes",
      description: "electrodes that see the unit",
      type: "DynamicTableRegion",
      value: integers(rows),
      ends: sparsity.channels.map((channels) => (end += channels.length)),
      attributes: { table: { references: [ELECTRODES], shape: [] } },
    },
  ];
}

/** Templates in V on every channel, [unit × sample × channel]. */
function waveformColumns(analyzer: SortingAnalyzer): Column[] {
  if (!analyzer.returnInUv || !analyzer.extensions.has("templates")) return [];
  const { numUnits, numSamples, numChannels, data } = templatesOf(analyzer);
  const shape = [numUnits, numSamples, numChannels];
  const attributes = {
    sampling_rate: float(analyzer.attributes.samplingFrequency),
    unit: text("volts"),
  };
  const volts = (values: ArrayLike<number>): NdArray =>
    ndArray(
      "float32",
      shape,
      Float32Array.from(values, (value) => value * 1e-6),
    );
  const columns: Column[] = [
    {
      name: "waveform_mean",
      description: "mean waveform of the unit on every channel",
      value: volts(data),
      attributes,
    },
  ];
  if (analyzer.extensions.get("templates")?.data.has("std")) {
    const spread = extensionArray(analyzer, "templates", "std").data as ArrayLike<number>;
    columns.push({
      name: "waveform_sd",
      description: "standard deviation of the unit's waveform on every channel",
      value: volts(spread),
      attributes,
    });
  }
  return columns;
}
