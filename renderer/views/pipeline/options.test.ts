import { expect, test } from "vitest";
import {
  changeStep,
  dropPlace,
  duplicateStep,
  findSteps,
  moveStep,
  pipelineJson,
  refusedField,
  refusedStep,
  stepSummary,
} from "./options.ts";

const step = (name: string): { name: string; params: object; enabled: boolean } => ({
  name,
  params: {},
  enabled: true,
});
const chain = ["a", "b", "c"].map(step) as never;

test("steps move within the chain, not out of it", () => {
  expect(moveStep(chain, 0, 2).map(({ name }) => name)).toEqual(["b", "c", "a"]);
  expect(moveStep(chain, 0, -1)).toBe(chain);
  expect(moveStep(chain, 2, 3)).toBe(chain);
});
test("a dropped step fills the gap it was dropped into", () => {
  const drop = (from: number, gap: number) =>
    moveStep(chain, from, dropPlace(from, gap))
      .map(({ name }) => name)
      .join("");
  expect([drop(0, 3), drop(0, 2), drop(2, 0), drop(1, 1), drop(1, 2)]).toEqual([
    ...["bca", "bac", "cab", "abc", "abc"],
  ]);
});
test("a duplicate stands below its step", () => {
  expect(duplicateStep(chain, 1).map(({ name }) => name)).toEqual(["a", "b", "b", "c"]);
  expect(duplicateStep(chain, 9)).toBe(chain);
});
test("an error is shown at the step it names, by place where that is said", () => {
  const error = (details: object) =>
    ({ code: "InvalidParameter", message: "no", details }) as never;
  expect(refusedStep(error({ step: "b", index: 1 }), chain)?.index).toBe(1);
  expect(refusedStep(error({ step: "c" }), chain)?.index).toBe(2);
  expect(refusedStep(error({ step: "x", index: 1 }), chain)).toBeUndefined();
  expect(refusedStep(error({}), chain)).toBeUndefined();
  expect(refusedStep(undefined, chain)).toBeUndefined();
});
test("a change touches one step", () => {
  expect(changeStep(chain, 1, { enabled: false }).map(({ enabled }) => enabled)).toEqual([
    true,
    false,
    true,
  ]);
});
test("a step's line names what was changed", () => {
  expect(stepSummary({})).toBe("defaults");
  expect(stepSummary({ freq_min: 400, local_radius: [30, 55] })).toBe(
    "freq_min 400, local_radius [30,55]",
  );
});
test("steps are found by words of their name, label, family or summary, family by family", () => {
  const step = (name: string, family: string, summary: string) => ({
    ...{ name, family, summary, label: name, citation: null, paramsSchema: {} },
  });
  const catalog = [
    step("whiten", "whitening", "Removes correlation."),
    step("bandpass_filter", "filter", "Keeps a band."),
    step("notch_filter", "filter", "Removes one frequency."),
  ];
  const found = (text: string) =>
    findSteps(catalog, text).map(({ family, steps }) => [family, ...steps.map((s) => s.name)]);
  expect(found("")).toEqual([
    ["filter", "bandpass_filter", "notch_filter"],
    ["whitening", "whiten"],
  ]);
  expect(found("removes FILTER")).toEqual([["filter", "notch_filter"]]);
  expect(found("clip")).toEqual([]);
});
test("a saved pipeline has the steps that are on; a list where one comes twice", () => {
  const on = (name: string, params = {}) => ({ name, params, enabled: true });
  const off = { name: "center", params: {}, enabled: false };
  expect(pipelineJson([on("a", { x: 1 }), off, on("b")])).toEqual({ a: { x: 1 }, b: {} });
  expect(pipelineJson([on("a"), on("b"), on("a", { x: 1 })])).toEqual([
    ["a", {}],
    ["b", {}],
    ["a", { x: 1 }],
  ]);
});
test("a refusal that names its field is shown beside it", () => {
  const error = {
    code: "InvalidParameter",
    message: "too high",
    details: { step: "bandpass_filter", index: 1, field: "freq_max" },
  } as const;
  expect(refusedField(error)).toEqual({
    step: "bandpass_filter",
    index: 1,
    field: "freq_max",
    message: "too high",
  });
  expect(refusedField({ ...error, details: {} })).toBeUndefined();
  const inside = { step: "common_reference", parameter: "local_radius.0" };
  expect(refusedField({ ...error, details: inside })).toMatchObject({
    index: undefined,
    field: "local_radius",
  });
});
