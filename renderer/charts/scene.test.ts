import { expect, test } from "vitest";
import { svgOfScene } from "./scene.ts";

const options = { width: 10, height: 10, background: "#fff", caption: "units 1 & 2" };

test("NaN lifts the pen of a path", () => {
  const points = Float32Array.of(0, 1, 2, 3, 0, NaN, 4, 5, 6, 7);
  expect(svgOfScene([{ kind: "path", points, stroke: "#000" }], options)).toContain(
    'd="M0 1L2 3M4 5L6 7"',
  );
});

test("text is escaped, the caption is kept in the file", () => {
  const svg = svgOfScene([{ kind: "text", x: 0, y: 0, text: "a<b", fill: "#000" }], options);
  expect(svg).toContain("a&lt;b");
  expect(svg).toContain("<desc>units 1 &amp; 2</desc>");
});

test("the document is well formed", () => {
  const svg = svgOfScene(
    [
      { kind: "circle", x: 1, y: 2, r: 3, fill: "#123456" },
      { kind: "rect", x: 1, y: 2, w: 3, h: 4, stroke: "#123456" },
    ],
    options,
  );
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
  expect(parsed.querySelectorAll("circle, rect")).toHaveLength(3);
});
