import type { CoreContext } from "#core/compute/index.ts";
import type { ByteSource } from "#core/io/index.ts";
import { EphysError } from "#core/model/index.ts";
import { requireFile } from "../shared/files.ts";
import { HEADER_BYTES, type NlxHeader } from "./header.ts";

/*
 * Where a .ncs file has gaps: its records of 512 samples carry a time in microseconds, and a section is a row of
 * records whose times follow each other within a tolerance that depends on the system (neo 0.14, NcsSections).
 */

export const RECORD_BYTES = 1044;
export const RECORD_SAMPLES = 512;
const SCAN_RECORDS = 4096;

/** Records that follow each other, all but the last one full. */
interface NcsRun {
  readonly firstRecord: number;
  /** samples of the section before it */
  readonly firstSample: number;
  readonly numSamples: number;
}

/** A row of records without a gap. Times in µs. */
export interface NcsSection {
  readonly firstRecord: number;
  readonly lastRecord: number;
  readonly startTime: number;
  readonly lastTime: number;
  readonly lastValid: number;
  /** after the last sample */
  readonly endTime: number;
  readonly numSamples: number;
  readonly runs: readonly NcsRun[];
}

export interface NcsSections {
  readonly sections: readonly NcsSection[];
  /** Hz, measured from the times where the system allows */
  readonly frequencyUsed: number;
  /** steps within a section that are a gap in the strict sense */
  readonly numToleratedGaps: number;
}

interface RecordHead {
  readonly time: number;
  readonly channel: number;
  readonly rate: number;
  readonly numValid: number;
}

/** Python's rounding: halves to the even number. */
function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Time of a sample, µs. */
function sampleTime(frequency: number, start: number, sample: number): number {
  return roundHalfEven(start + (1e6 / frequency) * sample);
}

/** Tolerance in µs and the rate that times are predicted with. @throws Unsupported */
function rulesOf(
  { acquisition, samplingFrequency }: NlxHeader,
  strict: boolean,
  path: string,
): { readonly tolerance: number; readonly strictTolerance: number; readonly frequency: number } {
  const quarter = roundHalfEven((0.25 * RECORD_SAMPLES * 1e6) / samplingFrequency);
  switch (acquisition) {
    case "PRE4": {
      const frequency = 1e6 / Math.floor(1e6 / samplingFrequency);
      return { tolerance: 0, strictTolerance: 0, frequency };
    }
    case "DIGITALLYNX":
    case "DIGITALLYNXSX":
    case "CHEETAH64":
    case "CHEETAH560":
    case "RAWDATAFILE": {
      const fifth = roundHalfEven((0.2 * 1e6) / samplingFrequency);
      const tolerance = strict ? fifth : quarter;
      return { tolerance, strictTolerance: fifth, frequency: samplingFrequency };
    }
    case "BML":
    case "ATLAS":
      return { tolerance: strict ? 0 : quarter, strictTolerance: 0, frequency: samplingFrequency };
    case "UNKNOWN":
      throw new EphysError(
        "Unsupported",
        `${path}: its header names no acquisition system that is known, so its gaps cannot be told`,
        { path },
      );
    default:
      return acquisition satisfies never;
  }
}

/** @throws Unsupported, CorruptFile, TruncatedFile */
export async function readSections(
  path: string,
  header: NlxHeader,
  strict: boolean,
  ctx: CoreContext,
): Promise<NcsSections> {
  const numRecords = await countRecords(path, ctx);
  const rules = rulesOf(header, strict, path);
  const source = await ctx.fs.openBytes(path);
  try {
    const [first] = await readHeads(source, 0, 1);
    const [last] = await readHeads(source, numRecords - 1, 1);
    const whole = wholeFile(first, last, numRecords, rules.frequency);
    const { sections, numToleratedGaps } = whole
      ? { sections: [whole], numToleratedGaps: 0 }
      : await scan(source, numRecords, rules, path);
    return { sections, numToleratedGaps, frequencyUsed: usedFrequency(header, sections, rules) };
  } finally {
    await source.close();
  }
}

/** @throws TruncatedFile for a file that is no whole number of records */
async function countRecords(path: string, ctx: CoreContext): Promise<number> {
  const bytes = (await requireFile(path, ctx)) - HEADER_BYTES;
  if (bytes > 0 && bytes % RECORD_BYTES === 0) return bytes / RECORD_BYTES;
  throw new EphysError(
    "TruncatedFile",
    `${path}: ${String(Math.max(0, bytes))} bytes behind its header are no whole number of records of ${String(RECORD_BYTES)} bytes; copy it again`,
    { path },
  );
}

async function readHeads(source: ByteSource, from: number, count: number): Promise<RecordHead[]> {
  const bytes = new Uint8Array((count - 1) * RECORD_BYTES + 20);
  await source.readInto(HEADER_BYTES + from * RECORD_BYTES, bytes);
  const view = new DataView(bytes.buffer);
  return Array.from({ length: count }, (_, i) => ({
    time: Number(view.getBigUint64(i * RECORD_BYTES, true)),
    channel: view.getUint32(i * RECORD_BYTES + 8, true),
    rate: view.getUint32(i * RECORD_BYTES + 12, true),
    numValid: view.getUint32(i * RECORD_BYTES + 16, true),
  }));
}

