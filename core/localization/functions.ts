import { z } from "zod";
import { ndArray, toFloat64, type NdArray } from "#core/array/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { array, numbers } from "#core/functions/params.ts";
import { EphysError } from "#core/model/index.ts";
import { templateGrid, type GridWeights } from "./grid.ts";
import {
  channelShell,
  channelShells,
  enforceDecrease,
  radialOrderParents,
} from "./radial-order.ts";

/* SpikeInterface's postprocessing.localization_tools by their dotted names. */

const PREFIX = "spikeinterface.postprocessing.localization_tools";

/** Channel positions [channel × dimension]. */
function geometryOf(geom: NdArray): { readonly values: Float64Array; readonly ndim: number } {
  const [, ndim] = geom.shape;
  if (geom.shape.length !== 2 || ndim === undefined) {
    throw new EphysError("InvalidParameter", "geom must be channels × dimensions");
  }
  return { values: toFloat64(geom), ndim };
}

const indices = (data: Int32Array): NdArray =>
  ndArray("int64", [data.length], Float64Array.from(data));

const makeShell = defineFunction({
  name: `${PREFIX}.make_shell`,
  params: z.object({ channel: z.int(), geom: array(), n_jumps: z.int().positive().default(1) }),
  run({ channel, geom, n_jumps }) {
    const { values, ndim } = geometryOf(geom);
    return indices(channelShell(channel, values, ndim, n_jumps));
  },
});

const makeShells = defineFunction({
  name: `${PREFIX}.make_shells`,
  params: z.object({ geom: array(), n_jumps: z.int().positive().default(1) }),
  run({ geom, n_jumps }) {
    const { values, ndim } = geometryOf(geom);
    return channelShells(values, ndim, n_jumps).map(indices);
  },
});

const makeParents = defineFunction({
  name: `${PREFIX}.make_radial_order_parents`,
  params: z.object({
    geom: array(),
    neighbours_mask: array(),
    n_jumps_per_growth: z.int().positive().default(1),
    n_jumps_parent: z.int().positive().default(3),
  }),
  run({ geom, neighbours_mask, n_jumps_per_growth, n_jumps_parent }) {
    const { values, ndim } = geometryOf(geom);
    const [rows = 0, width = 0] = neighbours_mask.shape;
    const mask = toFloat64(neighbours_mask);
    const neighbours = Array.from({ length: rows }, (_, row) =>
      Int32Array.from(
        Array.from({ length: width }, (_c, c) => c).filter((c) => mask[row * width + c] !== 0),
      ),
    );
    return radialOrderParents(values, ndim, neighbours, n_jumps_per_growth, n_jumps_parent).map(
      (row) => row.map(([channel, parents]) => [channel, indices(parents)]),
    );
  },
});

const decrease = defineFunction({
  name: `${PREFIX}.enforce_decrease_shells_data`,
  params: z.object({
    wf_data: array(),
    maxchan: z.int(),
    radial_parents: z.array(z.array(z.tuple([z.int(), numbers()]))),
    in_place: z.boolean().default(false),
  }),
  run({ wf_data, maxchan, radial_parents }) {
    const parents = radial_parents.at(maxchan);
    if (wf_data.shape.length !== 1 || parents === undefined) {
      throw new EphysError(
        "InvalidParameter",
        parents === undefined
          ? `radial_parents has no channel ${String(maxchan)}`
          : "wf_data must have one dimension",
      );
    }
    const whole =
      !(wf_data.data instanceof Float32Array) && !(wf_data.data instanceof Float64Array);
    const integers = whole || wf_data.dtype.startsWith("int") || wf_data.dtype.startsWith("uint");
    const values =
      wf_data.data instanceof Float32Array
        ? Float32Array.from(wf_data.data)
        : Float64Array.from(toFloat64(wf_data));
    enforceDecrease(
      values,
      parents.map(([channel, own]) => [channel, Int32Array.from(own)] as const),
    );
    // whole numbers are cut, as NumPy stores them
    return ndArray(
      wf_data.dtype,
      wf_data.shape,
      integers ? Float64Array.from(values, Math.trunc) : values,
    );
  },
});

const grid = defineFunction({
  name: `${PREFIX}.get_grid_convolution_templates_and_weights`,
  params: z.object({
    contact_locations: array(),
    radius_um: z.number().default(40),
    upsampling_um: z.number().positive().default(5),
    margin_um: z.number().default(50),
    weight_method: z
      .strictObject({
        mode: z.enum(["exponential_3d", "gaussian_2d"]).optional(),
        z_list_um: numbers().optional(),
        sigma_list_um: numbers().optional(),
        sigma_3d: z.number().optional(),
        sparsity_threshold: z.number().nullable().optional(),
      })
      .default({ mode: "exponential_3d" }),
  }),
  run({ contact_locations, radius_um, upsampling_um, margin_um, weight_method: given }) {
    const threshold = given.sparsity_threshold;
    const common =
      threshold === undefined || threshold === null ? {} : { sparsityThreshold: threshold };
    const weights: GridWeights =
      given.mode === "gaussian_2d"
        ? {
            mode: "gaussian_2d",
            ...common,
            ...(given.sigma_list_um && { sigmaListUm: given.sigma_list_um }),
          }
        : {
            mode: "exponential_3d",
            ...common,
            ...(given.z_list_um && { zListUm: given.z_list_um }),
            ...(given.sigma_3d !== undefined && { sigma3d: given.sigma_3d }),
          };
    const { values, ndim } = geometryOf(contact_locations);
    const plane = ndim === 2 ? values : values.filter((_, k) => k % ndim < 2);
    const result = templateGrid(plane, {
      radiusUm: radius_um,
      upsamplingUm: upsampling_um,
      marginUm: margin_um,
      weights,
    });
    const { numContacts, numPositions, positions, nearest, zFactors } = result;
    return [
      ndArray("float64", [numPositions, 2], positions),
      ndArray("float32", [zFactors.length, numContacts, numPositions], result.weights),
      ndArray("bool", [numContacts, numPositions], nearest),
      ndArray("float64", [zFactors.length], zFactors),
    ];
  },
});

/** Functions of localisation. */
export const FUNCTIONS = [makeShell, makeShells, makeParents, decrease, grid] as const;
