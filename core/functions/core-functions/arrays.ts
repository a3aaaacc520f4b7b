import { z } from "zod";
import { encodeNpy, ndArray, toFloat64, zeros, type NdArray } from "#core/array/index.ts";
import { EphysError, type Probe } from "#core/model/index.ts";
import { defineFunction } from "../define.ts";
import { array, column, ids, structured } from "../params.ts";

/* SpikeInterface's core functions on arrays: time bins of motion, probe overlap, waveforms per unit, zarr defaults. */

type Bins = NdArray | readonly NdArray[] | null | undefined;
const bins = z.union([array(), z.array(array())]).nullish() as z.ZodType<Bins>; // as written

const isList = (value: Bins): value is readonly NdArray[] => Array.isArray(value);

const ensureTimeBins = defineFunction({
  name: "spikeinterface.core.motion.ensure_time_bins",
  params: z.object({ time_bin_centers_s: bins, time_bin_edges_s: bins }),
  run({ time_bin_centers_s: centers, time_bin_edges_s: edges }) {
    if (!centers && !edges) {
      throw new EphysError("InvalidParameter", "time_bin_centers_s or time_bin_edges_s is needed");
    }
    if (centers && edges) return [centers, edges];
    if (centers) {
      return [centers, isList(centers) ? centers.map(edgesOfCenters) : edgesOfCenters(centers)];
    }
    if (isList(edges)) return [edges.map(centersOfEdges), edges];
    return [edges && centersOfEdges(edges), edges];
  },
});

/** Midpoints, with the outer centers themselves as outer edges; in the centers' own type. */
function edgesOfCenters(centers: NdArray): NdArray {
  const x = toFloat64(centers);
  if (x.length === 0) {
    throw new EphysError("InvalidParameter", "time_bin_centers_s holds no bin");
  }
  const edges = new Float64Array(x.length + 1);
  for (let i = 1; i < x.length; i++) {
    const middle = 0.5 * (x[i] + x[i - 1]);
    edges[i] = centers.dtype.startsWith("float") ? middle : Math.trunc(middle);
  }
  edges[0] = x[0];
  edges[x.length] = x[x.length - 1];
  return numbersLike(centers, edges);
}

function centersOfEdges(edges: NdArray): NdArray {
  const x = toFloat64(edges);
  if (x.length < 2) {
    throw new EphysError("InvalidParameter", "time_bin_edges_s needs at least two edges");
  }
  const centers = new Float64Array(Math.max(0, x.length - 1));
  for (let i = 0; i < centers.length; i++) centers[i] = 0.5 * (x[i] + x[i + 1]);
  return edges.dtype === "float32"
    ? numbersLike(edges, centers)
    : ndArray("float64", [centers.length], centers);
}

function numbersLike(like: NdArray, values: Float64Array): NdArray {
  const out = zeros(like.dtype, [values.length]);
  (out.data as Float64Array).set(values);
  return out;
}

const checkProbes = defineFunction({
  name: "spikeinterface.core.recording_tools.check_probe_do_not_overlap",
  params: z.object({
    probes: z.array(
      z.custom<Probe>((v) => typeof v === "object" && v !== null && "contactPositions" in v),
    ),
  }),
  run({ probes }) {
    for (const [i, first] of probes.entries()) {
      const box = boundsOf(first);
      for (const [k, later] of probes.entries()) {
        if (k <= i || !contactsInside(later, box)) continue;
        throw new EphysError(
          "InvalidParameter",
          `probe ${String(k)} lies over probe ${String(i)}: move it or handle them apart`,
          { first: i, second: k },
        );
      }
    }
    return null;
  },
});

interface Box {
  readonly low: readonly [number, number];
  readonly high: readonly [number, number];
}

