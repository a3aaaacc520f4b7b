import {
  extremumChannels,
  locationsOf,
  sparsityFromTemplates,
  sparsityParams,
  templatesOf,
  type SortingAnalyzer,
  type Templates,
} from "#core/analyzer/index.ts";
import {
  centerOfMass,
  locateOnGrid,
  monopolarTriangulation,
  templateGrid,
  waveformFeature,
  type GridWeights,
  type WaveformFeature,
} from "#core/localization/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { UnitLocationsParams as Params } from "./params.ts";

/** Locations of all units by the chosen method: [unit × width]. */
export function locateUnits(
  analyzer: SortingAnalyzer,
  params: Params,
): { readonly values: Float64Array; readonly width: number } {
  const templates = templatesOf(analyzer);
  const locations = locationsOf(analyzer);
  switch (params.method) {
    case "center_of_mass":
      return byCenterOfMass(analyzer, templates, locations, params);
    case "monopolar_triangulation":
      return byTriangulation(analyzer, templates, locations, params);
    case "grid_convolution":
      return byGrid(analyzer, templates, locations, params);
    case "max_channel": {
      const channels = extremumChannels(templates, params.peak_sign, params.mode);
      const values = Float64Array.from(
        { length: 2 * channels.length },
        (_, k) => locations[2 * channels[Math.floor(k / 2)] + (k % 2)],
      );
      return { values, width: 2 };
    }
    default:
      return params.method satisfies never;
  }
}

function byCenterOfMass(
  analyzer: SortingAnalyzer,
  templates: Templates,
  locations: Float64Array,
  params: Params,
): { readonly values: Float64Array; readonly width: number } {
  const channels = channelsOfUnits(analyzer, templates, locations, params);
  const values = new Float64Array(2 * templates.numUnits);
  for (const [unit, own] of channels.entries()) {
    const amplitudes = featureOf(templates, unit, own, params.feature ?? "ptp");
    const { x, y } = centerOfMass(amplitudes, pickLocations(locations, own));
    values.set([x, y], 2 * unit);
  }
  return { values, width: 2 };
}

function byTriangulation(
  analyzer: SortingAnalyzer,
  templates: Templates,
  locations: Float64Array,
  params: Params,
): { readonly values: Float64Array; readonly width: number } {
  const feature = params.feature ?? "ptp";
  if (feature === "mean") {
    throw new EphysError("InvalidParameter", "monopolar_triangulation takes no feature mean", {
      feature,
    });
  }
  // the sign of the peak is not a parameter of this method
  const channels = channelsOfUnits(analyzer, templates, locations, {
    ...params,
    peak_sign: "neg",
  });
  const width = params.return_alpha === true ? 4 : 3;
  const values = new Float64Array(width * templates.numUnits);
  for (const [unit, own] of channels.entries()) {
    const signed = featureOf(templates, unit, own, feature);
    const { x, y, z, alpha } = monopolarTriangulation(
      feature === "peak_voltage" ? signed.map(Math.abs) : signed,
      pickLocations(locations, own),
      params.max_distance_um ?? 1000,
      params.optimizer ?? "least_square",
    );
    values.set([x, y, z, alpha].slice(0, width), width * unit);
  }
  return { values, width };
}

function byGrid(
  analyzer: SortingAnalyzer,
  templates: Templates,
  locations: Float64Array,
  params: Params,
): { readonly values: Float64Array; readonly width: number } {
  const { numUnits, numSamples, numChannels, nbefore, data } = templates;
  const peakSign = params.peak_sign ?? "neg";
  const grid = templateGrid(locations, {
    ...(params.radius_um !== undefined && { radiusUm: params.radius_um }),
    ...(params.upsampling_um !== undefined && { upsamplingUm: params.upsampling_um }),
    ...(params.margin_um !== undefined && { marginUm: params.margin_um }),
    weights: gridWeightsOf(params),
  });
  const prototype =
    params.prototype ??
    gaussian(
      nbefore,
      numSamples,
      analyzer.attributes.samplingFrequency,
      params.sigma_ms ?? 0.25,
      peakSign === "neg" ? -1 : 1,
    );
  if (prototype.length !== numSamples) {
    throw new EphysError(
      "InvalidParameter",
      `the prototype has ${String(prototype.length)} samples, the templates ${String(numSamples)}`,
    );
  }
  const main = extremumChannels(templates, peakSign);
  const values = new Float64Array(3 * numUnits);
  for (let unit = 0; unit < numUnits; unit++) {
    const products = new Float64Array(numChannels);
    for (let s = 0; s < numSamples; s++) {
      const at = (unit * numSamples + s) * numChannels;
      for (let c = 0; c < numChannels; c++) products[c] += data[at + c] * prototype[s];
    }
    const { x, y, z } = locateOnGrid(grid, products, main[unit], params.percentile ?? 5);
    values.set([x, y, z], 3 * unit);
  }
  return { values, width: 3 };
}

function gridWeightsOf({ weight_method: given = {} }: Params): GridWeights {
  const threshold = given.sparsity_threshold;
  const common =
    threshold === undefined || threshold === null ? {} : { sparsityThreshold: threshold };
  if (given.mode === "gaussian_2d") {
    return {
      mode: "gaussian_2d",
      ...common,
      ...(given.sigma_list_um && { sigmaListUm: given.sigma_list_um }),
    };
  }
  return {
    mode: "exponential_3d",
    ...common,
    ...(given.z_list_um && { zListUm: given.z_list_um }),
    ...(given.sigma_3d !== undefined && { sigma3d: given.sigma_3d }),
  };
}

function gaussian(
  nbefore: number,
  numSamples: number,
  samplingFrequency: number,
  sigmaMs: number,
  sign: number,
): number[] {
  return Array.from({ length: numSamples }, (_, s) => {
    const timeMs = ((s - nbefore) * 1000) / samplingFrequency;
    return sign * Math.exp(-(timeMs ** 2) / (2 * sigmaMs ** 2));
  });
}

/** The analyzer's sparsity, or the channels within a radius of each unit's extremum channel. */
function channelsOfUnits(
  analyzer: SortingAnalyzer,
  templates: Templates,
  locations: Float64Array,
  params: Params,
): readonly Int32Array[] {
  if (analyzer.sparsity !== undefined) return analyzer.sparsity.channels;
  const radius = sparsityParams.parse({
    method: "radius",
    radius_um: params.radius_um ?? 75,
    peak_sign: params.peak_sign ?? "neg",
  });
  return sparsityFromTemplates(templates, radius, () => locations).channels;
}

function featureOf(
  templates: Templates,
  unit: number,
  channels: Int32Array,
  feature: WaveformFeature,
): Float64Array {
  const { data, numSamples, numChannels, nbefore } = templates;
  const offset = unit * numSamples * numChannels;
  return waveformFeature(
    data,
    { offset, numSamples, numChannels, peakSample: nbefore },
    channels,
    feature,
  );
}

function pickLocations(locations: Float64Array, channels: Int32Array): Float64Array {
  return Float64Array.from(
    { length: 2 * channels.length },
    (_, k) => locations[2 * channels[Math.floor(k / 2)] + (k % 2)],
  );
}
