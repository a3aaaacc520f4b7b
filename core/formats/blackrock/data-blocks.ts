import type { CoreContext } from "#core/compute/index.ts";
import type { ByteSource } from "#core/io/index.ts";
import { EphysError } from "#core/model/index.ts";
import { ptpBlocks, PTP_RESOLUTION } from "./ptp.ts";
import type { NsxHeader } from "./nsx.ts";

/** Samples without a pause: one segment. */
export interface NsxBlock {
  /** of the first sample, in ticks of the file's clock */
  readonly timestamp: number;
  /** byte of the first sample */
  readonly offsetBytes: number;
  readonly numSamples: number;
  /** of the last sample's end, s */
  readonly stopS: number;
  /** every sample has a head of its own before it */
  readonly hasHeads: boolean;
}

/** A pause makes a segment; more are a damaged file. */
const MAX_BLOCKS = 100_000;
const READ_AHEAD = 64 * 1024;

/** @throws CorruptFile, TruncatedFile */
export async function readDataBlocks(header: NsxHeader, ctx: CoreContext): Promise<NsxBlock[]> {
  if (header.spec === "2.1") return [wholeFile(header)];
  const source = await ctx.fs.openBytes(header.path);
  try {
    const ptp =
      header.timestampResolution === PTP_RESOLUTION ? await ptpBlocks(header, source) : undefined;
    return ptp ?? (await pausedBlocks(header, source));
  } finally {
    await source.close();
  }
}

/** Version 2.1: samples to the end; the last one is left out, as in the reference. */
function wholeFile(header: NsxHeader): NsxBlock {
  const frameBytes = 2 * header.channels.length;
  const frames = Math.floor((header.fileBytes - header.headerBytes) / frameBytes);
  const numSamples = Math.max(0, frames - 1);
  return {
    timestamp: 0,
    offsetBytes: header.headerBytes,
    numSamples,
    stopS: numSamples / header.samplingFrequency,
    hasHeads: false,
  };
}

async function pausedBlocks(header: NsxHeader, source: ByteSource): Promise<NsxBlock[]> {
  const { path, fileBytes, spec, channels, timestampResolution, samplingFrequency } = header;
  const headBytes = spec === "3.0" ? 13 : 9;
  const blocks: NsxBlock[] = [];
  const ahead = new ReadAhead(source, fileBytes);
  for (let at = header.headerBytes; at < fileBytes;) {
    const view = await ahead.read(at, headBytes);
    if (!view || blocks.length >= MAX_BLOCKS || view.getUint8(0) !== 1) {
      throw view ? corrupt(path, at, view.getUint8(0)) : truncated(path, at);
    }
    const timestamp = spec === "3.0" ? Number(view.getBigUint64(1, true)) : view.getUint32(1, true);
    const numSamples = view.getUint32(headBytes - 4, true);
    const offsetBytes = at + headBytes;
    at = offsetBytes + 2 * channels.length * numSamples;
    if (at > fileBytes) throw truncated(path, offsetBytes);
    const stopS = timestamp / timestampResolution + numSamples / samplingFrequency;
    blocks.push({ timestamp, offsetBytes, numSamples, stopS, hasHeads: false });
  }
  return blocks;
}

/** Small reads of a file one after the other. */
class ReadAhead {
  readonly #source: ByteSource;
  readonly #fileBytes: number;
  #bytes = new Uint8Array();
  #from = 0;

  constructor(source: ByteSource, fileBytes: number) {
    this.#source = source;
    this.#fileBytes = fileBytes;
  }

  /** undefined beyond the end */
  async read(at: number, count: number): Promise<DataView | undefined> {
    if (at + count > this.#fileBytes) return undefined;
    if (at < this.#from || at + count > this.#from + this.#bytes.length) {
      // blocks are mostly far apart: only after a short one is it worth to read ahead
      const isNear = at - this.#from < READ_AHEAD && this.#bytes.length > 0;
      const length = Math.min(isNear ? READ_AHEAD : count, this.#fileBytes - at);
      this.#bytes = new Uint8Array(length);
      this.#from = at;
      await this.#source.readInto(at, this.#bytes);
    }
    return new DataView(this.#bytes.buffer, at - this.#from, count);
  }
}

function truncated(path: string, at: number): EphysError {
  return new EphysError(
    "TruncatedFile",
    `${path} ends within the block of data at byte ${String(at)}; copy it again`,
    { path, at },
  );
}

function corrupt(path: string, at: number, flag: number): EphysError {
  return new EphysError(
    "CorruptFile",
    flag === 1
      ? `${path} has more than ${String(MAX_BLOCKS)} blocks of data`
      : `${path}: the block of data at byte ${String(at)} begins with ${String(flag)} instead of 1`,
    { path, at },
  );
}
