import { ndArray } from "#core/array/index.ts";
import type { FileSystemPort } from "#core/io/index.ts";

/** Samples of a channel that were kept, from a frame on. */
export interface KeptRange {
  readonly channel: number;
  readonly first: number;
  readonly samples: readonly number[];
}

export interface SparseBrw {
  readonly numChannels: number;
  /** [piece] the frames it covers and what was kept of them */
  readonly pieces: readonly {
    readonly frames: readonly [first: number, end: number];
    readonly kept: readonly KeptRange[];
  }[];
}

const SETTINGS = {
  ValueConverter: {
    MaxAnalogValue: 4125,
    MinAnalogValue: -4125,
    MaxDigitalValue: 4096,
    MinDigitalValue: 0,
    ScaleFactor: 1,
  },
  TimeConverter: { FrameRate: 20_000 },
  MeaPlate: { Model: "Accura" },
};

/** A .brw of version 4 with event-based compression, after 3Brain's description of it. */
export async function writeSparseBrw(
  path: string,
  { numChannels, pieces }: SparseBrw,
  fs: FileSystemPort,
): Promise<void> {
  const sink = await fs.hdf5.create(path);
  const settings = ndArray("str", [1], [JSON.stringify(SETTINGS)]);
  await sink.createDataset("/ExperimentSettings", settings);
  const toc = Float64Array.from(pieces.flatMap(({ frames }) => frames));
  await sink.createDataset("/TOC", ndArray("int64", [pieces.length, 2], toc));
  await sink.createGroup("/Well_A1");
  const ids = Int32Array.from({ length: numChannels }, (_, i) => i);
  await sink.createDataset("/Well_A1/StoredChIdxs", ndArray("int32", [numChannels], ids));
  const encoded = pieces.map(({ kept }) => encodePiece(kept));
  const starts = Float64Array.from(encoded, (_, i) =>
    encoded.slice(0, i).reduce((sum, { length }) => sum + length, 0),
  );
  const bytes = Uint8Array.from(encoded.flatMap((piece) => [...piece]));
  const name = "/Well_A1/EventsBasedSparseRaw";
  await sink.createDataset(name, ndArray("uint8", [bytes.length], bytes));
  await sink.createDataset(`${name}TOC`, ndArray("int64", [starts.length], starts));
  await sink.commit();
}

function encodePiece(kept: readonly KeptRange[]): Uint8Array {
  const parts = [...new Set(kept.map(({ channel }) => channel))].map((channel) => {
    const ranges = kept.filter((one) => one.channel === channel);
    const length = ranges.reduce((sum, { samples }) => sum + 16 + 2 * samples.length, 0);
    const view = new DataView(new ArrayBuffer(8 + length));
    view.setInt32(0, channel, true);
    view.setInt32(4, length, true);
    let at = 8;
    for (const { first, samples } of ranges) {
      view.setBigInt64(at, BigInt(first), true);
      view.setBigInt64(at + 8, BigInt(first + samples.length), true);
      at += 16;
      for (const sample of samples) {
        view.setUint16(at, sample, true);
        at += 2;
      }
    }
    return new Uint8Array(view.buffer);
  });
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
