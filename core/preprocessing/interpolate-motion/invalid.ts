import { EphysError } from "#core/model/index.ts";

/** A wrong parameter of this step. */
export function invalid(parameter: string, what: string): EphysError {
  return new EphysError("InvalidParameter", `interpolate_motion: ${parameter} ${what}`, {
    step: "interpolate_motion",
    parameter,
  });
}
