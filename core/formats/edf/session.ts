import type { CoreContext } from "#core/compute/index.ts";
import type { ByteSource } from "#core/io/index.ts";
import { EphysError, type SampleArray } from "#core/model/index.ts";
import type { TraceRange } from "#core/recording/index.ts";
import {
  OpenFiles,
  readBlocks,
  windowChannels,
  type Session,
  type SignalChannel,
  type SignalStream,
  type StreamTraces,
} from "../shared/session/index.ts";
import { readEdfHeader, type EdfHeader, type EdfSignal } from "./header.ts";

/**
 * A stream per sampling rate, channels numbered over the whole file without annotations. Gains follow the
 * specification: (physical max − min) / (digital max − min).
 */
export async function openEdf(path: string, ctx: CoreContext): Promise<Session> {
  const header = await readEdfHeader(path, ctx);
  const signals = header.signals.filter(
    ({ isAnnotation, perRecord }) => !isAnnotation && perRecord > 0,
  );
  const rates = [...new Set(signals.map(({ perRecord }) => perRecord / header.recordSeconds))];
  return {
    reader: "EDFRawIO",
    numSegments: 1,
    streams: rates.map((rate, i): SignalStream => {
      const own = signals.filter(({ perRecord }) => perRecord / header.recordSeconds === rate);
      const perRecord = own[0].perRecord;
      return {
        id: String(i),
        name: `stream ((${pythonFloat(rate)},) Hz)`,
        segments: [{ numSamples: perRecord * header.numRecords, tStartS: 0 }],
        traces: () => edfTraces(header, own, path, ctx),
      };
    }),
    channels: signals.map((signal, i) => channelOf(signal, i, header, rates, path)),
    spikeChannels: [],
    eventChannels: [
      { id: "event_channel", name: "Event", type: "event" },
      { id: "epoch_channel", name: "Epoch", type: "epoch" },
    ],
  };
}

function channelOf(
  signal: EdfSignal,
  index: number,
  { itemBytes, recordSeconds }: EdfHeader,
  rates: readonly number[],
  path: string,
): SignalChannel {
  const steps = signal.digitalMax - signal.digitalMin;
  if (steps === 0) {
    throw new EphysError(
      "CorruptFile",
      `${path}: signal ${signal.label} has the digital range ${String(signal.digitalMin)} to ${String(signal.digitalMax)}`,
      { path },
    );
  }
  const gain = (signal.physicalMax - signal.physicalMin) / steps;
  const samplingFrequency = signal.perRecord / recordSeconds;
  return {
    id: String(index),
    name: signal.label,
    samplingFrequency,
    dtype: itemBytes === 2 ? "int16" : "int32",
    units: signal.units,
    gain,
    offset: -signal.digitalMin * gain + signal.physicalMin,
    streamId: String(rates.indexOf(samplingFrequency)),
  };
}

function edfTraces(
  header: EdfHeader,
  signals: readonly EdfSignal[],
  path: string,
  ctx: CoreContext,
): StreamTraces {
  const files = new OpenFiles(ctx);
  return {
    async read(range, out) {
      const channels = windowChannels(range.channelIndices, signals.length);
      const channelBytes = Array.from(channels, (c) => signals[c].offsetBytes);
      const source = await files.open(path);
      const blockSamples = signals[0].perRecord;
      if (header.itemBytes === 3) {
        await read24Bits(source, header, { ...range, channelBytes, blockSamples }, out);
        return;
      }
      const layout = {
        dtype: "int16",
        bigEndian: false,
        offsetBytes: header.headerBytes,
        blockBytes: header.recordBytes,
        blockSamples,
        strideBytes: 2,
      } as const;
      const { startFrame, endFrame } = range;
      const window = { startFrame, endFrame, channelBytes, width: channels.length, column: 0 };
      await readBlocks(source, layout, window, out);
    },
  };
}

/** BDF's samples of three bytes, record by record. */
async function read24Bits(
  source: ByteSource,
  { headerBytes, recordBytes }: EdfHeader,
  window: TraceRange & { readonly channelBytes: readonly number[]; readonly blockSamples: number },
  out: SampleArray,
): Promise<void> {
  const { startFrame, endFrame, channelBytes, blockSamples } = window;
  const width = channelBytes.length;
  const record = new Uint8Array(recordBytes);
  const first = Math.floor(startFrame / blockSamples);
  for (let r = first; r * blockSamples < endFrame; r++) {
    await source.readInto(headerBytes + r * recordBytes, record);
    const from = Math.max(startFrame, r * blockSamples);
    const to = Math.min(endFrame, (r + 1) * blockSamples);
    for (let c = 0; c < width; c++) {
      let at = channelBytes[c] + (from - r * blockSamples) * 3;
      for (let i = from; i < to; i++, at += 3) {
        const bits = (record[at] << 8) | (record[at + 1] << 16) | (record[at + 2] << 24);
        out[(i - startFrame) * width + c] = bits >> 8;
      }
    }
  }
}

function pythonFloat(value: number): string {
  return Number.isInteger(value) ? `${String(value)}.0` : String(value);
}
