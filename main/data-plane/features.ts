import { encodeFrame } from "#contract/index.ts";
import { extensionArray, requireExtension, type SortingAnalyzer } from "#core/analyzer/index.ts";
import type { ServiceContext } from "#main/services/index.ts";
import type { ViewQuery } from "./query.ts";
import { startsOf } from "./spike-clouds.ts";
import { chosenSpikes, mainChannelsOf, spikeTimesS, unitSpikes } from "./unit-spikes.ts";

/** Spikes of other units drawn behind, at most. */
const MAX_BACKGROUND = 3000;

interface Projections {
  readonly data: ArrayLike<number>;
  readonly numComponents: number;
  /** columns of one spike; 1 for projections of all channels together */
  readonly width: number;
  readonly isConcatenated: boolean;
}

/**
 * Principal components of the chosen spikes of some units on some channels, with others of the same channels behind.
 * Without `channels`: those on which the units are largest.
 */
export async function featuresFrame(
  ctx: ServiceContext,
  query: ViewQuery,
): Promise<Uint8Array<ArrayBuffer>> {
  const analyzer = await ctx.session().analyzers.get(query.count("analyzer", 1));
  const numUnits = analyzer.sorting.unitIds.length;
  const units = query.indices("units", numUnits) ?? new Int32Array();
  const projections = projectionsOf(analyzer);
  const numChannels = analyzer.attributes.channelIds.length;
  const asked = query.has("channels") ? query.indices("channels", numChannels) : undefined;
  const channels = projections.isConcatenated
    ? Int32Array.of(-1)
    : (asked ?? bestChannels(analyzer, units, query.count("num_channels", 1, 4)));
  const dims = channels.length * projections.numComponents;
  const clouds = Array.from(units, (unit) => cloudOf(analyzer, projections, unit, channels));
  const shown = clouds.reduce((sum, { positions }) => sum + positions.length, 0);
  const points = new Float32Array(shown * dims);
  const timesS = new Float32Array(shown);
  const positions = new Int32Array(shown);
  let at = 0;
  for (const cloud of clouds) {
    points.set(cloud.points, at * dims);
    timesS.set(cloud.timesS, at);
    positions.set(cloud.positions, at);
    at += cloud.positions.length;
  }
  const background = backgroundOf(analyzer, projections, units, channels);
  return encodeFrame(
    [
      { name: "points", shape: [shown, dims], unit: null, data: points },
      { name: "timesS", shape: [shown], unit: "s", data: timesS },
      { name: "positions", shape: [shown], unit: null, data: positions },
      {
        name: "starts",
        shape: [units.length + 1],
        unit: null,
        data: startsOf(clouds.map((cloud) => cloud.positions.length)),
      },
      {
        name: "background",
        shape: [background.length / (dims || 1), dims],
        unit: null,
        data: background,
      },
      { name: "channels", shape: [channels.length], unit: null, data: channels },
    ],
    {
      numComponents: projections.numComponents,
      total: units.reduce((sum, unit) => sum + unitSpikes(analyzer, unit).rows.length, 0),
    },
  );
}

function projectionsOf(analyzer: SortingAnalyzer): Projections {
  const { shape, data } = extensionArray(analyzer, "principal_components", "pca_projection");
  const mode = requireExtension(analyzer, "principal_components").params["mode"];
  const isConcatenated = mode === "concatenated" || shape.length < 3;
  return {
    data: data as ArrayLike<number>, // projections are numbers
    numComponents: shape[1] ?? 1,
    width: isConcatenated ? 1 : (shape[2] ?? 1),
    isConcatenated,
  };
}

interface Cloud {
  /** [spike × channel × component] */
  readonly points: Float32Array;
  readonly timesS: Float32Array;
  /** in the unit's train */
  readonly positions: Int32Array;
}

