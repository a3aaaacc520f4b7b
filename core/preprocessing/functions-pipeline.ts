import { z } from "zod";
import { defineFunction } from "#core/functions/define.ts";
import type { JsonObject } from "#core/model/index.ts";
import { pipelineOfDict } from "./pipeline-dict.ts";
import { recordingDictOfAnalyzer, recordingDictOfFile } from "./stored-pipeline.ts";

/* SpikeInterface's functions that find the preprocessing of stored recordings; parameters and defaults are theirs. */

const PREFIX = "spikeinterface.preprocessing.pipeline";

const dictFromFile = defineFunction({
  name: `${PREFIX}.get_preprocessing_dict_from_file`,
  params: z.strictObject({ recording_dictionary_path: z.string() }),
  async run({ recording_dictionary_path }, ctx): Promise<JsonObject> {
    return pipelineOfDict(await recordingDictOfFile(recording_dictionary_path, ctx));
  },
});

const dictFromAnalyzer = defineFunction({
  name: `${PREFIX}.get_preprocessing_dict_from_analyzer`,
  params: z.strictObject({
    analyzer_folder: z.string(),
    format: z.enum(["auto", "binary_folder", "zarr"]).default("auto"),
    backend_options: z.record(z.string(), z.unknown()).nullable().default(null),
  }),
  async run({ analyzer_folder: folder, format }, ctx): Promise<JsonObject> {
    return pipelineOfDict(await recordingDictOfAnalyzer(folder, format, ctx));
  },
});

export const PIPELINE_FUNCTIONS = [dictFromFile, dictFromAnalyzer] as const;
