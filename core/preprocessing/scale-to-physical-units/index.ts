/*
 * scale_to_physical_units: x · gain_to_physical_unit + offset_to_physical_unit.
 * Reference: SpikeInterface 0.103.2 preprocessing/scale.py (ScaleToPhysicalUnits). O(frames × channels).
 * A dictionary of this class holds gain and offset, which the reference then cannot load back; here it rebuilds.
 */
import { z } from "zod";
import { toFloat64 } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { plainProperty, type Recording } from "#core/recording/index.ts";
import { definePreprocessor } from "../define.ts";
import { constantProperty } from "../node.ts";
import { scaleNode } from "../scale-node.ts";
import { perChannelField, perChannelValues } from "../scale-params.ts";

const STEP = "scale_to_physical_units";
const SI_CLASS = "spikeinterface.preprocessing.scale.ScaleToPhysicalUnits";

const stored = z.object({ gain: perChannelField, offset: perChannelField });

export const scaleToPhysicalUnits = definePreprocessor({
  name: STEP,
  label: "Scale to physical units",
  summary: "Converts samples to the physical unit that the recording's gains and offsets lead to.",
  family: "scaling",
  siClass: SI_CLASS,
  params: z.strictObject({}),
  chunkTolerance: 0,
  async apply(parent, _params, ctx) {
    const gains = scaling(parent, "gain_to_physical_unit");
    const offsets = Float64Array.from(scaling(parent, "offset_to_physical_unit"), Math.fround);
    return build(parent, gains, offsets, ctx);
  },
  async rebuild(parent, kwargs, ctx) {
    const { gain, offset } = stored.parse(kwargs);
    const n = parent.channelIds.length;
    const gains = perChannelValues(gain, n, STEP, "gain");
    return build(parent, gains, perChannelValues(offset, n, STEP, "offset"), ctx);
  },
});

function build(
  parent: Recording,
  gains: Float64Array,
  offsets: Float64Array,
  ctx: CoreContext,
): Recording {
  return scaleNode(
    parent,
    {
      siClass: SI_CLASS,
      kwargs: { gain: [[...gains]], offset: [[...offsets]], dtype: "<f4" },
      dtype: "float32",
      gains,
      offsets,
      properties: new Map([
        ["gain_to_physical_unit", constantProperty(parent, 1, "float32")],
        ["offset_to_physical_unit", constantProperty(parent, 0, "float32")],
        ["gain_to_uV", constantProperty(parent, 1)],
        ["offset_to_uV", constantProperty(parent, 0)],
      ]),
    },
    ctx,
  );
}

function scaling(parent: Recording, name: string): Float64Array {
  const values = plainProperty(parent.properties, name);
  if (values === undefined) {
    throw new EphysError(
      "MissingGain",
      `${STEP}: the recording has no property ${name}; set it first`,
      {
        step: STEP,
        property: name,
      },
    );
  }
  return toFloat64(values);
}
