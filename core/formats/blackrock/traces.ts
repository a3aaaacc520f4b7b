import type { CoreContext } from "#core/compute/index.ts";
import type { SampleArray } from "#core/model/index.ts";
import type { TraceRange } from "#core/recording/index.ts";
import { RawTraces } from "../shared/raw-traces.ts";
import { OpenFiles, windowChannels, type StreamTraces } from "../shared/session/index.ts";
import type { NsxBlock } from "./data-blocks.ts";
import type { NsxHeader } from "./nsx.ts";
import { packetBytes, PTP_HEAD_BYTES } from "./ptp.ts";

const BATCH_BYTES = 4 * 1024 * 1024;

/** Reads windows of a .nsX, a block per segment. */
export function nsxTraces(
  header: NsxHeader,
  blocks: readonly NsxBlock[],
  ctx: CoreContext,
): StreamTraces {
  const { path, channels } = header;
  const segments = blocks.map(({ offsetBytes, numSamples }) => ({ path, offsetBytes, numSamples }));
  const layout = { dtype: "int16", bigEndian: false, timeAxis: 0 } as const;
  const raw = new RawTraces({ ...layout, numFileChannels: channels.length, segments }, ctx);
  const files = new OpenFiles(ctx);
  return {
    read: (range, out) =>
      blocks[range.segmentIndex].hasHeads
        ? readPackets(header, blocks[range.segmentIndex], { range, out, files })
        : raw.read(range, out),
  };
}

/** Samples that each have a head before them. */
async function readPackets(
  header: NsxHeader,
  { offsetBytes }: NsxBlock,
  { range, out, files }: { range: TraceRange; out: SampleArray; files: OpenFiles },
): Promise<void> {
  const source = await files.open(header.path);
  const itemBytes = packetBytes(header);
  const channels = windowChannels(range.channelIndices, header.channels.length);
  const frames = range.endFrame - range.startFrame;
  const perBatch = Math.min(frames, Math.max(1, Math.floor(BATCH_BYTES / itemBytes)));
  const bytes = new Uint8Array(perBatch * itemBytes);
  const view = new DataView(bytes.buffer);
  for (let done = 0; done < frames; done += perBatch) {
    const count = Math.min(perBatch, frames - done);
    const from = offsetBytes + (range.startFrame + done) * itemBytes;
    await source.readInto(from, bytes.subarray(0, count * itemBytes));
    for (let i = 0; i < count; i++) {
      const at = i * itemBytes + PTP_HEAD_BYTES;
      const to = (done + i) * channels.length;
      for (let c = 0; c < channels.length; c++) {
        out[to + c] = view.getInt16(at + 2 * channels[c], true);
      }
    }
  }
}
