import { expect, test } from "vitest";
import type { ExtensionNode } from "./options.ts";
import { costText, levelsOf, placeNodes, withParents } from "./options.ts";

const node = (name: string, dependsOn: readonly string[], state = "missing"): ExtensionNode => ({
  name,
  label: name,
  summary: "",
  dependsOn,
  uses: [],
  needsRecording: false,
  state,
  seconds: 30,
  diskBytes: 1e6,
});
const nodes = [
  node("chosen", [], "done"),
  node("waves", ["chosen"]),
  node("templates", ["waves|chosen"]),
  node("metrics", ["templates", "chosen"]),
];

test("what is lacking comes along, parents first; what is there does not", () => {
  expect(withParents(nodes, new Set(["metrics"]))).toEqual(["templates", "metrics"]);
  expect(withParents(nodes, new Set(["templates"]))).toEqual(["templates"]);
  const bare = nodes.map((one) => ({ ...one, state: "missing" }));
  expect(withParents(bare, new Set(["metrics"]))).toEqual(["chosen", "templates", "metrics"]);
});

test("a level is one more than the deepest parent's, and boxes of a level stand in one column", () => {
  expect([...levelsOf(nodes).values()]).toEqual([0, 1, 2, 3]);
  const xs = placeNodes(nodes, 800, 300).map(({ x }) => x);
  expect(new Set(xs).size).toBe(4);
});

test("what reads whatever is there stands after it, and does not ask for it", () => {
  const metrics: ExtensionNode = { ...node("quality", []), uses: ["templates", "elsewhere"] };
  const bare = [...nodes.map((one) => ({ ...one, state: "missing" })), metrics];
  expect(levelsOf(bare).get("quality")).toBe(3);
  expect(withParents(bare, new Set(["quality"]))).toEqual(["quality"]);
});

test("time and disk add up", () => {
  expect(costText(nodes, ["waves", "metrics"])).toBe("about 01:00, 2.00 MB");
});
