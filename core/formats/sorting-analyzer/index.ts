import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import { defineFormat, type Detection } from "../define.ts";
import { isFile, isFolder, peekJsonObject } from "../shared/files.ts";

/** SpikeInterface's SortingAnalyzer folder: recognised here, loaded by core/analyzer. */
export const sortingAnalyzer = defineFormat({
  id: "sorting_analyzer",
  label: "SpikeInterface analyzer folder",
  extensions: [],
  params: z.object({}),
  detect,
});

async function detect(path: string, ctx: CoreContext): Promise<Detection | undefined> {
  const { fs } = ctx;
  const root = (await isFile(path, ctx)) ? fs.path.dirname(path) : path;
  if (root !== path && fs.path.basename(path) !== "spikeinterface_info.json") return undefined;
  const info = await peekJsonObject(fs.path.join(root, "spikeinterface_info.json"), ctx);
  if (info === undefined) return detectOld(root, ctx);
  if (info["object"] !== "SortingAnalyzer") return undefined;
  if (!(await isFolder(fs.path.join(root, "sorting"), ctx))) return undefined;
  return {
    confidence: 1,
    why: "spikeinterface_info.json says that it is a SortingAnalyzer",
    root,
    kinds: ["analyzer"],
  };
}

/** A WaveformExtractor folder of SpikeInterface before 0.101. */
async function detectOld(root: string, ctx: CoreContext): Promise<Detection | undefined> {
  const { path } = ctx.fs;
  const params = await peekJsonObject(path.join(root, "params.json"), ctx);
  if (typeof params?.["ms_before"] !== "number") return undefined;
  const info = path.join(root, "recording_info", "recording_attributes.json");
  if (!(await isFile(info, ctx)) || !(await isFolder(path.join(root, "waveforms"), ctx))) {
    return undefined;
  }
  return {
    confidence: 0.9,
    why: "params.json, recording_info and waveforms are those of a WaveformExtractor",
    root,
    kinds: ["analyzer"],
  };
}
