import { z } from "zod";
import { ndArray } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { isFile } from "../shared/files.ts";
import {
  isMatFile,
  MAT_HEAD_BYTES,
  matMatrix,
  matNumber,
  openMat,
  type MatNumbers,
} from "../shared/mat/index.ts";
import { rint } from "../shared/rint.ts";
import { defineSortingFormat, type SortingSource } from "../shared/sorting-format.ts";
import { distinct, sortingFromTrains, trainsOfLabels } from "../shared/unit-trains.ts";

const params = z.object({
  keep_good_only: z.boolean().default(true).describe("Leave cluster 0 (unsorted) out."),
});

/** WaveClus's times_*.mat: cluster_class ([spike × (class, ms)]) and par.sr. */
export const waveclus = defineSortingFormat({
  id: "waveclus",
  label: "WaveClus",
  extensions: ["mat"],
  params,
  siClass: "spikeinterface.extractors.waveclustextractors.WaveClusSortingExtractor",
  reader: "read_waveclus",
  pathName: "file_path",
  async recognise(path, ctx) {
    if (!path.toLowerCase().endsWith(".mat") || !(await isFile(path, ctx))) return undefined;
    if (!isMatFile(await ctx.fs.readBytes(path, MAT_HEAD_BYTES))) return undefined;
    const { names } = await openMat(path, ctx);
    return names.includes("cluster_class") && names.includes("par")
      ? "cluster_class and par, which WaveClus saves"
      : undefined;
  },
  read: readWaveClus,
});

async function readWaveClus(
  path: string,
  { keep_good_only: goodOnly }: z.output<typeof params>,
  ctx: CoreContext,
  source: SortingSource,
): Promise<Sorting> {
  const file = await openMat(path, ctx);
  const samplingFrequency = await matNumber(file, "par/sr");
  const [labels, times] = columnsOf(await matMatrix(file, "cluster_class"), path);
  const frames = times.map((ms) => rint(ms * (samplingFrequency / 1000)));
  const unitIds = distinct(labels).filter((id) => !goodOnly || id > 0);
  if (!unitIds.every(Number.isSafeInteger) || !frames.every(Number.isFinite)) {
    throw new EphysError("CorruptFile", `${path}: cluster_class holds no whole classes and times`, {
      path,
    });
  }
  return sortingFromTrains([trainsOfLabels(frames, labels, unitIds)], {
    unitIds,
    samplingFrequency,
    properties: new Map([
      [
        "unsorted",
        ndArray(
          "bool",
          [unitIds.length],
          Uint8Array.from(unitIds, (id) => (id === 0 ? 1 : 0)),
        ),
      ],
    ]),
    source,
  });
}

/**
 * Classes and times of cluster_class, which is spikes × 2. Python writes version 7.3 the other way round, as h5py does
 * not turn arrays.
 */
function columnsOf(
  { shape: [rows, columns], data }: MatNumbers,
  path: string,
): readonly [Float64Array, Float64Array] {
  if (rows === 2 && columns !== 2) {
    return [data.filter((_, i) => i % 2 === 0), data.filter((_, i) => i % 2 === 1)];
  }
  if (columns >= 2) return [data.subarray(0, rows), data.subarray(rows, 2 * rows)];
  throw new EphysError(
    "CorruptFile",
    `${path}: cluster_class is ${String(rows)} × ${String(columns)}, not spikes × 2`,
    { path },
  );
}
