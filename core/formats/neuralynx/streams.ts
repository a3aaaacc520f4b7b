import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import {
  OpenFiles,
  readBlocks,
  windowChannels,
  type BlockLayout,
  type SignalChannel,
  type StreamTraces,
} from "../shared/session/index.ts";
import { HEADER_BYTES, type FilterValue, type NlxHeader } from "./header.ts";
import {
  hasSameSections,
  readSections,
  RECORD_BYTES,
  RECORD_SAMPLES,
  type NcsSections,
} from "./sections.ts";

/** A .ncs file: one channel. */
export interface NcsFile {
  readonly path: string;
  readonly header: NlxHeader;
}

/** Channels with one rate, input range and filter. */
export interface NcsStream {
  readonly files: readonly NcsFile[];
  readonly channels: readonly SignalChannel[];
  readonly samplingFrequency: number;
  /** µV */
  readonly inputRange: number | undefined;
  readonly filters: NlxHeader["filters"];
  readonly sections: NcsSections;
}

/** Groups files by rate, range and filter, in the order in which these appear. @throws CorruptFile */
export async function openStreams(
  files: readonly NcsFile[],
  strict: boolean,
  ctx: CoreContext,
): Promise<NcsStream[]> {
  const groups = new Map<string, { file: NcsFile; channel: number }[]>();
  for (const file of files) {
    checkHeader(file);
    for (let c = 0; c < file.header.channelIds.length; c++) {
      const { samplingFrequency, inputRanges, filters } = file.header;
      const key = JSON.stringify([samplingFrequency, inputRanges[c] ?? null, filters]);
      groups.set(key, [...(groups.get(key) ?? []), { file, channel: c }]);
    }
  }
  const streams: NcsStream[] = [];
  for (const [i, members] of [...groups.values()].entries()) {
    streams.push(await streamOf(String(i), members, strict, ctx));
  }
  checkCompatible(streams);
  return streams;
}

function checkHeader({ path, header }: NcsFile): void {
  const { samplingFrequency, bitMicrovolts } = header;
  if (samplingFrequency > 0 && samplingFrequency < 1e9 && bitMicrovolts.length > 0) return;
  throw new EphysError(
    "CorruptFile",
    `${path}: its header lacks a SamplingFrequency or ADBitVolts; move the file out of the folder`,
    { path },
  );
}

async function streamOf(
  id: string,
  members: readonly { readonly file: NcsFile; readonly channel: number }[],
  strict: boolean,
  ctx: CoreContext,
): Promise<NcsStream> {
  const [{ file: first, channel }] = members;
  const sections = await readSections(first.path, first.header, strict, ctx);
  for (const { file } of members.slice(1)) {
    if (file.path === first.path || (await hasSameSections(file.path, sections, ctx))) continue;
    throw new EphysError(
      "InvalidValue",
      `${first.path} and ${file.path} have gaps at different times; exclude one of them (exclude_filename)`,
      { path: file.path, other: first.path },
    );
  }
  return {
    files: members.map(({ file }) => file),
    channels: members.map(({ file: { header }, channel: c }) => ({
      id: header.channelIds[c],
      name: header.channelNames[c],
      samplingFrequency: header.samplingFrequency,
      dtype: "int16",
      units: "uV",
      gain: header.bitMicrovolts[c] * (header.isInverted ? -1 : 1),
      offset: 0,
      streamId: id,
    })),
    samplingFrequency: first.header.samplingFrequency,
    inputRange: first.header.inputRanges[channel],
    filters: first.header.filters,
    sections,
  };
}

/** @throws InvalidValue when the gaps of two streams are more than a record apart */
function checkCompatible(streams: readonly NcsStream[]): void {
  const [reference, ...others] = streams;
  for (const { sections, files } of others) {
    const slowest = Math.min(reference.sections.frequencyUsed, sections.frequencyUsed);
    const tolerance = (RECORD_SAMPLES / slowest) * 1e6;
    const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= tolerance;
    const theirs = reference.sections.sections;
    const isCompatible =
      sections.sections.length === theirs.length &&
      sections.sections
        .slice(0, -1)
        .every(
          (s, i) =>
            isNear(s.startTime, theirs[i].startTime) && isNear(s.endTime, theirs[i].endTime),
        );
    if (isCompatible) continue;
    throw new EphysError(
      "InvalidValue",
      `${reference.files[0].path} and ${files[0].path} have gaps at different times; exclude the files of one rate (exclude_filename), or set strict_gap_mode to false`,
      { path: files[0].path },
    );
  }
}

/**
 * Names as neo makes them: position by rate, rate, range, number of the filter.
 * @param asReference neo gives the names in the order of falling rates to streams that are in another order
 */
export function streamNames(streams: readonly NcsStream[], asReference: boolean): string[] {
  const distinct = [...new Set(streams.map(({ filters }) => JSON.stringify(filters)))].sort(
    (a, b) =>
      compareFilters(
        JSON.parse(a) as NcsStream["filters"], // made by stringify above
        JSON.parse(b) as NcsStream["filters"],
      ),
  );
  const order = streams.map((_, i) => i);
  order.sort((a, b) => streams[b].samplingFrequency - streams[a].samplingFrequency || a - b);
  const names = order.map((i, position) => {
    const { samplingFrequency, inputRange, filters } = streams[i];
    const filter = distinct.indexOf(JSON.stringify(filters));
    const millivolts = Math.trunc((inputRange ?? 0) / 1000);
    const number = asReference ? position : i;
    return `stream${String(number)}_${String(Math.trunc(samplingFrequency))}Hz_${String(millivolts)}mVRange_DSPFilter${String(filter)}`;
  });
  return asReference ? names : streams.map((_, i) => names[order.indexOf(i)]);
}

function compareFilters(a: NcsStream["filters"], b: NcsStream["filters"]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [keyA, valueA] = a[i];
    const [keyB, valueB] = b[i];
    if (keyA !== keyB) return keyA < keyB ? -1 : 1;
    if (valueA !== valueB) return isLess(valueA, valueB) ? -1 : 1;
  }
  return a.length - b.length;
}

function isLess(a: FilterValue, b: FilterValue): boolean {
  if (typeof a === "string" || typeof b === "string") return String(a) < String(b);
  return Number(a) < Number(b);
}

const LAYOUT: BlockLayout = {
  dtype: "int16",
  bigEndian: false,
  offsetBytes: HEADER_BYTES,
  blockBytes: RECORD_BYTES,
  blockSamples: RECORD_SAMPLES,
  strideBytes: 2,
};

/** Sections are segments; each channel is read from its own file. */
export function ncsTraces({ files, sections }: NcsStream, ctx: CoreContext): StreamTraces {
  const open = new OpenFiles(ctx);
  return {
    async read({ segmentIndex, startFrame, endFrame, channelIndices }, out) {
      const channels = windowChannels(channelIndices, files.length);
      const width = channels.length;
      for (let column = 0; column < width; column++) {
        const source = await open.open(files[channels[column]].path);
        for (const run of sections.sections[segmentIndex].runs) {
          const from = Math.max(startFrame, run.firstSample);
          const to = Math.min(endFrame, run.firstSample + run.numSamples);
          if (to <= from) continue;
          const inFile = run.firstRecord * RECORD_SAMPLES - run.firstSample;
          const window = { startFrame: from + inFile, endFrame: to + inFile, width, column };
          const part = out.subarray((from - startFrame) * width);
          await readBlocks(source, LAYOUT, { ...window, channelBytes: [20] }, part);
        }
      }
    },
  };
}
