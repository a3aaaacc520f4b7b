import { z } from "zod";
import { locateOnGrid, templateGrid, type TemplateGrid } from "#core/localization/index.ts";
import { EphysError } from "#core/model/index.ts";
import { pairwiseSum } from "#core/stats/index.ts";
import {
  defineLocalization,
  radiusParam,
  type LocalizationInput,
} from "#core/sorting-components/localization/define.ts";
import { gridWeights, weightMethod } from "#core/sorting-components/weight-method.ts";

/** The mean of grid positions whose made-up templates fit the peak best. */
export const gridConvolution = defineLocalization({
  name: "grid_convolution",
  label: "Grid convolution",
  summary: "Mean of the grid positions whose made-up templates fit the peak best.",
  params: z.strictObject({
    radius_um: radiusParam(40),
    upsampling_um: z
      .number()
      .positive()
      .default(5)
      .describe("Distance of the grid's positions.")
      .meta({ label: "Grid step", unit: "um" }),
    sigma_ms: z
      .number()
      .positive()
      .default(0.25)
      .describe("Width of the made-up waveform when no prototype can be had from the peaks.")
      .meta({ label: "Waveform width", unit: "ms" }),
    margin_um: z
      .number()
      .nonnegative()
      .default(50)
      .describe("How far the grid reaches beyond the contacts.")
      .meta({ label: "Margin", unit: "um" }),
    prototype: z
      .array(z.number())
      .nullish()
      .describe("The waveform of a peak, one value per sample; the peaks' own median when absent.")
      .meta({ label: "Prototype" }),
    percentile: z
      .number()
      .min(0)
      .max(100)
      .default(5)
      .describe("Share of the best fits that the mean is taken over.")
      .meta({ label: "Best fits", unit: "%" }),
    peak_sign: z
      .enum(["neg", "pos"])
      .default("neg")
      .describe("Which way the made-up waveform points.")
      .meta({ label: "Peak sign" }),
    weight_method: weightMethod
      .prefault({})
      .describe("How the made-up templates fall off over the contacts.")
      .meta({ label: "Weights" }),
  }),
  columns: ["x", "y", "z"],
  usesPrototype: true,
  createLocator(params, input) {
    const grid = templateGrid(input.locations, {
      radiusUm: params.radius_um,
      upsamplingUm: params.upsampling_um,
      marginUm: params.margin_um,
      weights: gridWeights(params.weight_method),
    });
    const prototype = prototypeOf(params, input);
    const terms = new Float32Array(prototype.length);
    const parts = new Map<number, LocalGrid>();
    const near = (channel: number): LocalGrid => {
      const part = parts.get(channel) ?? localGrid(grid, channel);
      parts.set(channel, part);
      return part;
    };
    return {
      channelsFor: (channel) => near(channel).channels,
      locate(waveform, channel, out) {
        const { channels, part } = near(channel);
        // in single precision and NumPy's order: fits that are equal but for rounding decide what counts
        const products = Float64Array.from(channels, (_, c) => {
          for (let s = 0; s < prototype.length; s++) {
            terms[s] = waveform[s * channels.length + c] * prototype[s];
          }
          return pairwiseSum(terms);
        });
        const place = locateOnGrid(part, products, 0, params.percentile);
        out[0] = place.x;
        out[1] = place.y;
        out[2] = place.z;
      },
    };
  },
});

/** The given waveform, or a bell of the given width. */
function prototypeOf(
  params: {
    readonly prototype?: readonly number[] | null | undefined;
    readonly sigma_ms: number;
    readonly peak_sign: "neg" | "pos";
  },
  { nbefore, nafter, samplingFrequency }: LocalizationInput,
): Float64Array {
  if (params.prototype) {
    if (params.prototype.length !== nbefore + nafter) {
      throw new EphysError(
        "InvalidParameter",
        `prototype has ${String(params.prototype.length)} samples, the window ${String(nbefore + nafter)}`,
      );
    }
    return Float64Array.from(params.prototype, Math.fround);
  }
  const sign = params.peak_sign === "neg" ? -1 : 1;
  return Float64Array.from({ length: nbefore + nafter }, (_, i) => {
    const timeMs = ((i - nbefore) * 1000) / samplingFrequency;
    return sign * Math.exp(-(timeMs * timeMs) / (2 * params.sigma_ms * params.sigma_ms));
  });
}

interface LocalGrid {
  /** contacts with any weight on the positions near the channel */
  readonly channels: Int32Array;
  /** the grid of these contacts and positions only */
  readonly part: TemplateGrid;
}

function localGrid(grid: TemplateGrid, channel: number): LocalGrid {
  const { numContacts, numPositions, weights, nearest, zFactors } = grid;
  const positions = Int32Array.from(Array(numPositions).keys()).filter(
    (p) => nearest[channel * numPositions + p] !== 0,
  );
  const depths = Array.from(zFactors.keys());
  const weightOf = (depth: number, c: number, p: number): number =>
    weights[(depth * numContacts + c) * numPositions + p];
  const channels = Int32Array.from(Array(numContacts).keys()).filter((c) =>
    depths.some((depth) => positions.some((p) => weightOf(depth, c, p) > 0)),
  );
  const part: TemplateGrid = {
    numContacts: channels.length,
    numPositions: positions.length,
    positions: Float64Array.from(
      { length: 2 * positions.length },
      (_, i) => grid.positions[2 * positions[i >> 1] + (i & 1)],
    ),
    weights: Float32Array.from(
      depths.flatMap((depth) =>
        [...channels].flatMap((c) => [...positions].map((p) => weightOf(depth, c, p))),
      ),
    ),
    nearest: new Uint8Array(channels.length * positions.length).fill(1),
    zFactors,
  };
  return { channels, part };
}
