import { expect, test } from "vitest";
import type { ChannelRow } from "#contract/index.ts";
import type { Palette } from "./colours.ts";
import type { ContactMark } from "./probe-scene.ts";
import { probeScene, shortId } from "./probe-scene.ts";

const palette = new Proxy({}, { get: () => "#888888" }) as Palette;

/** Four columns, as on a Neuropixels probe. */
const channels = Array.from({ length: 40 }, (_, i) => ({
  id: `imec0.ap#AP${String(i)}`,
  xUm: (i % 4) * 16,
  yUm: Math.floor(i / 4) * 20,
})) as unknown as ChannelRow[];

function labels(
  scale: number,
  highlighted: readonly number[] = [],
  marks: ReadonlyMap<number, ContactMark> = new Map(),
) {
  const scene = probeScene({
    palette,
    width: 2000,
    height: 2000,
    transform: { centerX: 24, centerY: 90, scaleX: scale, scaleY: scale },
    channels,
    contours: [],
    highlighted: new Set(highlighted),
    showIds: true,
    marks,
  });
  return scene.flatMap((s) => (s.kind === "text" && !s.text.includes("µm") ? [s] : []));
}

test("a stream's name is left out of a label", () => {
  expect(shortId("imec0.ap#AP30")).toBe("AP30");
  expect(shortId(7)).toBe("7");
  expect(shortId("CH#")).toBe("CH#");
});
test("labels never overlap, at any zoom", () => {
  for (const scale of [0.3, 0.7, 1, 1.6, 2.5, 4, 6]) {
    const boxes = labels(scale).map(({ x, y, text, align }) => ({
      left: align === "right" ? x - text.length * 6 : x,
      right: align === "right" ? x : x + text.length * 6,
      y,
    }));
    boxes.forEach((a, i) => {
      for (const b of boxes.slice(i + 1)) {
        const isApart = Math.abs(a.y - b.y) >= 10 || a.right <= b.left || b.right <= a.left;
        expect(isApart).toBe(true);
      }
    });
  }
});
test("there are labels where there is room, and of what is highlighted", () => {
  expect(labels(6)).toHaveLength(40);
  expect(labels(0.3)).toHaveLength(0);
  expect(labels(0.3, [5]).map(({ text }) => text)).toEqual(["AP5"]);
});
test("a bad channel is named beside its shank at any zoom, with what is wrong", () => {
  const marks = new Map([
    [5, "dead"],
    [30, "noise"],
  ] as const);
  const found = labels(0.5, [], marks);
  expect(found.map(({ text }) => text)).toEqual(["AP5 dead", "AP30 noise"]);
  const right = 1000 + (48 - 24) * 0.5; // of the last column
  for (const { x } of found) expect(x).toBeGreaterThan(right);
});
