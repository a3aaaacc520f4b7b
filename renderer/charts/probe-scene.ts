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
}

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
  channels.forEach(({ id }, at) => {
    const [x, y] = centres[at] ?? [NaN, NaN];
    if (Number.isNaN(x)) return;
    if (x < -20 || y < -20 || x > width + 20 || y > height + 20) return;
    const isOn = input.highlighted.has(at);
    shapes.push({
      kind: "rect",
      x: x - side / 2,
      y: y - side / 2,
      w: side,
      h: side,
      fill: isOn ? palette.accent : palette.fg2,
    });
    const place = input.showIds && side >= 7 ? labelSide(centres, at, x, y) : isOn ? 1 : 0;
    if (place !== 0 || isOn)
      shapes.push({
        kind: "text",
        x: x + (place || 1) * (side / 2 + 3),
        align: place < 0 ? "right" : "left",
        y,
        text: String(id),
        fill: isOn ? palette.accent : palette.fg1,
        size: 10,
      });
  });
  return [...shapes, ...umBar(palette, transform, width, height)];
}

/** Where a contact's id has room: 1 right, -1 left, 0 nowhere. */
function labelSide(
  centres: readonly (readonly [number, number] | undefined)[],
  at: number,
  x: number,
  y: number,
): -1 | 0 | 1 {
  let [left, right] = [true, true];
  centres.forEach((other, index) => {
    if (!other || index === at || Math.abs(other[1] - y) > 8) return;
    const gap = other[0] - x;
    if (gap >= 0 && gap < 44) right = false;
    if (gap < 0 && gap > -44) left = false;
  });
  return right ? 1 : left ? -1 : 0;
}

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
