import type { CoreContext } from "#core/compute/index.ts";
import type { SampleArray, SampleDType } from "#core/model/index.ts";
import type { TraceRange } from "#core/recording/index.ts";
import { RawTraces } from "../shared/raw-traces.ts";
import {
  OpenFiles,
  readBlocks,
  windowChannels,
  type StreamTraces,
} from "../shared/session/index.ts";
import { STIM_STREAM, type IntanStream } from "./channels.ts";
import type { IntanPlace } from "./places.ts";

/** Reads windows of a stream in any of the three layouts. */
export function intanTraces(
  stream: IntanStream,
  place: IntanPlace,
  ctx: CoreContext,
): StreamTraces {
  const stored = storedTraces(stream, place, ctx);
  if (place.isPacked) return unpackedTraces(stream, stored);
  return stream.id === STIM_STREAM ? stimulationTraces(stored) : stored;
}

/** As the file has them: channels, or one word. */
function storedTraces(stream: IntanStream, place: IntanPlace, ctx: CoreContext): StreamTraces {
  const { blocks, paths, numSamples } = place;
  const width = place.isPacked ? 1 : stream.channels.length;
  if (blocks) {
    const files = new OpenFiles(ctx);
    return {
      async read({ startFrame, endFrame, channelIndices }, out) {
        const channels = windowChannels(channelIndices, width);
        const channelBytes = Array.from(channels, (c) => blocks.channelBytes[c]);
        const window = { startFrame, endFrame, channelBytes, width: channels.length, column: 0 };
        await readBlocks(await files.open(paths[0]), blocks.layout, window, out);
      },
    };
  }
  const dtype = stream.id === STIM_STREAM ? "int16" : stream.fileDType;
  const raw = paths.map((path) => rawFile(path, dtype, width / paths.length, numSamples, ctx));
  const [first] = raw;
  return raw.length === 1 && width === 1 ? first : paths.length === 1 ? first : columns(raw);
}

function rawFile(
  path: string,
  dtype: SampleDType,
  numFileChannels: number,
  numSamples: number,
  ctx: CoreContext,
): RawTraces {
  const segments = [{ path, offsetBytes: 0, numSamples }];
  return new RawTraces({ dtype, bigEndian: false, numFileChannels, timeAxis: 0, segments }, ctx);
}

/** Channels of a file each, side by side. */
function columns(files: readonly RawTraces[]): StreamTraces {
  return {
    async read(range, out) {
      const channels = windowChannels(range.channelIndices, files.length);
      const frames = range.endFrame - range.startFrame;
      const column = out.slice(0, frames);
      for (let c = 0; c < channels.length; c++) {
        await files[channels[c]].read({ ...range, channelIndices: undefined }, column);
        for (let i = 0; i < frames; i++) out[i * channels.length + c] = column[i];
      }
    },
  };
}

/** Digital channels as 0 and 1: the bits of one word per sample. */
function unpackedTraces(stream: IntanStream, words: StreamTraces): StreamTraces {
  const bits = stream.channels.map(({ nativeOrder }) => nativeOrder);
  return {
    async read(range: TraceRange, out: SampleArray) {
      const channels = windowChannels(range.channelIndices, bits.length);
      const word = new Uint16Array(range.endFrame - range.startFrame);
      await words.read({ ...range, channelIndices: undefined }, word);
      for (let c = 0; c < channels.length; c++) {
        const mask = bits[channels[c]] < 16 ? 1 << bits[channels[c]] : 0;
        for (let i = 0; i < word.length; i++) {
          out[i * channels.length + c] = (word[i] & mask) === 0 ? 0 : 1;
        }
      }
    },
  };
}

/** Current in steps, signed: eight bits of magnitude, the ninth is the sign, the rest are flags. */
function stimulationTraces(stored: StreamTraces): StreamTraces {
  return {
    async read(range, out) {
      await stored.read(range, out);
      for (let i = 0; i < out.length; i++) {
        const magnitude = out[i] & 0xff;
        out[i] = (out[i] & 0x100) === 0 ? magnitude : -magnitude;
      }
    },
  };
}
