import { extensionArray, type SortingAnalyzer } from "#core/analyzer/index.ts";
import { encodeNpy, isStructured, readNpyFile, toFloat64 } from "#core/array/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { EphysError, type UnitId } from "#core/model/index.ts";
import { writeAllComponents } from "./all-spikes.ts";
import { projectNew } from "./project.ts";

export interface ComponentFileOptions {
  /** .npy file to write; nothing may be there */
  readonly path: string;
  /** .npy [spike × sample × channel] of spikes that are not the analyzer's; default: all of its own spikes */
  readonly waveforms?: string | undefined;
  /** unit of each of these waveforms, as text: one for all, or as many as there are spikes */
  readonly units?: readonly string[] | undefined;
  /** as SpikeInterface 0.103 does: first segment only, samples in the recording's unit */
  readonly asReference?: boolean | undefined;
}

/**
 * Scores of all spikes, or of new waveforms, on an analyzer's principal components, as an .npy file.
 * @returns the file's shape: [spike × component × channel], or [spike × component] of channels in a row
 * @throws AlreadyExists, MissingExtension, InvalidParameter, UnitNotFound
 */
export async function writeComponentFile(
  analyzer: SortingAnalyzer,
  { path, waveforms: file, units = [], asReference = false }: ComponentFileOptions,
  ctx: ComputeContext,
): Promise<readonly number[]> {
  if ((await ctx.fs.stat(path)) !== undefined) {
    throw new EphysError(
      "AlreadyExists",
      `${path} is there already; remove it or give another name`,
      { path },
    );
  }
  if (file === undefined) {
    await writeAllComponents(analyzer, path, { asReference }, ctx);
    const stored = extensionArray(analyzer, "principal_components", "pca_projection");
    return [analyzer.sorting.spikes.sampleIndex.length, ...stored.shape.slice(1)];
  }
  const waveforms = await readNpyFile(file, ctx.fs);
  if (isStructured(waveforms) || waveforms.shape.length !== 3) {
    throw new EphysError("InvalidParameter", `${file} is not spike × sample × channel`, {
      path: file,
    });
  }
  const rows = unitIndices(units, waveforms.shape[0], analyzer.sorting.unitIds);
  const numbers = { ...waveforms, dtype: "float64" as const, data: toFloat64(waveforms) };
  const scores = await projectNew(analyzer, rows, numbers, ctx);
  await ctx.fs.writeFile(path, encodeNpy(scores));
  return scores.shape;
}

/** Positions of units by their ids as text. */
function unitIndices(
  given: readonly string[],
  count: number,
  unitIds: readonly UnitId[],
): Int32Array {
  if (given.length !== 1 && given.length !== count) {
    throw new EphysError(
      "InvalidParameter",
      `units names ${String(given.length)} units for ${String(count)} waveforms; give one for all, or one for each`,
      { parameter: "units" },
    );
  }
  const position = new Map(unitIds.map((id, unit) => [String(id), unit]));
  return Int32Array.from({ length: count }, (_, i) => {
    const id = given.length === 1 ? given[0] : given[i];
    const unit = position.get(id);
    if (unit === undefined) {
      throw new EphysError(
        "UnitNotFound",
        `unit ${id} not in the analyzer (${String(unitIds.length)} units)`,
        { unitId: id },
      );
    }
    return unit;
  });
}
