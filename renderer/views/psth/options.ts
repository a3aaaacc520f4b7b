import type { UnitId } from "#core/model/index.ts";
import type { EventChannel } from "#contract/index.ts";
import type { Palette, Plot } from "../../charts/index.ts";
import { unitColour, withAlpha } from "../../charts/index.ts";

/** Spikes of some units around events. */
export interface Aligned {
  readonly unitIds: readonly UnitId[];
  readonly offsetsS: Float32Array;
  /** position of the event */
  readonly trials: Int32Array;
  /** [unit + 1] */
  readonly starts: Int32Array;
  readonly numTrials: number;
  readonly beforeS: number;
  readonly afterS: number;
}

/** Rate in each bin, Hz: [bin]. */
export function psthOf(aligned: Aligned, unit: number, binS: number): Float64Array {
  const numBins = Math.max(1, Math.round((aligned.beforeS + aligned.afterS) / binS));
  const rates = new Float64Array(numBins);
  const own = aligned.offsetsS.subarray(aligned.starts[unit], aligned.starts[unit + 1]);
  for (const offset of own) {
    const bin = Math.min(numBins - 1, Math.floor((offset + aligned.beforeS) / binS));
    rates[bin] = (rates[bin] ?? 0) + 1 / (binS * (aligned.numTrials || 1));
  }
  return rates;
}

/** For each unit the raster over its trials and the rate below it. */
export function psthPlots(aligned: Aligned, palette: Palette, binS: number): readonly Plot[] {
  const n = aligned.unitIds.length;
  return aligned.unitIds.flatMap((id, unit): Plot[] => {
    const rates = psthOf(aligned, unit, binS);
    const colour = unitColour(palette, id);
    const edges = Float64Array.from(
      { length: rates.length + 1 },
      (_, i) => (-aligned.beforeS + i * binS) * 1000,
    );
    const own = [aligned.starts[unit] ?? 0, aligned.starts[unit + 1] ?? 0] as const;
    const range = [-aligned.beforeS * 1000, aligned.afterS * 1000] as const;
    const zero = { kind: "at" as const, x: 0, colour: withAlpha(palette.fg0, 0.5) };
    return [
      {
        id: `raster ${id}`,
        place: [unit / n, 0, 1 / n, 0.58],
        x: { range, bare: true },
        y: {
          range: [0, Math.max(1, aligned.numTrials)],
          ...(unit === 0 ? { label: "trial" } : {}),
        },
        linkX: "around",
        title: `unit ${id}`,
        titleColour: colour,
        layers: [
          zero,
          {
            kind: "points",
            x: Float64Array.from(aligned.offsetsS.subarray(...own), (s) => s * 1000),
            y: Float64Array.from(aligned.trials.subarray(...own), (t) => t + 0.5),
            colour,
            size: aligned.numTrials > 120 ? 1.6 : 2.6,
          },
        ],
      },
      {
        id: `rate ${id}`,
        place: [unit / n, 0.58, 1 / n, 0.42],
        x: { range, label: "from the event (ms)" },
        y: {
          range: [0, rates.reduce((most, rate) => Math.max(most, rate), 0) * 1.06 || 1],
          ...(unit === 0 ? { label: "rate (Hz)" } : {}),
        },
        linkX: "around",
        layers: [{ kind: "bars", edges, heights: rates, colour }, zero],
      },
    ];
  });
}

/** Times in seconds from a text of numbers, or a CSV whose first numeric column they are; a second column is a label. */
export function eventsFromText(name: string, text: string): EventChannel {
  const found = text
    .split(/\r?\n/)
    .map((line) => line.split(/[,;\t]/).map((cell) => cell.trim()))
    .flatMap((cells) => {
      const one = cells.length === 1 ? (cells[0] ?? "").split(/\s+/) : cells;
      if (cells.length === 1) return one.filter((cell) => cell !== "").map((cell) => ({ time: Number(cell), label: "" })); // prettier-ignore
      const at = one.findIndex((cell) => cell !== "" && Number.isFinite(Number(cell)));
      return at < 0 ? [] : [{ time: Number(one[at]), label: one[at + 1] ?? "" }];
    })
    .filter(({ time }) => Number.isFinite(time))
    .sort((a, b) => a.time - b.time);
  return { name, timesS: found.map(({ time }) => time), labels: found.map(({ label }) => label) };
}
