import { dirname, resolve } from "node:path";
import { encodeNpy, ndArray, type NdArray, type StructuredArray } from "#core/array/index.ts";
import type { Steps } from "#core/jobs/index.ts";
import type { ExtractorDict } from "#core/model/index.ts";
import {
  applyPipeline,
  applyPipelineToGroups,
  splitByProperty,
} from "#core/preprocessing/index.ts";
import { aggregateChannels, type Recording } from "#core/recording/index.ts";
import { openRecording, readParams, readPipeline, type ReadOptions } from "./inputs.ts";
import { outputPlace } from "./places.ts";
import { readWindows, writeWindows } from "./windows.ts";
import type { Workbench } from "./workbench.ts";

export interface TraceOptions extends ReadOptions {
  readonly pipeline?: string;
  readonly segment: number;
  readonly start?: number;
  readonly stop?: number;
  readonly windows?: string;
  readonly channels?: string[];
  readonly uv?: boolean;
  readonly out: string;
}

/** Writes one window, or every window of a file; returns the files. */
export async function exportTraces(
  path: string,
  options: TraceOptions,
  bench: Workbench,
): Promise<string[]> {
  const raw = await openRecording(path, options, bench);
  const steps = await readPipeline(options.pipeline);
  const recording = await applyPipeline(raw, steps, bench.ctx);
  const { windows: file, segment, start = 0, stop = 0, channels, uv } = options;
  const out = resolve(options.out);
  const windows = file === undefined ? [{ segment, start, stop, out }] : await readWindows(file);
  const folder = file === undefined ? dirname(out) : out;
  await writeWindows(recording, windows, folder, { channels, microvolts: uv }, bench);
  return windows.map((window) => resolve(folder, window.out));
}

export interface PreprocessOptions extends ReadOptions {
  readonly pipeline: string;
  readonly out: string;
  readonly format: "binary" | "zarr";
  /** property by whose values channels are preprocessed apart */
  readonly splitBy?: string;
}

/** Runs a chain on the pool and writes it; returns the folder. */
export async function preprocessTo(
  path: string,
  options: PreprocessOptions,
  bench: Workbench,
): Promise<string> {
  const steps = await readPipeline(options.pipeline);
  const recording = await openRecording(path, options, bench);
  const place = outputPlace(options.out);
  const { format, splitBy } = options;
  const work =
    splitBy === undefined
      ? { recording: recording.dict, steps }
      : { recording: await groupsOf(recording, splitBy, steps, bench), steps: [] };
  await bench.run("write_recording", { ...work, format, place });
  return place.folder;
}

/** Every group of channels preprocessed on its own, and all of them together again. */
async function groupsOf(
  recording: Recording,
  property: string,
  steps: Steps,
  { ctx }: Workbench,
): Promise<ExtractorDict> {
  const groups = await applyPipelineToGroups(splitByProperty(recording, property), steps, ctx);
  return aggregateChannels([...groups.values()]).dict;
}

export interface PeakOptions extends ReadOptions {
  readonly pipeline?: string;
  readonly method: string;
  readonly params?: string;
  readonly locate?: string;
  readonly out: string;
}

export interface PeakFiles {
  readonly num_peaks: number;
  readonly peaks: string;
  readonly peak_locations: string | null;
}

/** Detects peaks on the pool, locates them if asked, and writes SpikeInterface's arrays. */
export async function exportPeaks(
  path: string,
  options: PeakOptions,
  bench: Workbench,
): Promise<PeakFiles> {
  const steps = await readPipeline(options.pipeline);
  const params = await readParams(options.params);
  const recording = await openRecording(path, options, bench);
  const { peaks, locations } = await bench.run("find_peaks", {
    recording: recording.dict,
    steps,
    detection: { method: options.method, params },
    localization: options.locate === undefined ? null : { method: options.locate, params: {} },
  });
  const { fs } = bench.ctx;
  const folder = resolve(options.out);
  await fs.makeFolder(folder);
  const peaksFile = fs.path.join(folder, "peaks.npy");
  await fs.writeFile(
    peaksFile,
    encodeNpy(
      structured([
        ["sample_index", "int64", peaks.sampleIndex],
        ["channel_index", "int64", Float64Array.from(peaks.channelIndex)],
        ["amplitude", "float64", peaks.amplitude],
        ["segment_index", "int64", Float64Array.from(peaks.segmentIndex)],
      ]),
    ),
  );
  let locationsFile: string | null = null;
  if (locations !== undefined) {
    locationsFile = fs.path.join(folder, "peak_locations.npy");
    const columns = Object.entries(locations).map(([name, values]): Column => [
      name,
      "float64",
      values,
    ]);
    await fs.writeFile(locationsFile, encodeNpy(structured(columns)));
  }
  return {
    num_peaks: peaks.sampleIndex.length,
    peaks: peaksFile,
    peak_locations: locationsFile,
  };
}

type Column = readonly [name: string, dtype: "int64" | "float64", values: Float64Array];

function structured(columns: readonly Column[]): StructuredArray {
  const length = columns[0]?.[2].length ?? 0;
  return {
    length,
    fields: columns.map(([name, dtype]) => ({ name, dtype })),
    columns: Object.fromEntries(
      columns.map(([name, dtype, values]): [string, NdArray] => [
        name,
        ndArray(dtype, [length], values),
      ]),
    ),
  };
}
