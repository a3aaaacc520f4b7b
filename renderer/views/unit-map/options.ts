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

/** The probe and every unit, also those that were placed beside it. */
export function boxWith(
  box: Box | undefined,
  places: readonly (readonly [number, number] | null)[],
): Box | undefined {
  let grown = box;
  for (const place of places) {
    if (!place) continue;
    const [x, y] = place;
    grown = {
      left: Math.min(grown?.left ?? x, x),
      right: Math.max(grown?.right ?? x, x),
      bottom: Math.min(grown?.bottom ?? y, y),
      top: Math.max(grown?.top ?? y, y),
    };
  }
  return grown;
}
