import { describe, expect, test } from "vitest";
import type { FieldSpec } from "./schema.ts";
import { fieldsOf, labelOf, parseField, problemsOf, rangeOf, textOf } from "./schema.ts";

const field = (property: object, name = "x", required: string[] = []): FieldSpec => {
  const [first] = fieldsOf({ type: "object", properties: { [name]: { ...property } }, required });
  if (!first) throw new Error("no field");
  return first;
};

describe("fields of a schema", () => {
  test("a name gives label and unit where the schema gives none", () => {
    expect(field({ type: "number" }, "margin_ms")).toMatchObject({
      label: "Margin",
      unit: "ms",
      kind: "number",
    });
    expect(field({ type: "number", label: "Lower edge", unit: "Hz" }, "freq_min")).toMatchObject({
      label: "Lower edge",
      unit: "Hz",
    });
    expect(labelOf("num_chunks_per_segment")).toBe("Num chunks per segment");
  });
  test("null beside a type makes it optional, in both spellings", () => {
    expect(field({ anyOf: [{ type: "number", minimum: 0 }, { type: "null" }] })).toMatchObject({
      kind: "number",
      nullable: true,
      min: 0,
    });
    expect(field({ type: ["integer", "null"] })).toMatchObject({ kind: "integer", nullable: true });
  });
  test("enumerations and unions of constants are choices", () => {
    expect(field({ enum: ["a", "b"] })).toMatchObject({ kind: "choice", choices: ["a", "b"] });
    expect(
      field({ anyOf: [{ const: "a" }, { enum: ["b", "c"] }, { type: "null" }] }),
    ).toMatchObject({ kind: "choice", choices: ["a", "b", "c"], nullable: true });
  });
  test("lists, objects and what cannot be a field", () => {
    expect(field({ type: "array", items: { type: "number" } }).kind).toBe("numbers");
    expect(field({ type: "array", items: { type: "string" } }).kind).toBe("texts");
    expect(field({ type: "object", properties: { y: { type: "boolean" } } })).toMatchObject({
      kind: "group",
      fields: [{ name: "y", kind: "boolean" }],
    });
    expect(field({ anyOf: [{ type: "number" }, { type: "string" }] }).kind).toBe("json");
  });
  test("limits beyond what a float counts exactly are none", () => {
    expect(
      rangeOf(field({ type: "integer", minimum: -9007199254740991, maximum: 9007199254740991 })),
    ).toBe("");
    expect(rangeOf(field({ type: "number", exclusiveMinimum: 0, maximum: 1 }))).toBe("> 0, ≤ 1");
  });
});

describe("typing", () => {
  test.each([
    [{ type: "number", exclusiveMinimum: 0 }, "0", { error: "must be > 0" }],
    [{ type: "number", exclusiveMinimum: 0 }, "300", { value: 300 }],
    [{ type: "number" }, "0,5", { value: 0.5 }],
    [{ type: "number" }, "3x", { error: "“3x” is not a number" }],
    [{ type: "integer", maximum: 20 }, "2.5", { error: "must be a whole number" }],
    [{ type: "integer", maximum: 20 }, "21", { error: "must be ≤ 20" }],
    [{ type: "array", items: { type: "number" } }, "30, 55", { value: [30, 55] }],
    [{ type: "array", items: { type: "number" } }, "30; x", { error: "“x” is not a number" }],
    [{ enum: [1, 2] }, "2", { value: 2 }],
    [{ enum: ["a"] }, "z", { error: "must be one of a" }],
    [{ anyOf: [{ type: "number" }, { type: "null" }], default: 5 }, "null", { value: null }],
    [{}, '{"a": 1}', { value: { a: 1 } }],
    [{}, "{a", { error: "is not JSON" }],
    [{ type: "number" }, "", { value: undefined }],
  ])("%j with %j", (property, typed, parsed) => {
    expect(parseField(field(property), typed)).toEqual(parsed);
  });
  test("what is shown can be typed back", () => {
    for (const [property, value] of [
      [{ type: "number" }, 0.25],
      [{ type: "array", items: { type: "number" } }, [30, 55]],
      [{}, { mode: "folder" }],
    ] as const) {
      const spec = field(property);
      expect(parseField(spec, textOf(spec, value))).toEqual({ value });
    }
  });
});

test("a needed field that is empty is a problem, a defaulted one is not", () => {
  const fields = fieldsOf({
    type: "object",
    required: ["sampling_frequency", "gain"],
    properties: { sampling_frequency: { type: "number" }, gain: { type: "number", default: 1 } },
  });
  expect(problemsOf(fields, {})).toEqual({ sampling_frequency: "is needed" });
  expect(problemsOf(fields, { sampling_frequency: 30000 })).toEqual({});
});

test("a list of ids is typed plainly; text that looks like a number is quoted", () => {
  const items = { anyOf: [{ type: "string" }, { type: "number" }] };
  const [field] = fieldsOf({ properties: { ids: { type: "array", items } } });
  if (!field) throw new Error("no field");
  expect(field.kind).toBe("ids");
  const short = {
    anyOf: [{ type: "array", items: { type: ["string", "number"] } }, { type: "null" }],
  };
  expect(fieldsOf({ properties: { ids: short } })[0]?.kind).toBe("ids");
  const ids = ["imec0.ap#AP1", 7, "7", "a b"];
  expect(textOf(field, ids)).toBe('imec0.ap#AP1, 7, "7", "a b"');
  expect(parseField(field, textOf(field, ids))).toEqual({ value: ids });
  expect(parseField(field, 'AP1, "x')).toHaveProperty("error");
});
