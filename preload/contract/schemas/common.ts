import { z } from "zod";
import type { JsonObject, JsonValue } from "#core/model/index.ts";

/** A row id of the project. */
export const id = z.number().int().positive();
/** An absolute path; what may be reached is checked by the host. */
export const path = z.string().min(1).max(4096);
export const name = z.string().min(1).max(200);
export const none = z.strictObject({});
export const unitId = z.union([z.string().max(500), z.number()]);

/** Any JSON value. */
export const jsonValue: z.ZodType<JsonValue> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(jsonValue), jsonObject]),
);
/** Any JSON object: parameters that a definition's own schema checks later. */
export const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), jsonValue);
