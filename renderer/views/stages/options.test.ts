import { expect, test } from "vitest";
import { quantileGroups, stageStates } from "./options.ts";

const STAGES = [
  { title: "Detect", about: "", steps: ["detect peaks"], params: [] },
  { title: "Cluster", about: "", steps: ["learn waveforms", "split"], params: [] },
  { title: "Match", about: "", steps: ["match"], params: [] },
];

test("a stage that was reached stays reached when a step of an earlier one comes again", () => {
  const job = { state: "running", step: "detect peaks" } as const;
  expect(stageStates(STAGES, job)).toEqual(["now", "waiting", "waiting"]);
  expect(stageStates(STAGES, job, ["split clusters"])).toEqual(["done", "now", "waiting"]);
  expect(stageStates(STAGES, { state: "queued", step: "" })).toEqual(Array(3).fill("waiting"));
  expect(stageStates(STAGES, { state: "done", step: "" })).toEqual(Array(3).fill("done"));
});

test("groups by size are equally filled and know no sign", () => {
  expect([...quantileGroups([1, -4, 2, -3], 2)]).toEqual([0, 1, 0, 1]);
  expect([...quantileGroups([], 3)]).toEqual([]);
});
