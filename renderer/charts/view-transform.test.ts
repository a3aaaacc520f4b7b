import { fc, test as propertyTest } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { fitBox, panBy, toPx, zoomAt } from "./view-transform.ts";

const box = { left: -10, right: 70, bottom: 0, top: 3840 };
const size = { width: 400, height: 700 };

test("a fitted box lies inside the panel, at its true aspect", () => {
  const t = fitBox(box, size.width, size.height, { pad: 20 });
  expect(t.scaleX).toBe(t.scaleY);
  const [, top] = toPx(t, size.width, size.height, 0, box.top);
  const [, bottom] = toPx(t, size.width, size.height, 0, box.bottom);
  expect(top).toBeCloseTo(20);
  expect(bottom).toBeCloseTo(680);
});

propertyTest.prop([
  fc.integer({ min: 0, max: 400 }),
  fc.integer({ min: 0, max: 700 }),
  fc.double({ min: 0.1, max: 10, noNaN: true }),
])("zooming keeps what lies under the pointer", (x, y, factor) => {
  const t = fitBox(box, size.width, size.height);
  const um = [(x - 200) / t.scaleX + t.centerX, (350 - y) / t.scaleY + t.centerY] as const;
  const [px, py] = toPx(zoomAt(t, size, { x, y }, factor), size.width, size.height, ...um);
  expect(px).toBeCloseTo(x, 4);
  expect(py).toBeCloseTo(y, 4);
});

test("panning moves by the pixels of the hand", () => {
  const t = fitBox(box, size.width, size.height);
  const [x0, y0] = toPx(t, size.width, size.height, 20, 100);
  const [x1, y1] = toPx(panBy(t, 30, -12), size.width, size.height, 20, 100);
  expect([x1 - x0, y1 - y0].map(Math.round)).toEqual([30, -12]);
});
