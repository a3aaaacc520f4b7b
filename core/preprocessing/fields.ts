import { z } from "zod";

/** Parameter fields that many steps share, with what forms and reference pages show. */

export const dtypeField = z
  .string()
  .nullable()
  .default(null)
  .describe("Sample type of the output; empty keeps the recording's.")
  .meta({ label: "Output type" });

export const float32Field = z
  .string()
  .nullable()
  .default("float32")
  .describe("Sample type of the output; empty keeps the recording's.")
  .meta({ label: "Output type" });

/** Milliseconds read around each chunk. */
export function marginMsField(defaultMs: number): z.ZodDefault<z.ZodNumber> {
  return z
    .number()
    .nonnegative()
    .default(defaultMs)
    .describe("Signal read on each side of a chunk and thrown away afterwards.")
    .meta({ unit: "ms", label: "Margin" });
}

export const channelIdField = z.union([z.string(), z.number()]);

/**
 * The keyword arguments of get_random_recording_slices. All optional: only given ones are stored, as in SpikeInterface.
 */
export const randomChunkFields = {
  method: z
    .literal("full_random")
    .optional()
    .describe("How random chunks are drawn.")
    .meta({ label: "Drawing" }),
  num_chunks_per_segment: z
    .int()
    .positive()
    .optional()
    .describe("Random chunks drawn from each segment (20 unless given).")
    .meta({ label: "Chunks per segment" }),
  chunk_duration: z
    .union([z.string(), z.number().positive()])
    .nullable()
    .optional()
    .describe('Length of a random chunk as "500ms", "1s" or seconds (500 ms unless given).')
    .meta({ label: "Chunk duration" }),
  chunk_size: z
    .int()
    .positive()
    .nullable()
    .optional()
    .describe("Length of a random chunk in frames; goes before the duration.")
    .meta({ unit: "frames", label: "Chunk size" }),
  margin_frames: z
    .int()
    .nonnegative()
    .optional()
    .describe("Frames at both ends of a segment that no random chunk touches.")
    .meta({ unit: "frames", label: "Border" }),
  seed: z
    .int()
    .nonnegative()
    .nullable()
    .optional()
    .describe("Seed of the random chunks; without one 0 is used, so that results repeat.")
    .meta({ label: "Seed" }),
} as const;

const RANDOM_CHUNK_KEYS = Object.keys(randomChunkFields);

/** The random-chunk arguments among a step's parameters: those that were given. */
export function givenRandomChunkParams<P extends object>(params: P): Partial<P> {
  return Object.fromEntries(
    Object.entries(params).filter(
      ([key, value]) => RANDOM_CHUNK_KEYS.includes(key) && value !== undefined,
    ),
  ) as Partial<P>; // a subset of its own entries
}
