import { promisify } from "node:util";
import * as zlib from "node:zlib";
import type { DecoderPort } from "#core/io/index.ts";
import { loadAddon, type NativeLevel } from "./addon.ts";
import { loadKernels } from "./load-kernels.ts";

interface Limits {
  /** room for all of the answer at once: zlib's own default grows it by 16 kB */
  readonly chunkSize: number;
  readonly maxOutputLength: number;
}

function limitsOf(maxBytes: number): Limits {
  return { chunkSize: Math.max(64, maxBytes + 1), maxOutputLength: Math.max(1, maxBytes) };
}

const inflate = promisify<Uint8Array, Limits, Uint8Array>(zlib.inflate);

/** Node before 22.15 has none; the types do not know. */
const { zstdDecompress } = zlib as Partial<typeof zlib>;
const unzstd = zstdDecompress && promisify<Uint8Array, Limits, Uint8Array>(zstdDecompress);

/** Decompression on the thread pool, as many streams at a time as it has threads; shuffles undone by the addon. */
export const nodeDecoders: DecoderPort = {
  inflate: (packed, maxBytes) => inflate(packed, limitsOf(maxBytes)),
  ...(unzstd && { unzstd: (packed, maxBytes) => unzstd(packed, limitsOf(maxBytes)) }),
  unshuffle(input, itemBytes, bits, out) {
    const { level } = loadKernels();
    const native = loadAddon().addon?.[level as NativeLevel]; // none at the level "typescript"
    native?.unshuffle(input, itemBytes, bits, out);
    return native !== undefined;
  },
};
