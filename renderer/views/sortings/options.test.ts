import { expect, test } from "vitest";
import type { JsonObject } from "#core/model/index.ts";
import { sparsityForm } from "./options.ts";

const SHARED = ["peak_sign", "num_spikes_for_sparsity", "ms_before", "ms_after"];
const OWN = ["radius_um", "num_channels", "threshold", "amplitude_mode", "by_property"];
const schema: JsonObject = {
  type: "object",
  properties: {
    method: { enum: ["radius", "snr", "by_property"], default: "radius" },
    ...Object.fromEntries([...OWN, ...SHARED].map((name) => [name, { type: "number" }])),
  },
};
const shown = (values: JsonObject): string[] =>
  Object.keys(sparsityForm(schema, values)["properties"] as JsonObject).toSorted();

test("a method shows the fields that it looks at and no other", () => {
  expect(shown({})).toEqual(["method", "radius_um", ...SHARED].toSorted());
  expect(shown({ method: "snr" })).toEqual(
    ["amplitude_mode", "method", "threshold", ...SHARED].toSorted(),
  );
  expect(shown({ method: "by_property" })).toEqual(["by_property", "method"]);
});
