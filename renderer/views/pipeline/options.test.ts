import { expect, test } from "vitest";
import { changeStep, findSteps, moveStep, refusedField, stepSummary } from "./options.ts";

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
test("steps are found by name, label or summary", () => {
  const catalog = [
    {
      name: "bandpass_filter",
      label: "Band-pass filter",
      summary: "Keeps a band.",
      paramsSchema: {},
    },
  ];
  expect(findSteps(catalog, "BAND")).toHaveLength(1);
  expect(findSteps(catalog, "whiten")).toHaveLength(0);
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
