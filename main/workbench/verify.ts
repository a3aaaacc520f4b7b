import { resolve } from "node:path";
import { verifyChecksums, type ChecksumReport } from "#core/formats/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { Workbench } from "./workbench.ts";

/**
 * Compares the files of a written recording with the checksums that were noted when it was written.
 * @throws MissingSibling (no checksums), CorruptFile (naming what differs)
 */
export async function verifyFolder(path: string, bench: Workbench): Promise<ChecksumReport> {
  const folder = resolve(path);
  const report = await verifyChecksums(folder, bench.ctx);
  const [first] = report.damaged;
  if (!first) return report;
  throw new EphysError(
    "CorruptFile",
    `${folder}: ${String(report.damaged.length)} of ${String(report.numChunks)} chunks are not as they were written, the first in ${first.file} at byte ${String(first.offsetBytes)}; write the recording again from its source`,
    { path: folder, damaged: report.damaged.map((one) => ({ ...one })) },
  );
}
