import { describe, expect, it } from "vitest";
import { z } from "zod";
import { checkedBy } from "./checked-by.ts";

const schema = z.strictObject({ radius_um: z.number().default(50), method: z.enum(["a", "b"]) });

describe("checkedBy", () => {
  it("fills in defaults", () => {
    expect(checkedBy(schema, { method: "a" }, "the step")).toEqual({ radius_um: 50, method: "a" });
  });

  it("names every parameter that does not fit, and keeps the first", () => {
    const check = (): unknown =>
      checkedBy(schema, { radius_um: "far", method: "a", depth: 1 }, "the step", { step: "s" });
    expect(check).toThrow(/^the step: radius_um: .*; depth: is not a parameter of it$/);
    expect(check).toThrow(
      expect.objectContaining({ details: { step: "s", parameter: "radius_um" } }),
    );
  });

  it("says what is wrong with a value that is no object", () => {
    expect(() => checkedBy(schema, 3, "the step")).toThrow(/^the step: .*object/i);
  });
});
