import { resolve } from "node:path";
import { loadAnalyzer } from "#core/analyzer/index.ts";
import { writeComponentFile } from "#core/extensions/index.ts";
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
  { out, waveforms, ...options }: ComponentsOptions,
  { ctx }: Workbench,
): Promise<ComponentsWritten> {
  const path = resolve(out);
  const file = waveforms === undefined ? undefined : resolve(waveforms);
  const analyzer = await loadAnalyzer(resolve(analyzerPath), ctx);
  const shape = await writeComponentFile(analyzer, { ...options, path, waveforms: file }, ctx);
  return { path, shape };
}
