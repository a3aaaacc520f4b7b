import type { TaskContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";

type Query = (args: never, ctx: TaskContext) => Promise<unknown>;

/** Short questions that a pool thread answers. */
const QUERIES: Readonly<Record<string, Query>> = {};

export async function runQuery(name: string, args: unknown, ctx: TaskContext): Promise<unknown> {
  const query = QUERIES[name];
  if (query === undefined) throw new EphysError("UnknownName", `no query is called "${name}"`);
  return query(args as never, ctx); // whoever asks names the query's own argument type
}