function cloudOf(
  analyzer: SortingAnalyzer,
  projections: Projections,
  unit: number,
  channels: Int32Array,
): Cloud {
  const chosen = chosenSpikes(analyzer)[unit] ?? {
    places: new Int32Array(),
    positions: new Int32Array(),
  };
  const times = spikeTimesS(analyzer, unit);
  const columns = columnsOf(analyzer, projections, unit, channels);
  return {
    points: pointsOf(projections, chosen.places, columns),
    timesS: Float32Array.from(chosen.positions, (position) => times[position] ?? NaN),
    positions: chosen.positions,
  };
}

/** Where the channels stand in a unit's row; −1 where the unit does not have them. */
function columnsOf(
  analyzer: SortingAnalyzer,
  { isConcatenated }: Projections,
  unit: number,
  channels: Int32Array,
): Int32Array {
  if (isConcatenated) return Int32Array.of(0);
  const own = analyzer.sparsity?.channels[unit];
  // a dense analyzer's rows have every channel, a sparse one's only the unit's
  if (own === undefined) return channels;
  return channels.map((channel) => own.indexOf(channel));
}

function pointsOf(
  { data, numComponents, width }: Projections,
  places: Int32Array,
  columns: Int32Array,
): Float32Array {
  const out = new Float32Array(places.length * columns.length * numComponents);
  let at = 0;
  for (const place of places) {
    for (const column of columns) {
      for (let k = 0; k < numComponents; k++) {
        // a channel that the unit does not have counts as nothing there
        out[at++] = column < 0 ? 0 : (data[(place * numComponents + k) * width + column] ?? 0);
      }
    }
  }
  return out;
}

/** Channels with the largest templates over the units together. */
function bestChannels(analyzer: SortingAnalyzer, units: Int32Array, count: number): Int32Array {
  const numChannels = analyzer.attributes.channelIds.length;
  const size = new Float64Array(numChannels);
  const value =
    analyzer.extensions.get("templates")?.data.get("average") ??
    analyzer.extensions.get("templates")?.data.get("median");
  if (value?.kind === "array" && !("columns" in value.array)) {
    const [, numSamples = 0] = value.array.shape;
    const data = value.array.data as ArrayLike<number>; // templates are numbers
    for (const unit of units) {
      for (let s = 0; s < numSamples; s++) {
        const from = (unit * numSamples + s) * numChannels;
        for (let c = 0; c < numChannels; c++) {
          size[c] = Math.max(size[c] ?? 0, Math.abs(data[from + c] ?? 0));
        }
      }
    }
  } else {
    for (const unit of units) {
      for (const channel of analyzer.sparsity?.channels[unit] ?? []) size[channel] = 1;
    }
  }
  const ranked = Array.from(size.keys()).sort((a, b) => (size[b] ?? 0) - (size[a] ?? 0));
  return Int32Array.from(ranked.slice(0, Math.min(count, numChannels)));
}

/** Chosen spikes of other units whose main channel is among the channels, evenly thinned. */
function backgroundOf(
  analyzer: SortingAnalyzer,
  projections: Projections,
  units: Int32Array,
  channels: Int32Array,
): Float32Array {
  const main = mainChannelsOf(analyzer);
  const own = new Set(units);
  const near = new Set(channels);
  const others: number[] = [];
  for (let unit = 0; unit < main.length; unit++) {
    if (!own.has(unit) && (projections.isConcatenated || near.has(main[unit] ?? -1)))
      others.push(unit);
  }
  const chosen = chosenSpikes(analyzer);
  const total = others.reduce((sum, unit) => sum + (chosen[unit]?.places.length ?? 0), 0);
  const every = Math.max(1, Math.ceil(total / MAX_BACKGROUND));
  const parts = others.map((unit) => {
    const places = (chosen[unit]?.places ?? new Int32Array()).filter((_, i) => i % every === 0);
    return pointsOf(projections, places, columnsOf(analyzer, projections, unit, channels));
  });
  const out = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
