import { expect, test } from "vitest";
import { parseSnippet, unitsNamed } from "./snippets.ts";

test("a snippet is a word after a colon and what follows", () => {
  expect(parseSnippet(":c 12 34")).toEqual({ name: "c", text: "12 34" });
  expect(parseSnippet(": f  snr > 5 ")).toEqual({ name: "f", text: "snr > 5" });
  expect(parseSnippet(":g")).toEqual({ name: "g", text: "" });
  expect(parseSnippet("merge")).toBeUndefined();
});

test("units are named by id, with commas, blanks and ranges; what is not there is passed over", () => {
  expect(unitsNamed("3, 1 99", [1, 2, 3])).toEqual([3, 1]);
  expect(unitsNamed("2-4", [1, 2, 3, 4, 5])).toEqual([2, 3, 4]);
  expect(unitsNamed("merge0 u-1", ["u-1", "merge0"])).toEqual(["merge0", "u-1"]);
});
