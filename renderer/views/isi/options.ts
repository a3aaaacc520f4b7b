import type { UnitId } from "#core/model/index.ts";
import type { Palette, Plot } from "../../charts/index.ts";
import { unitColour, withAlpha } from "../../charts/index.ts";

/** Times from one spike to the next. */
export interface Intervals {
  readonly unitIds: readonly UnitId[];
  /** [unit × bin] */
  readonly counts: Int32Array;
  /** [bin + 1], ms */
  readonly bins: Float64Array;
  /** [unit]: shorter than the refractory period */
  readonly violations: Int32Array;
  /** [unit]: longer than the last bin */
  readonly beyond: Int32Array;
}

/** "12 of 4 310 (0.28 %)": too short intervals of a unit. */
function violationText({ counts, bins, violations, beyond }: Intervals, unit: number): string {
  const numBins = bins.length - 1;
  const own = counts.subarray(unit * numBins, (unit + 1) * numBins);
  const total = own.reduce((sum, n) => sum + n, beyond[unit] ?? 0);
  const found = violations[unit] ?? 0;
  const share = total === 0 ? "" : ` (${((100 * found) / total).toFixed(2)} %)`;
  return `${found} of ${total}${share}`;
}

/** One plot above the other, the refractory period as a band. */
export function isiPlots(
  data: Intervals,
  palette: Palette,
  { refractoryMs, minMs = 0 }: { readonly refractoryMs: number; readonly minMs?: number },
): readonly Plot[] {
  const numBins = data.bins.length - 1;
  const n = data.unitIds.length;
  return data.unitIds.map((id, at) => {
    const heights = data.counts.subarray(at * numBins, (at + 1) * numBins);
    const top = heights.reduce((most, value) => Math.max(most, value), 1);
    return {
      id: String(id),
      place: [0, at / n, 1, 1 / n],
      x: {
        range: [Math.min(minMs, data.bins[numBins - 1] ?? 0), data.bins[numBins] ?? 1],
        ...(at === n - 1 ? { label: "interval (ms)" } : {}),
      },
      y: { range: [0, top * 1.05] },
      linkX: "interval",
      title: `${id} · shorter than ${refractoryMs} ms: ${violationText(data, at)}`,
      titleColour: unitColour(palette, id),
      layers: [
        { kind: "band", x: [0, refractoryMs], colour: withAlpha(palette.warn, 0.16) },
        { kind: "bars", edges: data.bins, heights, colour: unitColour(palette, id) },
      ],
    };
  });
}
