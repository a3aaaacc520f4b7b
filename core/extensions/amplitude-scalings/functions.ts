import { z } from "zod";
import {
  isStructured,
  ndArray,
  toFloat64,
  type NdArray,
  type StructuredArray,
} from "#core/array/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { array, column, structured } from "#core/functions/params.ts";
import { EphysError } from "#core/model/index.ts";
import { pickProperties } from "#core/recording/index.ts";
import { collidingRows } from "./collisions.ts";
import { fitScalings, type PlacedTemplate } from "./fit.ts";

/* SpikeInterface's postprocessing.amplitude_scalings by their dotted names. */

const PREFIX = "spikeinterface.postprocessing.amplitude_scalings";

const findCollisions = defineFunction({
  name: `${PREFIX}.find_collisions`,
  params: z.object({
    spikes: structured(),
    spikes_within_margin: structured(),
    delta_collision_samples: z.number(),
    sparsity_mask: array(),
  }),
  run({ spikes, spikes_within_margin: around, delta_collision_samples: delta, sparsity_mask }) {
    const overlaps = overlapOf(maskOf(sparsity_mask));
    const columns = {
      sampleIndex: column(around, "sample_index"),
      unitIndex: column(around, "unit_index"),
    };
    const found = new Map<number, StructuredArray>();
    for (let i = 0; i < spikes.length; i++) {
      const own = rowOf(spikes, i, around);
      const rows = collidingRows(columns, own, delta, overlaps);
      if (rows.length > 0) found.set(i, pickRecords(around, [own, ...rows]));
    }
    return found.size === 0 ? {} : found;
  },
});

/** The first record that equals a spike in every field; NaN equals nothing. @throws InvalidParameter */
function rowOf(spikes: StructuredArray, spike: number, around: StructuredArray): number {
  const fields = spikes.fields.map(({ name }) => [
    spikes.columns[name].data,
    (around.columns[name] as NdArray | undefined)?.data,
  ]);
  for (let row = 0; row < around.length; row++) {
    if (fields.every(([own, other]) => other !== undefined && own?.[spike] === other[row])) {
      return row;
    }
  }
  throw new EphysError(
    "InvalidParameter",
    `spike ${String(spike)} is not among spikes_within_margin`,
    { spike },
  );
}

function pickRecords(records: StructuredArray, rows: readonly number[]): StructuredArray {
  const picked = pickProperties(new Map([["records", records]]), rows).get("records");
  if (picked !== undefined && isStructured(picked)) return picked;
  throw new EphysError("Internal", "records became something else");
}

interface Mask {
  readonly values: Float64Array;
  readonly numUnits: number;
  readonly numChannels: number;
}

function maskOf(mask: NdArray): Mask {
  const [numUnits, numChannels] = mask.shape;
  if (numUnits === undefined || numChannels === undefined || mask.shape.length !== 2) {
    throw new EphysError("InvalidParameter", "sparsity_mask must be units × channels");
  }
  return { values: toFloat64(mask), numUnits, numChannels };
}

/** A unit's row; negative indices count from the end, as in NumPy. @throws InvalidParameter */
function unitRow(unit: number, numUnits: number): number {
  const row = unit < 0 ? unit + numUnits : unit;
  if (row >= 0 && row < numUnits) return row;
  throw new EphysError(
    "InvalidParameter",
    `unit index ${String(unit)} is out of range: there are ${String(numUnits)} units`,
    { unitIndex: unit },
  );
}

function overlapOf({ values, numUnits, numChannels }: Mask): (a: number, b: number) => boolean {
  return (a, b) => {
    const first = unitRow(a, numUnits) * numChannels;
    const second = unitRow(b, numUnits) * numChannels;
    for (let c = 0; c < numChannels; c++) {
      if (values[first + c] !== 0 && values[second + c] !== 0) return true;
    }
    return false;
  };
}

const count = z.int().nonnegative();

