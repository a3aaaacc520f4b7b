import type { z } from "zod";
import type { Api, MethodName, NamespaceName } from "../api.ts";
import { analyzers, comparisons, labels } from "./analyzers.ts";
import { app, files, jobs, projects } from "./app.ts";
import { curation } from "./curation.ts";
import { motions, pipelines, recordings, sorters, sortings } from "./recordings.ts";

type InputOf<N extends NamespaceName, M extends MethodName<N>> = Api[N][M] extends (
  input: infer I,
) => unknown
  ? I
  : never;

export type InputSchemas = {
  readonly [N in NamespaceName]: {
    readonly [M in MethodName<N>]: z.ZodType<InputOf<N, M>>;
  };
};

/** What every method's input is parsed by at the border; a method without one does not compile. */
export const INPUT_SCHEMAS = {
  app,
  projects,
  files,
  recordings,
  pipelines,
  sorters,
  motions,
  sortings,
  analyzers,
  labels,
  curation,
  comparisons,
  jobs,
} as const satisfies InputSchemas;

/** The schema of a method by the names on the wire; undefined = there is no such method. */
export function inputSchemaOf(namespace: string, method: string): z.ZodType | undefined {
  if (!Object.hasOwn(INPUT_SCHEMAS, namespace)) return undefined;
  const schemas: Readonly<Record<string, z.ZodType>> = INPUT_SCHEMAS[namespace as NamespaceName];
  return Object.hasOwn(schemas, method) ? schemas[method] : undefined;
}