/** The one section of a file whose last time is exactly what the rate predicts. */
function wholeFile(
  first: RecordHead,
  last: RecordHead,
  numRecords: number,
  frequency: number,
): NcsSection | undefined {
  const before = RECORD_SAMPLES * (numRecords - 1);
  const isWhole =
    first.channel === last.channel &&
    first.rate === last.rate &&
    last.numValid <= RECORD_SAMPLES &&
    last.time === sampleTime(frequency, first.time, before);
  if (!isWhole) return undefined;
  const numSamples = before + last.numValid;
  return {
    firstRecord: 0,
    lastRecord: numRecords - 1,
    startTime: first.time,
    lastTime: last.time,
    lastValid: last.numValid,
    endTime: sampleTime(frequency, last.time, last.numValid),
    numSamples,
    runs: [{ firstRecord: 0, firstSample: 0, numSamples }],
  };
}

async function scan(
  source: ByteSource,
  numRecords: number,
  rules: ReturnType<typeof rulesOf>,
  path: string,
): Promise<{ sections: NcsSection[]; numToleratedGaps: number }> {
  const sections: NcsSection[] = [];
  let numToleratedGaps = 0;
  let made: SectionInMaking | undefined;
  for (let from = 0; from < numRecords; from += SCAN_RECORDS) {
    const heads = await readHeads(source, from, Math.min(SCAN_RECORDS, numRecords - from));
    for (const [i, head] of heads.entries()) {
      if (head.numValid > RECORD_SAMPLES) throw tooMany(path, from + i, head.numValid);
      const error = made ? made.errorOf(head, rules.frequency) : Infinity;
      if (made && error <= rules.tolerance) {
        if (error > rules.strictTolerance) numToleratedGaps++;
      } else {
        if (made) sections.push(made.done(rules.frequency));
        made = new SectionInMaking(from + i);
      }
      made.add(head, from + i);
    }
  }
  if (made) sections.push(made.done(rules.frequency));
  return { sections, numToleratedGaps };
}

function tooMany(path: string, record: number, numValid: number): EphysError {
  return new EphysError(
    "CorruptFile",
    `${path}: record ${String(record)} claims ${String(numValid)} of ${String(RECORD_SAMPLES)} samples`,
    { path, record },
  );
}

class SectionInMaking {
  readonly #firstRecord: number;
  readonly #runs: { firstRecord: number; firstSample: number; numSamples: number }[] = [];
  #first: RecordHead | undefined;
  #last: RecordHead = { time: 0, channel: 0, rate: 0, numValid: RECORD_SAMPLES };
  #lastRecord: number;
  #numSamples = 0;

  constructor(firstRecord: number) {
    this.#firstRecord = firstRecord;
    this.#lastRecord = firstRecord - 1;
  }

  /** µs between when the next record is expected and when it says it is */
  errorOf(next: RecordHead, frequency: number): number {
    const predicted = Math.trunc((this.#last.numValid / frequency) * 1e6);
    return Math.abs(next.time - this.#last.time - predicted);
  }

  add(head: RecordHead, record: number): void {
    let run = this.#runs.at(-1);
    if (!run || this.#last.numValid < RECORD_SAMPLES) {
      run = { firstRecord: record, firstSample: this.#numSamples, numSamples: 0 };
      this.#runs.push(run);
    }
    run.numSamples += head.numValid;
    this.#numSamples += head.numValid;
    this.#first ??= head;
    this.#last = head;
    this.#lastRecord = record;
  }

  done(frequency: number): NcsSection {
    const { time: lastTime, numValid: lastValid } = this.#last;
    return {
      firstRecord: this.#firstRecord,
      lastRecord: this.#lastRecord,
      startTime: this.#first?.time ?? 0,
      lastTime,
      lastValid,
      endTime: lastTime + Math.trunc((1e6 / frequency) * lastValid),
      numSamples: this.#numSamples,
      runs: this.#runs,
    };
  }
}

/** Systems with a clock of their own: the rate is measured in the longest section. */
function usedFrequency(
  { acquisition }: NlxHeader,
  sections: readonly NcsSection[],
  { frequency }: { readonly frequency: number },
): number {
  if (["PRE4", "BML", "ATLAS"].includes(acquisition)) return frequency;
  const length = (s: NcsSection): number => s.lastRecord - s.firstRecord;
  const longest = sections.reduce((most, s) => (length(s) > length(most) ? s : most));
  if (length(longest) === 0) return frequency;
  const { numSamples, lastValid, lastTime, startTime } = longest;
  const measured = ((numSamples - lastValid) * 1e6) / (lastTime - startTime);
  return measured > 0 && Number.isFinite(measured) ? measured : frequency;
}

/** Time after the last sample of a section by the measured rate, µs. */
export function sectionEnd(section: NcsSection, frequencyUsed: number): number {
  return sampleTime(frequencyUsed, section.lastTime, section.lastValid);
}

/** True when another file of the stream has records of the same times where sections begin and end. */
export async function hasSameSections(
  path: string,
  { sections }: NcsSections,
  ctx: CoreContext,
): Promise<boolean> {
  const last = sections[sections.length - 1];
  if ((await countRecords(path, ctx)) !== last.lastRecord + 1) return false;
  const source = await ctx.fs.openBytes(path);
  try {
    for (const section of sections) {
      const [first] = await readHeads(source, section.firstRecord, 1);
      const [end] = await readHeads(source, section.lastRecord, 1);
      const isSame =
        first.time === section.startTime &&
        end.time === section.lastTime &&
        end.numValid === section.lastValid;
      if (!isSame) return false;
    }
    return true;
  } finally {
    await source.close();
  }
}
