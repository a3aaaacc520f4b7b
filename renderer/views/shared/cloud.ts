import type { UnitId } from "#core/model/index.ts";
import type { Palette, Plot } from "../../charts/index.ts";
import { extentOf, unitColour, withAlpha } from "../../charts/index.ts";
import { formatClock } from "../../app/index.ts";
import type { AsyncValue } from "../../data/index.ts";
import { csvOf } from "../../parts/index.ts";
import { doubles, floats, integers, metaNumber, useDeskFrame } from "./use-desk-frame.ts";
import { indexList } from "./use-desk-units.ts";
import type { ShownUnit } from "./use-shown-units.ts";

/** A value of spikes over time. */
export interface SpikeCloud {
  readonly unitIds: readonly UnitId[];
  readonly timesS: Float32Array;
  readonly values: Float32Array;
  /** [unit + 1]: each unit's spikes in both */
  readonly starts: Int32Array;
  readonly backgroundTimesS: Float32Array;
  readonly backgroundValues: Float32Array;
  /** [bin + 1] */
  readonly edges: Float64Array;
  /** [unit × bin], of every spike */
  readonly counts: Int32Array;
  readonly total: number;
  readonly shown: number;
  readonly durationS: number;
}

export function useCloud(
  shown: () => readonly ShownUnit[],
  ask: () =>
    { readonly value: string; readonly max: number; readonly background: number } | undefined,
): AsyncValue<SpikeCloud> {
  return useDeskFrame(
    "cloud",
    () => {
      const [list, asked] = [shown(), ask()];
      if (list.length === 0 || !asked) return undefined;
      return { units: indexList(list), ids: JSON.stringify(list.map(({ id }) => id)), ...asked };
    },
    (frame, { ids }) => ({
      unitIds: JSON.parse(String(ids)) as readonly UnitId[], // our own query
      timesS: floats(frame, "timesS"),
      values: floats(frame, "values"),
      starts: integers(frame, "starts"),
      backgroundTimesS: floats(frame, "backgroundTimesS"),
      backgroundValues: floats(frame, "backgroundValues"),
      edges: doubles(frame, "edges"),
      counts: integers(frame, "counts"),
      total: metaNumber(frame, "total"),
      shown: metaNumber(frame, "shown"),
      durationS: metaNumber(frame, "durationS"),
    }),
  );
}

export interface CloudLook {
  readonly label: string;
  readonly cursorS: number | null;
  /** drawn over everything: spikes inside the last lasso, time and value in turn */
  readonly marked?: readonly number[];
}

/** The cloud over time, and at its side how often each value occurs. */
export function cloudPlots(cloud: SpikeCloud, palette: Palette, look: CloudLook): readonly Plot[] {
  const own = [cloud.edges[0] ?? 0, cloud.edges[cloud.edges.length - 1] ?? 1] as const;
  const behind = cloud.backgroundValues.length > 0 ? extentOf(cloud.backgroundValues) : own;
  const [low, high] = [Math.min(own[0], behind[0]), Math.max(own[1], behind[1])];
  const pad = (high - low) * 0.03 || 1;
  const range = [low - pad, high + pad] as const;
  const numBins = cloud.edges.length - 1;
  const colours = cloud.unitIds.map((id) => unitColour(palette, id));
  const rows = cloud.unitIds.map((_, at) =>
    cloud.counts.subarray(at * numBins, (at + 1) * numBins),
  );
  const most = Math.max(1, ...rows.map((row) => row.reduce((a, b) => Math.max(a, b), 0)));
  return [
    {
      id: "cloud",
      place: [0, 0, 0.8, 1],
      x: { range: [0, cloud.durationS], label: "time (s)" },
      y: { range, label: look.label },
      linkY: "value",
      layers: [
        {
          kind: "points",
          x: cloud.backgroundTimesS,
          y: cloud.backgroundValues,
          colour: palette.fg2,
          size: 1.5,
          opacity: 0.35,
        },
        ...cloud.unitIds.map((_, at) => ({
          kind: "points" as const,
          x: cloud.timesS.subarray(cloud.starts[at], cloud.starts[at + 1]),
          y: cloud.values.subarray(cloud.starts[at], cloud.starts[at + 1]),
          colour: colours[at] ?? palette.fg1,
          size: cloud.shown > 20_000 ? 1.5 : 2.2,
          opacity: 0.75,
        })),
        ...(look.cursorS === null
          ? []
          : [{ kind: "at" as const, x: look.cursorS, colour: palette.accent }]),
      ],
    },
    {
      id: "histogram",
      place: [0.8, 0, 0.2, 1],
      x: { range: [0, most * 1.05], label: "spikes" },
      y: { range, bare: true },
      linkY: "value",
      zoom: "y",
      layers: rows.map((row, at) => ({
        kind: "bars" as const,
        edges: cloud.edges,
        heights: row,
        colour: withAlpha(colours[at] ?? palette.fg1, rows.length > 1 ? 0.5 : 0.85),
        sideways: true,
      })),
    },
  ];
}

export const cloudCsv = (cloud: SpikeCloud, valueName: string): string =>
  csvOf(
    ["unit_id", "time_s", valueName],
    cloud.unitIds.flatMap((id, at) =>
      Array.from(cloud.timesS.subarray(cloud.starts[at], cloud.starts[at + 1]), (time, i) => [
        id,
        time,
        cloud.values[(cloud.starts[at] ?? 0) + i] ?? null,
      ]),
    ),
  );

/** The spike drawn nearest to a place, in parts of the ranges; undefined where none is near. */
export function nearestSpike(
  cloud: SpikeCloud,
  at: { readonly x: number; readonly y: number },
  spans: { readonly x: number; readonly y: number },
): { readonly id: UnitId; readonly timeS: number; readonly value: number } | undefined {
  let best = -1;
  let bestDistance = 0.02 ** 2;
  for (let i = 0; i < cloud.timesS.length; i++) {
    const dx = ((cloud.timesS[i] ?? NaN) - at.x) / spans.x;
    const dy = ((cloud.values[i] ?? NaN) - at.y) / spans.y;
    const distance = dx * dx + dy * dy;
    if (distance < bestDistance) [best, bestDistance] = [i, distance];
  }
  if (best < 0) return undefined;
  const unit = cloud.starts.findIndex((start) => start > best) - 1;
  return {
    id: cloud.unitIds[unit] ?? "",
    timeS: cloud.timesS[best] ?? 0,
    value: cloud.values[best] ?? 0,
  };
}

export const spikeText = (
  { id, timeS, value }: { readonly id: UnitId; readonly timeS: number; readonly value: number },
  unit: string,
): string => `unit ${id}\n${formatClock(timeS)} · ${value.toFixed(1)} ${unit}`;
