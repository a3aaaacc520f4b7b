/*
 * zscore: centres each channel and divides by its spread, both estimated from random chunks or given.
 * Reference: SpikeInterface 0.103.2 preprocessing/normalize_scale.py (ZScoreRecording). Gain and offset stand in the
 * dictionary with int_scale already in them, so that a reload never estimates again.
 */
import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, isIntegerDType } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { definePreprocessor } from "../define.ts";
import { dtypeText, signedDType } from "../dtype.ts";
import { float32Field, givenRandomChunkParams, randomChunkFields } from "../fields.ts";
import { constantProperty } from "../node.ts";
import { median } from "../quantile.ts";
import { channelDeviations, channelMeans, perChannel, randomData } from "../random-data.ts";
import { scaleNode } from "../scale-node.ts";
import { perChannelField, perChannelValues } from "../scale-params.ts";

const SI_CLASS = "spikeinterface.preprocessing.normalize_scale.ZScoreRecording";
/** MAD of a normal distribution per standard deviation */
const MAD_PER_SD = 0.6744897501960817;

const schema = z.strictObject({
  mode: z
    .enum(["median+mad", "mean+std"])
    .default("median+mad")
    .describe("Centre and spread: median and MAD, or mean and standard deviation.")
    .meta({ label: "Estimator" }),
  gain: perChannelField
    .nullable()
    .default(null)
    .describe("Ready-made factor per channel; needs the offsets too.")
    .meta({ label: "Gain" }),
  offset: perChannelField
    .nullable()
    .default(null)
    .describe("Ready-made offset per channel.")
    .meta({ label: "Offset" }),
  int_scale: z
    .number()
    .nullable()
    .default(null)
    .describe("Standard deviation of the output where it is a whole-number type.")
    .meta({ label: "Integer scale" }),
  dtype: float32Field,
  ...randomChunkFields,
});

type Params = z.output<typeof schema>;

export const zscore = definePreprocessor({
  name: "zscore",
  label: "Z-score",
  summary: "Scales every channel to centre 0 and spread 1.",
  family: "scaling",
  siClass: SI_CLASS,
  params: schema,
  chunkTolerance: 0,
  async apply(parent, params, ctx) {
    if (isIntegerDType(signedDType(parent, params.dtype, "zscore")) && params.int_scale === null) {
      throw invalid("int_scale", "is needed for a whole-number output; or choose dtype float32");
    }
    return build(parent, params, ctx);
  },
  rebuild(parent, kwargs, ctx) {
    // stored gains hold int_scale already
    return build(parent, schema.parse(kwargs), ctx);
  },
});

async function build(parent: Recording, params: Params, ctx: CoreContext): Promise<Recording> {
  const dtype = signedDType(parent, params.dtype, "zscore");
  const chunks = givenRandomChunkParams(params);
  const { gains, offsets } = givenScaling(parent, params) ?? (await estimate(parent, params));
  const scale = params.int_scale ?? 1;
  for (let c = 0; c < gains.length; c++) {
    gains[c] *= scale;
    offsets[c] *= scale;
  }
  return scaleNode(
    parent,
    {
      siClass: SI_CLASS,
      kwargs: {
        dtype: dtypeText(dtype),
        mode: params.mode,
        gain: [[...gains]],
        offset: [[...offsets]],
        ...chunks,
      },
      dtype,
      gains,
      offsets,
      properties: new Map([
        ["gain_to_uV", constantProperty(parent, 1, "float32")],
        ["offset_to_uV", constantProperty(parent, 0, "float32")],
      ]),
    },
    ctx,
  );
}

interface Scaling {
  readonly gains: Float64Array;
  readonly offsets: Float64Array;
}

function givenScaling(parent: Recording, { gain, offset }: Params): Scaling | undefined {
  if (gain === null) return undefined;
  if (offset === null) throw invalid("offset", "is needed where gain is given");
  const n = parent.channelIds.length;
  return {
    gains: perChannelValues(gain, n, "zscore", "gain"),
    offsets: perChannelValues(offset, n, "zscore", "offset"),
  };
}

async function estimate(parent: Recording, params: Params): Promise<Scaling> {
  const data = await randomData(parent, givenRandomChunkParams(params));
  const robust = params.mode === "median+mad";
  const centres = robust ? perChannel(data, median) : channelMeans(data);
  const spreads = robust ? perChannel(data, (x, c) => mad(x, centres[c])) : channelDeviations(data);
  const flat = spreads.findIndex((s) => !(s > 0));
  if (flat >= 0) {
    throw new EphysError(
      "InvalidValue",
      `zscore: channel ${JSON.stringify(parent.channelIds[flat])} does not vary in the random chunks; remove it first`,
      { step: "zscore", channelId: parent.channelIds[flat] },
    );
  }
  return {
    gains: spreads.map((s) => 1 / s),
    offsets: spreads.map((s, c) => -centres[c] / s),
  };
}

/** Median absolute deviation in standard deviations. Overwrites `samples`. */
function mad(samples: Float64Array, centre: number): number {
  for (let i = 0; i < samples.length; i++) samples[i] = Math.abs(samples[i] - centre);
  return median(samples) / MAD_PER_SD;
}

function invalid(parameter: string, what: string): EphysError {
  return new EphysError("InvalidParameter", `zscore: ${parameter} ${what}`, {
    step: "zscore",
    parameter,
  });
}
