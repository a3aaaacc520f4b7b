import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { HEADER_BYTES, legacyNumber, readLegacyHeader } from "./header.ts";

/** Spikes of one electrode in one segment. */
export interface LegacySpikes {
  /** e.g. "STp106.0n0" */
  readonly electrode: string;
  /** Hz */
  readonly samplingFrequency: number;
  readonly timestamps: Float64Array;
  readonly sortedIds: Float64Array;
}

/** Bytes of a spike beside its samples, gains and thresholds. */
const FIXED_BYTES = 44;

/** @throws CorruptFile, TruncatedFile */
export async function readLegacySpikes(
  path: string,
  segment: number,
  ctx: CoreContext,
): Promise<LegacySpikes> {
  const header = await readLegacyHeader(path, ctx);
  const samplingFrequency = legacyNumber(header, "sampleRate", path);
  const bytes = (await ctx.fs.readBytes(path)).subarray(HEADER_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stem = ctx.fs.path.basename(path).replace(/\.spikes$/, "");
  const electrode = segment > 0 ? stem.replace(`_${String(segment + 1)}`, "") : stem;
  const numChannels = bytes.length >= 23 ? view.getUint16(19, true) : 0;
  const numSamples = bytes.length >= 23 ? view.getUint16(21, true) : 0;
  const itemBytes = FIXED_BYTES + numChannels * (2 * numSamples + 4 + 2);
  if (bytes.length % itemBytes !== 0) {
    throw new EphysError(
      "TruncatedFile",
      `${path}: ${String(bytes.length)} bytes are no whole number of spikes of ${String(itemBytes)} bytes`,
      { path },
    );
  }
  const count = bytes.length / itemBytes;
  const timestamps = new Float64Array(count);
  const sortedIds = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    timestamps[i] = Number(view.getBigInt64(i * itemBytes + 1, true));
    sortedIds[i] = view.getUint16(i * itemBytes + 23, true);
  }
  return { electrode, samplingFrequency, timestamps, sortedIds };
}
