import { EphysError } from "#core/model/index.ts";

export function notFound(kind: string, id: number): EphysError {
  return new EphysError("InvalidValue", `this project has no ${kind} ${String(id)}`, { kind, id });
}