function boundsOf({ contactPositions, ndim }: Probe): Box {
  const low: [number, number] = [Infinity, Infinity];
  const high: [number, number] = [-Infinity, -Infinity];
  for (let i = 0; i < contactPositions.length; i += ndim) {
    for (const axis of [0, 1] as const) {
      low[axis] = Math.min(low[axis], contactPositions[i + axis]);
      high[axis] = Math.max(high[axis], contactPositions[i + axis]);
    }
  }
  return { low, high };
}

function contactsInside({ contactPositions, ndim }: Probe, { low, high }: Box): boolean {
  for (let i = 0; i < contactPositions.length; i += ndim) {
    const x = contactPositions[i];
    const y = contactPositions[i + 1];
    if (x >= low[0] && x <= high[0] && y >= low[1] && y <= high[1]) return true;
  }
  return false;
}

const splitWaveforms = defineFunction({
  name: "spikeinterface.core.waveform_tools.split_waveforms_by_units",
  params: z.object({
    unit_ids: ids(),
    spikes: structured(),
    all_waveforms: array(),
    sparsity_mask: array().nullish(),
    folder: z.string().nullish(),
  }),
  async run({ unit_ids, spikes, all_waveforms, sparsity_mask, folder }, { fs }) {
    const units = column(spikes, "unit_index");
    if (all_waveforms.shape[0] !== units.length) {
      throw new EphysError(
        "InvalidParameter",
        `there are ${String(all_waveforms.shape[0])} waveforms for ${String(units.length)} spikes`,
      );
    }
    const entries: [string | number, NdArray][] = [];
    const written: Record<string, NdArray> = {};
    if (typeof folder === "string") await fs.makeFolder(folder);
    for (const [u, id] of unit_ids.entries()) {
      const rows = [...units.keys()].filter((i) => units[i] === u);
      const waveforms = pickWaveforms(all_waveforms, rows, keptChannels(sparsity_mask, u));
      entries.push([id, waveforms]);
      if (typeof folder !== "string") continue;
      const name = `waveforms_${String(id)}.npy`;
      await fs.writeFile(fs.path.join(folder, name), encodeNpy(waveforms));
      written[name] = waveforms;
    }
    const text = unit_ids.every((id) => typeof id === "string");
    const returned = text ? Object.fromEntries(entries) : new Map(entries);
    return typeof folder === "string" ? { returned, written } : returned;
  },
});

/** How many channels a unit's sparse waveforms hold; they lie packed at the left. */
function keptChannels(mask: NdArray | null | undefined, unit: number): number | undefined {
  if (!mask) return undefined;
  const width = mask.shape[1] ?? 0;
  const row = toFloat64(mask).subarray(unit * width, (unit + 1) * width);
  return row.reduce((count, x) => count + (x === 0 ? 0 : 1), 0);
}

/** Waveforms [row × sample × channel] of some spikes, the first channels of each. */
function pickWaveforms(
  all: NdArray,
  rows: readonly number[],
  numKept: number | undefined,
): NdArray {
  const [, numSamples = 0, numChannels = 0] = all.shape;
  const kept = numKept ?? numChannels;
  const out = zeros(all.dtype, [rows.length, numSamples, kept]);
  const from = all.data as Float32Array; // numbers of the same type as `out`
  const to = out.data as Float32Array;
  for (const [i, row] of rows.entries()) {
    for (let s = 0; s < numSamples; s++) {
      const start = (row * numSamples + s) * numChannels;
      to.set(from.subarray(start, start + kept), (i * numSamples + s) * kept);
    }
  }
  return out;
}

const zarrCompressor = defineFunction({
  name: "spikeinterface.core.zarrextractors.get_default_zarr_compressor",
  params: z.object({ clevel: z.int().default(5) }),
  run: ({ clevel }) => ({ id: "blosc", cname: "zstd", clevel, shuffle: 2, blocksize: 0 }),
});

export const ARRAY_FUNCTIONS = [
  ensureTimeBins,
  checkProbes,
  splitWaveforms,
  zarrCompressor,
] as const;
