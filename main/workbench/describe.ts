import { resolve } from "node:path";
import { loadAnalyzer } from "#core/analyzer/index.ts";
import { eventFormat, listStreams, recognise } from "#core/open/index.ts";
import { findChannelLocations, gainsOf, offsetsOf, type Recording } from "#core/recording/index.ts";
import { numSnippets, type Snippets } from "#core/snippets/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { isProjectFolder } from "#main/project/index.ts";
import { openRecording, openSnippets, openSorting, type ReadOptions } from "./inputs.ts";
import { projectInfo } from "./projects.ts";
import type { Workbench } from "./workbench.ts";

/** What lies at a path and what is in it. */
export async function describePath(
  path: string,
  options: ReadOptions,
  bench: Workbench,
): Promise<JsonObject> {
  const place = resolve(path);
  if (isProjectFolder(place)) return projectInfo(place);
  const matches = options.reader === undefined ? await recognise(place, bench.ctx) : [];
  const [best] = matches;
  const kinds = best?.kinds ?? ["recording"];
  const head = {
    path: place,
    format: options.reader ?? best?.format ?? null,
    why: options.reader === undefined ? (best?.why ?? null) : "chosen by --reader",
  };
  if (kinds.includes("analyzer")) return { ...head, ...(await describeAnalyzer(place, bench)) };
  if (!kinds.includes("recording") && kinds.includes("sorting")) {
    return { ...head, ...describeSorting(await openSorting(path, options, bench)) };
  }
  if (kinds.includes("snippets")) {
    return { ...head, ...describeSnippets(await openSnippets(path, options, bench)) };
  }
  if (kinds.includes("events")) return { ...head, ...(await describeEvents(place, bench)) };
  return { ...head, ...(await describeSignals(path, best?.format, options, bench)) };
}

/** A recording, with the streams beside the one that is opened. */
async function describeSignals(
  path: string,
  recognised: string | undefined,
  options: ReadOptions,
  bench: Workbench,
): Promise<JsonObject> {
  const streams =
    recognised === undefined
      ? []
      : await listStreams(resolve(path), { format: recognised }, bench.ctx);
  return {
    streams: streams.map(({ id, name, numChannels, samplingFrequency }) => ({
      id,
      name,
      num_channels: numChannels,
      sampling_frequency: samplingFrequency,
    })),
    stream: options.stream ?? streams[0]?.id ?? null,
    ...describeRecording(await openRecording(path, options, bench)),
  };
}

function describeRecording(recording: Recording): JsonObject {
  const { samplingFrequency, numSamples, channelIds, dtype, probeGroup } = recording;
  const numFrames = numSamples.reduce((sum, n) => sum + n, 0);
  const gains = gainsOf(recording);
  const offsets = offsetsOf(recording);
  return {
    kind: "recording",
    num_channels: channelIds.length,
    channel_ids: [...channelIds],
    num_segments: numSamples.length,
    num_samples: [...numSamples],
    sampling_frequency: samplingFrequency,
    duration_s: numFrames / samplingFrequency,
    dtype,
    gain_to_uV: gains === undefined ? null : uniform(gains),
    offset_to_uV: offsets === undefined ? null : uniform(offsets),
    has_locations: findChannelLocations(recording) !== undefined,
    probes: (probeGroup?.probes ?? []).map((probe) => ({
      ...probe.annotations,
      num_contacts: probe.contactPositions.length / probe.ndim,
    })),
    properties: [...recording.properties.keys()],
    annotations: recording.annotations,
  };
}

/** One number where all are equal, else all. */
function uniform(values: Float32Array): number | number[] {
  const [first] = values;
  return first !== undefined && values.every((value) => value === first) ? first : [...values];
}

function describeSorting(sorting: Sorting): JsonObject {
  return {
    kind: "sorting",
    num_units: sorting.unitIds.length,
    unit_ids: [...sorting.unitIds],
    num_segments: sorting.numSegments,
    sampling_frequency: sorting.samplingFrequency,
    num_spikes: sorting.spikes.sampleIndex.length,
    properties: [...sorting.properties.keys()],
  };
}

function describeSnippets(snippets: Snippets): JsonObject {
  return {
    kind: "snippets",
    num_channels: snippets.channelIds.length,
    channel_ids: [...snippets.channelIds],
    num_segments: snippets.segments.length,
    num_snippets: numSnippets(snippets),
    snippet_length: snippets.snippetLength,
    nbefore: snippets.nbefore,
    sampling_frequency: snippets.samplingFrequency,
  };
}

async function describeEvents(path: string, { ctx }: Workbench): Promise<JsonObject> {
  const { channel_ids: ids, segments } = await (await eventFormat(path, ctx)).readEvents(path, ctx);
  return {
    kind: "events",
    channel_ids: [...ids],
    num_segments: segments.length,
    num_events: segments.flat().reduce((sum, { time }) => sum + time.length, 0),
  };
}

async function describeAnalyzer(path: string, { ctx }: Workbench): Promise<JsonObject> {
  const analyzer = await loadAnalyzer(path, ctx);
  return {
    ...describeSorting(analyzer.sorting),
    kind: "analyzer",
    num_channels: analyzer.attributes.channelIds.length,
    num_samples: [...analyzer.attributes.numSamples],
    is_sparse: analyzer.sparsity !== undefined,
    extensions: [...analyzer.extensions.keys()],
    has_recording: analyzer.recording !== undefined,
  };
}
