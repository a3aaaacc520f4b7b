import { expect, test } from "vitest";
import { findCommands } from "./commands.ts";

const command = (
  title: string,
  group = "Window",
): { id: string; title: string; group: string; run: () => void } => ({
  id: title,
  title,
  group,
  run: () => {},
});
const all = [
  command("Go to Units", "Places"),
  command("Redo label", "Units"),
  command("Undo label", "Units"),
];

test("every typed word must be found, in any order", () => {
  expect(findCommands(all, "label un").map(({ title }) => title)).toEqual([
    "Undo label",
    "Redo label",
  ]);
});
test("nothing typed shows everything", () => {
  expect(findCommands(all, " ")).toHaveLength(3);
});
test("no match is an empty list", () => {
  expect(findCommands(all, "zzz")).toEqual([]);
});
