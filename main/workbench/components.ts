import { resolve } from "node:path";
import { extensionArray, loadAnalyzer } from "#core/analyzer/index.ts";
import { encodeNpy, isStructured, readNpyFile, toFloat64 } from "#core/array/index.ts";
import { projectNew, writeAllComponents } from "#core/extensions/index.ts";
import { EphysError, type UnitId } from "#core/model/index.ts";
import type { Workbench } from "./workbench.ts";

export interface ComponentsOptions {
  /** .npy file to write; nothing may be there */
  readonly out: string;
  /** .npy [spike × sample × channel] of spikes that are not the analyzer's; default: all of its own spikes */
  readonly waveforms?: string;
  /** unit of each of these waveforms: one for all, or as many as there are spikes */
  readonly units?: readonly string[];
  /** as SpikeInterface 0.103 does: first segment only, samples in the recording's unit */
  readonly asReference?: boolean;
}

/** What `components` answers. */
export interface ComponentsWritten {
  readonly path: string;
  /** [spike × component × channel], or [spike × component] of channels in a row */
  readonly shape: readonly number[];
}

/**
 * Scores of all spikes, or of new waveforms, on an analyzer's principal components, as an .npy file.
 * @throws AlreadyExists, MissingExtension, InvalidParameter, UnitNotFound
 */
export async function writeComponents(
  analyzerPath: string,
  options: ComponentsOptions,
  { ctx }: Workbench,
): Promise<ComponentsWritten> {
  const path = resolve(options.out);
  if ((await ctx.fs.stat(path)) !== undefined) {
    throw new EphysError(
      "AlreadyExists",
      `${path} is there already; remove it or give another name`,
      { path },
    );
  }
  const analyzer = await loadAnalyzer(resolve(analyzerPath), ctx);
  if (options.waveforms === undefined) {
    const own = { asReference: options.asReference === true };
    await writeAllComponents(analyzer, path, own, ctx);
    const stored = extensionArray(analyzer, "principal_components", "pca_projection");
    return { path, shape: [analyzer.sorting.spikes.sampleIndex.length, ...stored.shape.slice(1)] };
  }
  const file = resolve(options.waveforms);
  const waveforms = await readNpyFile(file, ctx.fs);
  if (isStructured(waveforms) || waveforms.shape.length !== 3) {
    throw new EphysError("InvalidParameter", `${file} is not spike × sample × channel`, {
      path: file,
    });
  }
  const units = unitsOf(options.units ?? [], waveforms.shape[0] ?? 0, analyzer.sorting.unitIds);
  const numbers = { ...waveforms, dtype: "float64" as const, data: toFloat64(waveforms) };
  const scores = await projectNew(analyzer, units, numbers, ctx);
  await ctx.fs.writeFile(path, encodeNpy(scores));
  return { path, shape: scores.shape };
}

/** Positions of units by their ids as text. */
function unitsOf(given: readonly string[], count: number, unitIds: readonly UnitId[]): Int32Array {
  if (given.length !== 1 && given.length !== count) {
    throw new EphysError(
      "InvalidParameter",
      `--units names ${String(given.length)} units for ${String(count)} waveforms; give one for all, or one for each`,
      { parameter: "units" },
    );
  }
  const position = new Map(unitIds.map((id, unit) => [String(id), unit]));
  return Int32Array.from({ length: count }, (_, i) => {
    const id = given.length === 1 ? given[0] : given[i];
    const unit = position.get(id ?? "");
    if (unit === undefined) {
      throw new EphysError(
        "UnitNotFound",
        `unit ${String(id)} not in the analyzer (${String(unitIds.length)} units)`,
        { unitId: id ?? null },
      );
    }
    return unit;
  });
}
