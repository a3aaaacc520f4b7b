/*
 * average_across_direction: the average of all channels at each position along one axis.
 * Reference: SpikeInterface 0.103.2 preprocessing/average_across_direction.py. Float outputs only, as there (a division
 * in place); properties other than the positions are not handed on, as there. O(frames × channels).
 */
import { z } from "zod";
import { ndArray } from "#core/array/index.ts";
import { EphysError, isIntegerDType, type SampleArray } from "#core/model/index.ts";
import { definePreprocessor } from "../define.ts";
import { outputDType } from "../dtype.ts";
import { float32Field } from "../fields.ts";
import { channelPositionsUm, type ChannelPositions } from "../geometry.ts";
import { derivedRecording } from "../node.ts";

const STEP = "average_across_direction";
const SI_CLASS =
  "spikeinterface.preprocessing.average_across_direction.AverageAcrossDirectionRecording";

export const averageAcrossDirection = definePreprocessor({
  name: STEP,
  label: "Average across direction",
  summary: "Averages the channels that share a position along one axis.",
  family: "geometry",
  siClass: SI_CLASS,
  params: z.strictObject({
    direction: z
      .enum(["x", "y", "z"])
      .default("y")
      .describe("Axis whose positions are kept.")
      .meta({ label: "Direction" }),
    dtype: float32Field,
  }),
  chunkTolerance: 0,
  async apply(parent, { direction, dtype: wanted }) {
    const dtype = outputDType(parent, wanted, STEP);
    if (isIntegerDType(dtype)) {
      throw new EphysError(
        "InvalidParameter",
        `${STEP}: an average cannot be kept in ${dtype}; choose float32 or float64`,
        { step: STEP, parameter: "dtype", value: dtype },
      );
    }
    const locations = channelPositionsUm(parent, STEP);
    const axis = ["x", "y", "z"].indexOf(direction);
    if (axis >= locations.ndim) {
      throw new EphysError(
        "InvalidParameter",
        `${STEP}: direction ${direction} is not one of the ${String(locations.ndim)} dimensions of the locations`,
        { step: STEP, parameter: "direction" },
      );
    }
    const rows = rowsAlong(locations, axis);
    const members = rows.map(({ channels }) => channels);
    return derivedRecording(parent, {
      siClass: SI_CLASS,
      parentKey: "parent_recording",
      kwargs: { direction, dtype: wanted },
      dtype,
      facts: {
        channelIds: members.map((channels) =>
          channels.map((c) => String(parent.channelIds[c])).join("-"),
        ),
        properties: new Map([
          [
            "location",
            ndArray("float64", [rows.length, locations.ndim], meanLocations(locations, axis, rows)),
          ],
        ]),
        probeGroup: undefined,
      },
      frames: {
        needs: "all",
        run(traces, wanted, out) {
          const wantedRows = wanted ?? Int32Array.from(members.keys());
          averageInto(
            traces,
            parent.channelIds.length,
            Array.from(wantedRows, (r) => members[r] ?? []),
            out,
          );
        },
      },
    });
  },
});

interface Row {
  readonly position: number;
  readonly channels: readonly number[];
}

/** Channels by rising position along an axis. */
function rowsAlong({ ndim, positions }: ChannelPositions, axis: number): Row[] {
  const byPosition = new Map<number, number[]>();
  for (let c = 0; c < positions.length / ndim; c++) {
    const position = positions[c * ndim + axis];
    const channels = byPosition.get(position) ?? [];
    channels.push(c);
    byPosition.set(position, channels);
  }
  return [...byPosition]
    .sort(([a], [b]) => a - b)
    .map(([position, channels]) => ({ position, channels }));
}

function meanLocations(
  { ndim, positions }: ChannelPositions,
  axis: number,
  rows: readonly Row[],
): Float64Array {
  const out = new Float64Array(rows.length * ndim);
  for (const [r, { position, channels }] of rows.entries()) {
    for (let d = 0; d < ndim; d++) {
      const sum = channels.reduce((total, c) => total + positions[c * ndim + d], 0);
      out[r * ndim + d] = d === axis ? position : sum / channels.length;
    }
  }
  return out;
}

/** Sums in the output's precision, as NumPy adds in place. */
function averageInto(
  traces: SampleArray,
  numChannels: number,
  members: readonly (readonly number[])[],
  out: SampleArray,
): void {
  const frames = traces.length / numChannels;
  for (let frame = 0; frame < frames; frame++) {
    const from = frame * numChannels;
    const to = frame * members.length;
    for (let r = 0; r < members.length; r++) {
      const channels = members[r];
      out[to + r] = 0;
      for (let i = 0; i < channels.length; i++) out[to + r] += traces[from + channels[i]];
      out[to + r] /= channels.length;
    }
  }
}
