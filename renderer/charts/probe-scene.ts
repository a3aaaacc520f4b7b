import type { ChannelRow } from "#contract/index.ts";
import type { Palette } from "./colours.ts";
import { withAlpha } from "./colours.ts";
import { niceBelow } from "./scale.ts";
import type { Scene, Shape } from "./scene.ts";
import type { Box, ViewTransform } from "./view-transform.ts";
import { toPx } from "./view-transform.ts";

type Contours = readonly (readonly (readonly [number, number])[])[];

/** The contacts' bounds; the contour is left out, its tip is often far below. */
export function contactBox(channels: readonly ChannelRow[]): Box | undefined {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { xUm, yUm } of channels) {
    if (xUm === null || yUm === null) continue;
    left = Math.min(left, xUm);
    right = Math.max(right, xUm);
    bottom = Math.min(bottom, yUm);
    top = Math.max(top, yUm);
  }
  return left <= right
    ? { left: left - 20, right: right + 20, bottom: bottom - 20, top: top + 20 }
    : undefined;
}

export interface ProbeSceneInput {
  readonly palette: Palette;
  readonly width: number;
  readonly height: number;
  readonly transform: ViewTransform;
  readonly channels: readonly ChannelRow[];
  readonly contours: Contours;
  readonly highlighted: ReadonlySet<number>;
  readonly showIds: boolean;
  /** channels that are bad, by position, with what is wrong; without `showIds` only that is said */
  readonly marks?: ReadonlyMap<number, ContactMark>;
}

/** What is wrong with a channel; the shape of its contact says it too. */
export type ContactMark = "dead" | "noise" | "out";

/** Shank outline, contacts, their ids where there is room, and a scale bar in µm. */
export function probeScene(input: ProbeSceneInput): Scene {
  const { palette, channels, contours, transform, width, height } = input;
  const shapes: Shape[] = contours.map((contour) => ({
    kind: "path",
    points: closed(contour.map(([x, y]) => toPx(transform, width, height, x, y))),
    stroke: palette.lineStrong,
    fill: withAlpha(palette.bg3, 0.35),
  }));
  const side = Math.max(2.5, Math.min(12, 11 * Math.min(transform.scaleX, transform.scaleY)));
  const centres = channels.map(({ xUm, yUm }) =>
    xUm === null || yUm === null ? undefined : toPx(transform, width, height, xUm, yUm),
  );
  channels.forEach((_, at) => {
    const [x, y] = centres[at] ?? [NaN, NaN];
    if (Number.isNaN(x)) return;
    if (x < -20 || y < -20 || x > width + 20 || y > height + 20) return;
    const isOn = input.highlighted.has(at);
    const fill = isOn ? palette.accent : palette.fg2;
    const mark = input.marks?.get(at);
    shapes.push(
      ...(mark === undefined
        ? [{ kind: "rect", x: x - side / 2, y: y - side / 2, w: side, h: side, fill } as const]
        : markShapes(mark, x, y, side, { palette, isOn })),
    );
  });
  const ids = channels.map(({ id }, at) => {
    const mark = input.marks?.get(at);
    if (mark === undefined) return shortId(id);
    return input.showIds || input.highlighted.has(at) ? `${shortId(id)} ${mark}` : mark;
  });
  for (const { at, x, y, align } of placeLabels(ids, centres, side, input)) {
    const fill = input.highlighted.has(at) ? palette.accent : palette.fg1;
    shapes.push({ kind: "text", x, y, align, text: ids[at] ?? "", fill, size: LABEL_PX });
  }
  return [...shapes, ...umBar(palette, transform, width, height)];
}

/** Dead: a cross. Noise: a filled diamond. Outside the brain: a hollow square. */
function markShapes(
  mark: ContactMark,
  x: number,
  y: number,
  side: number,
  { palette, isOn }: { readonly palette: Palette; readonly isOn: boolean },
): Shape[] {
  const r = Math.max(3.5, side / 2);
  const ring: Shape[] = isOn ? [{ kind: "circle", x, y, r: r + 3, stroke: palette.accent }] : [];
  switch (mark) {
    case "dead": {
      const points = Float32Array.of(
        x - r,
        y - r,
        x + r,
        y + r,
        NaN,
        NaN,
        x - r,
        y + r,
        x + r,
        y - r,
      );
      return [...ring, { kind: "path", points, stroke: palette.error, width: 1.5 }];
    }
    case "noise": {
      const d = r + 1;
      const points = Float32Array.of(x, y - d, x + d, y, x, y + d, x - d, y, x, y - d);
      return [...ring, { kind: "path", points, fill: palette.warn, stroke: palette.warn }];
    }
    case "out":
      return [
        ...ring,
        { kind: "rect", x: x - r, y: y - r, w: 2 * r, h: 2 * r, stroke: palette.fg2 },
      ];
  }
}

