import { z } from "zod";
import { dtypeField } from "../fields.ts";

const binsField = z.union([z.array(z.array(z.number())), z.array(z.number())]);

export const schema = z.strictObject({
  motion: z
    .union([z.string(), z.looseObject({})])
    .describe(
      "The motion: a folder that holds one (or a whole motion estimation), or the motion itself as SpikeInterface's dictionary with lists.",
    )
    .meta({ label: "Motion" }),
  border_mode: z
    .enum(["remove_channels", "force_extrapolate", "force_zeros"])
    .default("remove_channels")
    .describe(
      "Channels that would leave the probe: leave them out, extrapolate, or fill with zeros while they are outside.",
    )
    .meta({ label: "At the border" }),
  spatial_interpolation_method: z
    .enum(["kriging", "idw", "nearest"])
    .default("kriging")
    .describe("Interpolation: kriging, inverse distance (idw), or the nearest channel.")
    .meta({ label: "Interpolation" }),
  sigma_um: z
    .union([z.number().positive(), z.array(z.number().positive()).length(2)])
    .default(20)
    .describe("Kriging: reach of the kernel, or one reach each along x and y.")
    .meta({ unit: "um", label: "Reach" }),
  p: z
    .number()
    .positive()
    .default(1)
    .describe("Kriging: exponent of the kernel.")
    .meta({ label: "Exponent" }),
  num_closest: z
    .int()
    .positive()
    .default(3)
    .describe("Inverse distance: channels that count.")
    .meta({ label: "Closest channels" }),
  sparse_thresh: z
    .number()
    .nullable()
    .optional()
    .describe("Kriging: smaller weights count as zero.")
    .meta({ label: "Smallest weight" }),
  interpolation_time_bin_centers_s: binsField
    .nullable()
    .default(null)
    .describe("Centres of the time bins in which frames share a displacement (per segment).")
    .meta({ unit: "s", label: "Bin centres" }),
  interpolation_time_bin_edges_s: binsField
    .nullable()
    .default(null)
    .describe("Edges of these bins instead; without any, the bins of the motion count.")
    .meta({ unit: "s", label: "Bin edges" }),
  interpolation_time_bin_size_s: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe("Length of equal bins over each segment, where neither centres nor edges are given.")
    .meta({ unit: "s", label: "Bin length" }),
  dtype: dtypeField,
});

export type Params = z.output<typeof schema>;

export const STEP = "interpolate_motion";
