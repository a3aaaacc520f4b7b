import type { UnitId } from "#core/model/index.ts";
import type { UnitTable } from "#contract/index.ts";
import type { Box, Shape } from "../../charts/index.ts";

type ToPx = (x: number, y: number) => readonly [number, number];
interface MarkStyle {
  readonly colourOf: (id: UnitId) => string;
  readonly text: string;
  readonly selected: ReadonlySet<UnitId>;
}

/** A dot for each unit; selected ones larger, on top, with their id. */
export function unitMarks(table: UnitTable, toPx: ToPx, style: MarkStyle): readonly Shape[] {
  const dots: Shape[] = [];
  const selected: Shape[] = [];
  table.unitIds.forEach((id, at) => {
    const place = table.locationsUm[at];
    if (!place) return;
    const [x, y] = toPx(...place);
    if (!style.selected.has(id)) {
      dots.push({ kind: "circle", x, y, r: 3.5, fill: style.colourOf(id) });
      return;
    }
    selected.push({
      kind: "circle",
      x,
      y,
      r: 6,
      fill: style.colourOf(id),
      stroke: style.text,
      width: 1.5,
    });
    selected.push({ kind: "text", x: x + 9, y, text: String(id), fill: style.text });
  });
  return [...dots, ...selected];
}

/** The unit nearest to a pixel, within 10 px. */
export function nearestUnit(
  table: UnitTable,
  toPx: ToPx,
  at: { readonly x: number; readonly y: number },
): UnitId | undefined {
  let best: UnitId | undefined;
  let bestDistance = 10;
  table.unitIds.forEach((id, index) => {
    const place = table.locationsUm[index];
    if (!place) return;
    const [x, y] = toPx(...place);
    const distance = Math.hypot(x - at.x, y - at.y);
    if (distance < bestDistance) [best, bestDistance] = [id, distance];
  });
  return best;
}

/** How many times the probe's size a unit may lie beside it and still be in the first view. */
const NEAR = 0.5;
const LEAST_UM = 100;

/** The probe and the units around it; one that was placed far away is named, and does not make the rest small. */
export function boxWith(
  box: Box | undefined,
  places: readonly (readonly [number, number] | null)[],
): Box | undefined {
  const core = box ?? middleOf(places);
  if (!core) return undefined;
  const reach = NEAR * Math.max(LEAST_UM, Math.min(core.right - core.left, core.top - core.bottom));
  let grown = core;
  for (const place of places) {
    if (!place || !isNear(core, place, reach)) continue;
    const [x, y] = place;
    grown = {
      left: Math.min(grown.left, x),
      right: Math.max(grown.right, x),
      bottom: Math.min(grown.bottom, y),
      top: Math.max(grown.top, y),
    };
  }
  return grown;
}

/** How many units lie outside a box. */
export function numOutside(
  box: Box | undefined,
  places: readonly (readonly [number, number] | null)[],
): number {
  if (!box) return 0;
  return places.filter((place) => place !== null && !isNear(box, place, 0)).length;
}

const isNear = (
  { left, right, bottom, top }: Box,
  [x, y]: readonly [number, number],
  reach: number,
): boolean => x >= left - reach && x <= right + reach && y >= bottom - reach && y <= top + reach;

/** Between the fifth and the ninety-fifth hundredth of the places. */
function middleOf(places: readonly (readonly [number, number] | null)[]): Box | undefined {
  const known = places.filter((place) => place !== null);
  if (known.length === 0) return undefined;
  const bounds = (axis: 0 | 1): readonly [number, number] => {
    const values = known.map((place) => place[axis]).sort((a, b) => a - b);
    const at = (part: number): number => values[Math.round(part * (values.length - 1))] ?? 0;
    return [at(0.05), at(0.95)];
  };
  const [[left, right], [bottom, top]] = [bounds(0), bounds(1)];
  return { left, right, bottom, top };
}
