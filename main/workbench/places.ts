import { randomBytes } from "node:crypto";
import { basename, dirname, join, resolve } from "node:path";
import type { ResultPlace } from "#core/jobs/index.ts";

/** Where a command writes a folder: beside its final place under a temporary name until it is whole. */
export function outputPlace(out: string): ResultPlace {
  const folder = resolve(out);
  const suffix = randomBytes(4).toString("hex");
  return {
    folder,
    partialFolder: join(dirname(folder), `.${basename(folder)}.partial-${suffix}`),
  };
}

/** The same for work that goes on where a stopped run was: the temporary name is always that. */
export function resumablePlace(out: string): ResultPlace {
  const folder = resolve(out);
  return {
    folder,
    partialFolder: join(dirname(folder), `.${basename(folder)}.partial-sort`),
    resumes: true,
  };
}
