import { encodeFrame } from "#contract/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { ServiceContext } from "#main/services/index.ts";
import type { ViewQuery } from "./query.ts";

const TOPICS = ["peaks", "clusters", "residual", "residual_history", "dropped", "probe"] as const;

/** What a job shows of a topic; nothing yet is a frame without arrays. */
export async function shownFrame(
  ctx: ServiceContext,
  query: ViewQuery,
): Promise<Uint8Array<ArrayBuffer>> {
  const topic = query.oneOf("topic", TOPICS, "" as "peaks");
  const jobId = query.count("job", 1);
  const { shown, project } = ctx.session();
  const found = shown.get(jobId, topic);
  if (found === undefined) {
    project.jobs.get(jobId); // refuses an unknown id
    return encodeFrame([], { total: 0, rows: 0 });
  }
  const arrays = Object.entries(found.arrays);
  const [first] = arrays;
  if (arrays.some(([, { length }]) => length > 5_000_000)) {
    throw new EphysError("Internal", `job ${String(jobId)} shows too much of ${topic}`);
  }
  return encodeFrame(
    arrays.map(([name, data]) => ({ name, shape: [data.length], unit: null, data })),
    { ...found.meta, total: found.meta["total"] ?? found.total, rows: first?.[1].length ?? 0 },
  );
}
