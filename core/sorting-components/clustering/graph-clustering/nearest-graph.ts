import { throwIfCancelled, type ComputeContext } from "#core/compute/index.ts";
import type { PeaksSvd } from "../../features/peaks-svd.ts";
import { gramMatrix, strongestVectors } from "../../features/temporal-basis.ts";
import { channelsOf, channelsWithin } from "../../neighbours.ts";
import type { Peaks } from "../../peaks.ts";
import type { DirectedGraph } from "./louvain.ts";

export interface GraphOptions {
  /** peaks of channels within this distance may be neighbours, um */
  readonly radiusUm: number;
  /** neighbours of a peak, itself among them */
  readonly numNeighbours: number;
  /** directions in which a neighbourhood is looked at; undefined: its features as they are */
  readonly numComponents: number | undefined;
}

/**
 * Every peak with its nearest neighbours among the peaks of its channel and those around, in the features of the channels
 * around. Cost: for every channel the product of its peaks and those around.
 */
export function nearestGraph(
  {
    peaks,
    svd,
    contacts,
  }: { readonly peaks: Peaks; readonly svd: PeaksSvd; readonly contacts: Float64Array },
  { radiusUm, numNeighbours, numComponents }: GraphOptions,
  ctx: ComputeContext,
): DirectedGraph {
  const numPeaks = peaks.channelIndex.length;
  const around = channelsWithin(contacts, radiusUm);
  const rows: Int32Array[] = Array.from({ length: numPeaks }, () => new Int32Array(0));
  const byChannel: number[][] = Array.from({ length: contacts.length / 2 }, () => []);
  peaks.channelIndex.forEach((channel, row) => byChannel[channel].push(row));
  for (const [channel, own] of byChannel.entries()) {
    throwIfCancelled(ctx.cancel);
    ctx.report({ step: "graph of peaks", fraction: channel / byChannel.length });
    if (own.length === 0) continue;
    const local = channelsOf(around, channel);
    const members = Array.from(local)
      .flatMap((c) => byChannel[c])
      .sort((a, b) => a - b);
    const width = local.length * svd.numComponents;
    const flat = localFeatures(members, local, peaks, svd);
    const [points, dimension] =
      numComponents === undefined || numComponents >= width
        ? [flat, width]
        : [projected(flat, width, numComponents), numComponents];
    const places = new Map(members.map((row, i) => [row, i]));
    const wanted = Math.min(numNeighbours, own.length);
    for (const row of own) {
      const nearest = nearestOf(points, dimension, places.get(row) ?? 0, wanted);
      rows[row] = nearest.map((i) => members[i]);
    }
  }
  const starts = new Int32Array(numPeaks + 1);
  rows.forEach((row, i) => (starts[i + 1] = starts[i] + row.length));
  const targets = new Int32Array(starts[numPeaks]);
  rows.forEach((row, i) => {
    targets.set(row, starts[i]);
  });
  return { starts, targets, weights: new Float64Array(targets.length).fill(1) };
}

/** Features of peaks on some channels, [peak × channel × component]; 0 where a peak has none. */
function localFeatures(
  members: readonly number[],
  local: Int32Array,
  { channelIndex }: Peaks,
  { features, width, numComponents: k, around }: PeaksSvd,
): Float32Array {
  const columns = local.length * k;
  const out = new Float32Array(members.length * columns);
  for (const [i, row] of members.entries()) {
    const own = channelsOf(around, channelIndex[row]);
    for (const [c, channel] of local.entries()) {
      const at = own.indexOf(channel);
      if (at < 0) continue;
      const from = (row * width + at) * k;
      out.set(features.subarray(from, from + k), i * columns + c * k);
    }
  }
  return out;
}

function projected(flat: Float32Array, width: number, count: number): Float32Array {
  const vectors = strongestVectors(gramMatrix(flat, width), width, count);
  const n = flat.length / width;
  const out = new Float32Array(n * count);
  for (let i = 0; i < n; i++) {
    for (let v = 0; v < count; v++) {
      let sum = 0;
      for (let j = 0; j < width; j++) sum += flat[i * width + j] * vectors[v * width + j];
      out[i * count + v] = sum;
    }
  }
  return out;
}

/** The nearest points, itself first, equal ones by their position. */
function nearestOf(
  points: Float32Array,
  dimension: number,
  at: number,
  wanted: number,
): Int32Array {
  const n = points.length / dimension;
  const found = new Int32Array(wanted).fill(-1);
  const distances = new Float64Array(wanted).fill(Infinity);
  for (let j = 0; j < n; j++) {
    let distance = 0;
    const limit = distances[wanted - 1];
    for (let d = 0; d < dimension && distance < limit; d++) {
      const step = points[at * dimension + d] - points[j * dimension + d];
      distance += step * step;
    }
    if (!(distance < limit)) continue;
    let place = wanted - 1;
    while (place > 0 && distances[place - 1] > distance) {
      distances[place] = distances[place - 1];
      found[place] = found[place - 1];
      place--;
    }
    distances[place] = distance;
    found[place] = j;
  }
  return found.filter((j) => j >= 0);
}