/** What tells a stream's channels apart: "AP30" of "imec0.ap#AP30". */
export function shortId(id: string | number): string {
  const text = String(id);
  const hash = text.indexOf("#");
  return hash < 0 || hash === text.length - 1 ? text : text.slice(hash + 1);
}

const LABEL_PX = 10;
/** of a 10 px label, on the wide side */
const CHARACTER_PX = 6.5;
const LINE_PX = 11;

interface Label {
  readonly at: number;
  readonly x: number;
  readonly y: number;
  readonly align: "left" | "right";
}

/** Rectangle in px. */
interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Labels that cover no contact and no other label, right of a contact before left; highlighted ones choose first. */
function placeLabels(
  ids: readonly string[],
  centres: readonly (readonly [number, number] | undefined)[],
  side: number,
  { highlighted, showIds, width, height, marks }: ProbeSceneInput,
): Label[] {
  const half = side / 2;
  const isShown = (at: number): boolean => {
    const [x = NaN, y = NaN] = centres[at] ?? [];
    return x >= 0 && y >= 0 && x <= width && y <= height;
  };
  const shown = ids.map((_, at) => at).filter(isShown);
  const all = shown.filter((at) => highlighted.has(at));
  all.push(...shown.filter((at) => marks?.has(at) === true && !highlighted.has(at)));
  if (showIds && side >= 7)
    all.push(...shown.filter((at) => !highlighted.has(at) && marks?.has(at) !== true));
  const contacts = centres.flatMap((centre) => (centre ? [around(centre, half)] : []));
  const labels: Label[] = [];
  const taken: Area[] = [];
  for (const at of all) {
    const [x, y] = centres[at] ?? [NaN, NaN];
    const long = (ids[at]?.length ?? 0) * CHARACTER_PX;
    const isMarked = marks?.has(at) === true;
    // a mark's label stands beside its shank, where it hides no contact
    const edges = edgesOf(centres, x);
    const starts = isMarked
      ? [
          { align: "left", start: edges.right + half + 4 } as const,
          { align: "right", start: edges.left - half - 4 } as const,
        ]
      : [
          { align: "left", start: x + half + 3 } as const,
          { align: "right", start: x - half - 3 } as const,
        ];
    for (const { align, start } of starts) {
      const end = align === "left" ? start + long : start - long;
      const area = {
        left: Math.min(start, end),
        right: Math.max(start, end),
        top: y - LINE_PX / 2,
        bottom: y + LINE_PX / 2,
      };
      // what was pointed at is named even over contacts that are packed too densely for names
      const mayCover = isMarked || (highlighted.has(at) && side < 7);
      const isFree = mayCover || !contacts.some((other) => overlaps(area, other));
      if (isMarked && (area.left < 0 || area.right > width)) continue;
      if (!isFree || taken.some((other) => overlaps(area, other))) continue;
      labels.push({ at, x: start, y, align });
      taken.push(area);
      break;
    }
  }
  return labels;
}

/** px within which contacts belong to the same shank */
const SHANK_PX = 70;

/** Where the contacts of the shank around `x` end, px. */
function edgesOf(
  centres: readonly (readonly [number, number] | undefined)[],
  x: number,
): { readonly left: number; readonly right: number } {
  let [left, right] = [x, x];
  for (const centre of centres) {
    if (!centre || Math.abs(centre[0] - x) > SHANK_PX) continue;
    left = Math.min(left, centre[0]);
    right = Math.max(right, centre[0]);
  }
  return { left, right };
}

function around([x, y]: readonly [number, number], half: number): Area {
  return { left: x - half, right: x + half, top: y - half, bottom: y + half };
}

const overlaps = (a: Area, b: Area): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** A horizontal bar of a round length in µm, at the lower left. */
function umBar(palette: Palette, t: ViewTransform, width: number, height: number): Scene {
  const um = niceBelow((width * 0.35) / t.scaleX);
  return [
    { kind: "rect", x: 8, y: height - 8, w: um * t.scaleX, h: 2, fill: palette.fg0 },
    { kind: "text", x: 8, y: height - 16, text: `${um} µm`, fill: palette.fg0, size: 10 },
  ];
}

function closed(points: readonly (readonly [number, number])[]): Float32Array {
  const first = points[0];
  const all = first ? [...points, first] : points;
  return Float32Array.from(all.flat());
}

/** The contact nearest to a pixel, within `reach` px. */
export function nearestContact(
  {
    channels,
    transform,
    width,
    height,
  }: Pick<ProbeSceneInput, "channels" | "transform" | "width" | "height">,
  at: { readonly x: number; readonly y: number },
  reach = 14,
): number | undefined {
  let best: number | undefined;
  let bestDistance = reach;
  channels.forEach(({ xUm, yUm }, index) => {
    if (xUm === null || yUm === null) return;
    const [x, y] = toPx(transform, width, height, xUm, yUm);
    const distance = Math.hypot(x - at.x, y - at.y);
    if (distance < bestDistance) [best, bestDistance] = [index, distance];
  });
  return best;
}
