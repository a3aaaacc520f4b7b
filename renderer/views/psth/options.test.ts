import { expect, test } from "vitest";
import { eventsFromText, psthOf } from "./options.ts";

test("times come one a line, several a line, or as the first number of a table with a label", () => {
  expect(eventsFromText("a", "2.5\n1\n\n3").timesS).toEqual([1, 2.5, 3]);
  expect(eventsFromText("a", "1 2 3").timesS).toEqual([1, 2, 3]);
  const table = eventsFromText("a", "time,kind\n4,go\n2,stop");
  expect(table).toEqual({ name: "a", timesS: [2, 4], labels: ["stop", "go"] });
});

test("a rate is spikes a second and trial", () => {
  const aligned = {
    unitIds: [1],
    offsetsS: Float32Array.of(-0.05, 0.01, 0.02, 0.09),
    trials: Int32Array.of(0, 0, 1, 1),
    starts: Int32Array.of(0, 4),
    numTrials: 2,
    beforeS: 0.1,
    afterS: 0.1,
  };
  expect([...psthOf(aligned, 0, 0.1)]).toEqual([5, 15]);
});
