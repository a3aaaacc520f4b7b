import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { writeTraces } from "#core/formats/index.ts";
import { pythonFloat } from "../shared/python-text.ts";
import type { ExportPlace } from "../define.ts";

const FILE = "recording.dat";

/**
 * Writes params.py, and the recording where it is asked for and there is one.
 * @returns the recording's file, if it was written
 */
export async function writeRecordingFile(
  analyzer: SortingAnalyzer,
  { into, folder }: ExportPlace,
  params: { readonly copy_binary: boolean; readonly use_relative_path: boolean },
  ctx: ComputeContext,
): Promise<string | undefined> {
  const { recording, attributes } = analyzer;
  const { path } = ctx.fs;
  let file: string | undefined;
  if (recording !== undefined && params.copy_binary) {
    await writeTraces(recording, [path.join(into, FILE)], ctx);
    file = path.join(folder, FILE);
  } else if (recording !== undefined)
    file = binaryFileOf(recording.dict.kwargs, recording.dict.class); // prettier-ignore
  else if (params.copy_binary) ctx.log("the recording cannot be opened and is not copied");
  const named =
    file === undefined ? "None" : params.use_relative_path ? path.relative(folder, file) : file;
  const lines = [
    // the reference writes a bare None only where paths are relative
    params.use_relative_path && file === undefined ? "dat_path = None" : `dat_path = r'${named}'`,
    `n_channels_dat = ${String(attributes.channelIds.length)}`,
    `dtype = '${recording?.dtype ?? attributes.dtype}'`,
    "offset = 0",
    `sample_rate = ${pythonFloat(attributes.samplingFrequency)}`,
    `hp_filtered = ${attributes.isFiltered ? "True" : "False"}`,
  ];
  await ctx.fs.writeFile(path.join(into, "params.py"), lines.join("\n"));
  return recording !== undefined && params.copy_binary ? FILE : undefined;
}

/** The file of a recording that is one raw binary file as it is. */
function binaryFileOf(
  kwargs: Readonly<Record<string, unknown>>,
  siClass: string,
): string | undefined {
  // prettier-ignore
  if (!/\.Binary(Recording|Folder)/.test(siClass)) return undefined;
  const files = kwargs["file_paths"];
  return Array.isArray(files) && typeof files[0] === "string" ? files[0] : undefined;
}
