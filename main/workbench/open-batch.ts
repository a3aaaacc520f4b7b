import { resolve } from "node:path";
import { openBatch, type BatchSummary } from "#core/open/index.ts";
import type { Workbench } from "./workbench.ts";

/** Opens what the cases below a folder name and writes what was read. */
export async function openBatchTo(
  folder: string,
  out: string,
  { ctx }: Workbench,
): Promise<BatchSummary> {
  return openBatch(resolve(folder), resolve(out), ctx);
}
