import type { UnitId } from "#core/model/index.ts";
import type { Palette, Plot } from "../../charts/index.ts";
import { unitColour, withAlpha } from "../../charts/index.ts";

export interface Correlograms {
  readonly unitIds: readonly UnitId[];
  /** [unit × unit × bin] counts */
  readonly ccgs: Int32Array;
  /** [bin + 1] edges, ms */
  readonly bins: Float64Array;
  /** [unit] */
  readonly numSpikes: Float64Array;
  readonly durationS: number;
}

export interface CorrelogramView {
  readonly refractoryMs: number;
  /** spikes a second instead of counts */
  readonly inHz: boolean;
}

/** Counts of one pair. */
export function pairCounts(
  { unitIds, ccgs, bins }: Correlograms,
  a: number,
  b: number,
): Int32Array {
  const numBins = bins.length - 1;
  const start = (a * unitIds.length + b) * numBins;
  return ccgs.subarray(start, start + numBins);
}

/** What a bin would hold if the two fired independently. */
function baselineOf(data: Correlograms, a: number, b: number): number {
  const binS = ((data.bins[1] ?? 0) - (data.bins[0] ?? 0)) / 1000;
  return ((data.numSpikes[a] ?? 0) * (data.numSpikes[b] ?? 0) * binS) / (data.durationS || 1);
}

/** A triangle of small plots: auto on the diagonal in the unit's colour, cross above it in grey. */
export function correlogramPlots(
  data: Correlograms,
  palette: Palette,
  { refractoryMs, inHz }: CorrelogramView,
): readonly Plot[] {
  const n = data.unitIds.length;
  const numBins = data.bins.length - 1;
  const range = [data.bins[0] ?? -1, data.bins[numBins] ?? 1] as const;
  const plots: Plot[] = [];
  for (let a = 0; a < n; a++)
    for (let b = a; b < n; b++) {
      const counts = pairCounts(data, a, b);
      const binS = ((data.bins[1] ?? 0) - (data.bins[0] ?? 0)) / 1000;
      const factor = inHz ? 1 / ((data.numSpikes[a] ?? 1) * binS || 1) : 1;
      const heights = Float64Array.from(counts, (count) => count * factor);
      const base = baselineOf(data, a, b) * factor;
      const top =
        Math.max(
          base,
          heights.reduce((most, value) => Math.max(most, value), 0),
        ) || 1;
      const isAuto = a === b;
      const [idA, idB] = [data.unitIds[a] ?? "", data.unitIds[b] ?? ""];
      plots.push({
        id: `${idA} ${idB}`,
        place: [b / n, a / n, 1 / n, 1 / n],
        x: { range, bare: !isAuto, ...(isAuto && a === n - 1 ? { label: "lag (ms)" } : {}) },
        y: { range: [0, top * 1.06], bare: n > 2 },
        title: isAuto ? String(idA) : `${idA} → ${idB}`,
        ...(isAuto ? { titleColour: unitColour(palette, idA) } : {}),
        linkX: "lag",
        layers: [
          { kind: "band", x: [-refractoryMs, refractoryMs], colour: withAlpha(palette.warn, 0.16) },
          {
            kind: "bars",
            edges: data.bins,
            heights,
            colour: isAuto ? unitColour(palette, idA) : palette.fg2,
          },
          { kind: "at", y: base, colour: withAlpha(palette.fg0, 0.45) },
        ],
      });
    }
  return plots;
}
