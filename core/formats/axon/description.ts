import type { ByteCursor } from "../shared/session/index.ts";

/** Sections begin at multiples of this. */
export const BLOCK_BYTES = 512;

export interface AbfChannel {
  readonly id: string;
  readonly name: string;
  readonly units: string;
  readonly gain: number;
  readonly offset: number;
}

/** Bytes of a file: where they begin, how long one entry is, how many there are. */
export interface AbfSection {
  readonly at: number;
  readonly entryBytes: number;
  readonly count: number;
}

/** What both versions tell. */
export interface AbfHeader {
  readonly isFloat: boolean;
  /** 1 variable length, 2 and 5 fixed length, 3 gap-free */
  readonly mode: number;
  readonly samplingFrequency: number;
  readonly channels: readonly AbfChannel[];
  /** samples of all channels, interleaved */
  readonly data: { readonly at: number; readonly count: number };
  /** start and length of each sweep (int32 pairs); count 0 = one */
  readonly sweeps: AbfSection;
  readonly tags: AbfSection;
  /** µs per count of sweeps' starts; 0 = samples */
  readonly synchTimeUnit: number;
}

/** Reads a part of the file. */
export type ReadPart = (at: number, bytes: number) => Promise<ByteCursor>;

/** Units without blanks, µ as u. */
export function plainUnits(text: string): string {
  return text.replaceAll(" ", "").replaceAll("\0", "").replaceAll("µ", "u");
}
