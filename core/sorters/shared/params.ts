import { z } from "zod";

/** A group of parameters whose members all have defaults. */
export function group<Shape extends z.ZodRawShape>(
  shape: Shape,
  text: string,
  label: string,
): z.ZodPrefault<z.ZodObject<Shape, z.core.$strict>> {
  return z
    .strictObject(shape)
    .prefault({} as z.input<z.ZodObject<Shape, z.core.$strict>>) // every member has a default
    .describe(text)
    .meta({ label });
}

export function positive(
  value: number,
  unit: "ms" | "um" | "Hz" | "MAD",
  text: string,
  label: string,
): z.ZodDefault<z.ZodNumber> {
  return z.number().positive().default(value).describe(text).meta({ label, unit });
}

export function count(value: number, text: string, label: string): z.ZodDefault<z.ZodInt> {
  return z.int().positive().default(value).describe(text).meta({ label });
}

export function flag(value: boolean, text: string, label: string): z.ZodDefault<z.ZodBoolean> {
  return z.boolean().default(value).describe(text).meta({ label });
}

/** Parameters by name that a component checks itself. */
export const kwargs = z.record(z.string(), z.json());

/** SpikeInterface's way to keep the preprocessed recording at hand. */
export const cacheParam = group(
  {
    mode: z
      .enum(["memory", "folder", "zarr", "no-cache"])
      .default("memory")
      .describe(
        "Keep a copy on disk while sorting (whichever of the first three), or compute samples each time.",
      )
      .meta({ label: "Cache" }),
    memory_limit: z
      .number()
      .positive()
      .default(0.5)
      .describe("The reference's share of memory; copies lie on disk here.")
      .meta({ label: "Memory share" }),
    delete_cache: flag(true, "Remove the copy at the end.", "Remove"),
  },
  "How the preprocessed recording is kept at hand.",
  "Cache",
);

/** SpikeInterface's motion correction: a preset and what differs from it. */
export const motionParam = z
  .strictObject({
    preset: z
      .string()
      .default("dredge_fast")
      .describe("Preset of the motion's estimation.")
      .meta({ label: "Preset" }),
    detect_kwargs: kwargs.optional(),
    localize_peaks_kwargs: kwargs.optional(),
    estimate_motion_kwargs: kwargs.optional(),
    interpolate_motion_kwargs: kwargs.optional(),
  })
  .prefault({})
  .describe("How motion is estimated.")
  .meta({ label: "Motion" });
