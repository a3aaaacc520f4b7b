import type { TaskContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { applyStepQuery } from "#main/data-plane/apply-step.ts";
import { spectraWindow } from "#main/data-plane/spectra-window.ts";
import { pairSpikes } from "#main/data-plane/pair-spikes.ts";
import { pairTableQuery } from "#main/services/comparisons/pair-table.ts";
import { severalQuery } from "#main/services/comparisons/several-table.ts";
import { indexSpikesQuery, readArrayQuery } from "#main/services/analyzers/shared-arrays.ts";
import { partsQuery, previewQuery, regroupQuery } from "#main/services/curation/desk-work.ts";
import { traceWindow } from "#main/data-plane/trace-window.ts";

type Query = (args: never, ctx: TaskContext) => Promise<unknown>;

/** Short questions that a pool thread answers. */
const QUERIES = {
  trace_window: traceWindow,
  pair_table: pairTableQuery,
  several_sortings: severalQuery,
  pair_spikes: pairSpikes,
  spectra_window: spectraWindow,
  apply_step: applyStepQuery,
  read_array: readArrayQuery,
  index_spikes: indexSpikesQuery,
  desk_regroup: regroupQuery,
  desk_preview: previewQuery,
  desk_parts: partsQuery,
} satisfies Record<string, Query>;

/** Answers the question called `name`; whoever asks gives it arguments of its type. */
export async function runQuery(name: string, args: unknown, ctx: TaskContext): Promise<unknown> {
  if (!Object.hasOwn(QUERIES, name)) {
    throw new EphysError("UnknownName", `no query is called "${name}"`, { name });
  }
  const query = QUERIES[name as keyof typeof QUERIES] as (
    args: unknown,
    ctx: TaskContext,
  ) => Promise<unknown>;
  return query(args, ctx);
}