const fitCollision = defineFunction({
  name: `${PREFIX}.fit_collision`,
  params: z.object({
    collision: structured(),
    traces_with_margin: array(),
    nbefore: count,
    all_templates: array(),
    sparsity_mask: array(),
    cut_out_before: count,
    cut_out_after: count,
  }),
  run(args) {
    const { collision, traces_with_margin: traces, cut_out_before, cut_out_after } = args;
    const samples = column(collision, "sample_index");
    const units = column(collision, "unit_index");
    if (samples.length === 0) throw new EphysError("InvalidParameter", "the collision is empty");
    const mask = maskOf(args.sparsity_mask);
    const channels = commonChannels(mask, units);
    const [numFrames = 0, numChannels = 0] = traces.shape;
    const values = toFloat64(traces);
    const start = Math.max(0, minOf(samples) - cut_out_before);
    const end = Math.min(numFrames, maxOf(samples) + cut_out_after);
    const waveform = new Float64Array(Math.max(0, end - start) * channels.length);
    for (let i = 0; i < waveform.length; i++) {
      const row = start + Math.floor(i / channels.length);
      waveform[i] = values[row * numChannels + channels[i % channels.length]];
    }
    const templates = Array.from(samples, (sample, i) =>
      placedTemplate(args, mask.numUnits, units[i], channels, sample - start, end - start),
    );
    const scalings = fitScalings(waveform, channels.length, templates);
    return ndArray("float64", [scalings.length], scalings);
  },
});

/** The part of a unit's template that lies in the waveform, in the traces' number type. */
function placedTemplate(
  args: {
    readonly traces_with_margin: NdArray;
    readonly all_templates: NdArray;
    readonly nbefore: number;
    readonly cut_out_before: number;
    readonly cut_out_after: number;
  },
  numUnits: number,
  unit: number,
  channels: readonly number[],
  centre: number,
  numRows: number,
): PlacedTemplate {
  const { all_templates, nbefore, cut_out_before: before, cut_out_after: after } = args;
  const [templateUnits = 0, numSamples = 0, numChannels = 0] = all_templates.shape;
  const first = Math.max(0, centre - before);
  const skipped = first - (centre - before);
  const last = Math.min(numRows, centre + after);
  const fits = nbefore >= before && nbefore + after <= numSamples && last > first;
  // a template that leaves the waveform on both sides does not fit in the reference either
  if (!fits || (skipped > 0 && centre + after > numRows)) {
    throw new EphysError(
      "InvalidParameter",
      "a template of the collision does not fit into the traces or the cut-out into the templates",
    );
  }
  const row = unitRow(unit, Math.min(numUnits, templateUnits));
  const data = toFloat64(all_templates);
  const convert = conversionTo(args.traces_with_margin);
  const values = new Float64Array((last - first) * channels.length);
  for (let s = 0; s < last - first; s++) {
    const from = (row * numSamples + nbefore - before + skipped + s) * numChannels;
    for (const [k, channel] of channels.entries()) {
      values[s * channels.length + k] = convert(data[from + channel]);
    }
  }
  return { firstRow: first, values };
}

/** Templates take the traces' type: integers truncate. */
function conversionTo({ dtype }: NdArray): (value: number) => number {
  if (dtype === "float64") return (value) => value;
  return dtype === "float32" ? Math.fround : Math.trunc;
}

function commonChannels({ values, numUnits, numChannels }: Mask, units: Float64Array): number[] {
  const rows = Array.from(units, (unit) => unitRow(unit, numUnits));
  const used = (c: number): boolean => rows.some((row) => values[row * numChannels + c] !== 0);
  return Array.from({ length: numChannels }, (_, c) => c).filter(used);
}

function minOf(values: Float64Array): number {
  return values.reduce((a, b) => Math.min(a, b));
}

function maxOf(values: Float64Array): number {
  return values.reduce((a, b) => Math.max(a, b));
}

/** Functions of amplitude scalings. */
export const SCALING_FUNCTIONS = [findCollisions, fitCollision] as const;
