import { z } from "zod";
import { toFloat64, type NdArray } from "#core/array/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { array } from "#core/functions/params.ts";
import { tableOf, type FittedPipeline, type Table } from "#core/learning/index.ts";
import { EphysError } from "#core/model/index.ts";
import { loadModel } from "./load-model.ts";

/* SpikeInterface's functions for models that label units. */

const loadModelFunction = defineFunction({
  name: "spikeinterface.curation.model_based_curation.load_model",
  params: z.object({
    model_folder: z.string().nullish(),
    repo_id: z.string().nullish(),
    model_name: z.string().nullish(),
    trust_model: z.boolean().default(false),
    trusted: z.array(z.string()).nullish(),
    predict_of: array()
      .nullish()
      .describe("rows to show predictions of; default: four rows that most models tell apart"),
  }),
  async run({ model_folder, repo_id, model_name, trust_model, trusted, predict_of }, ctx) {
    const folder = chosenFolder(model_folder, repo_id);
    const { pipeline, info } = await loadModel(
      folder,
      {
        trustModel: trust_model,
        ...(trusted && { trusted }),
        ...(model_name && { modelName: model_name }),
      },
      ctx,
    );
    if (info === undefined) {
      // the reference warns and then fails on what is missing
      throw new EphysError(
        "MissingSibling",
        `${folder} has no model_info.json: what the predicted numbers mean is not known`,
        { path: folder },
      );
    }
    return [describeModel(pipeline, predict_of ?? undefined), info];
  },
});

function chosenFolder(folder: string | null | undefined, repo: string | null | undefined): string {
  const hasFolder = folder !== null && folder !== undefined;
  const hasRepo = repo !== null && repo !== undefined;
  if (hasFolder && !hasRepo) return folder;
  if (hasRepo && !hasFolder) {
    throw new EphysError(
      "Unsupported",
      `models are not fetched from a network: download ${repo} and give its folder as model_folder`,
      { repo_id: repo },
    );
  }
  throw new EphysError("InvalidParameter", "give either model_folder or repo_id");
}

/** Rows on which models of any number of features can be compared. */
function exampleRows(numFeatures: number): Table {
  const rows = [
    [4, -4, 0, 0.1],
    [0, 0, 0.3, -0.2],
    [NaN, -3.5, 0, 0],
    [1, 1, 1, 1],
  ];
  const values = rows.flatMap((row) => Array.from({ length: numFeatures }, (_, j) => row[j % 4]));
  return tableOf(rows.length, numFeatures, Float64Array.from(values));
}

function rowsOf(given: NdArray | undefined, numFeatures: number): Table {
  if (given === undefined) return exampleRows(numFeatures);
  const [numRows = 0, numColumns = 0] = given.shape;
  return tableOf(numRows, numColumns, toFloat64(given));
}

function arrayOf({ numRows, numColumns, values }: Table): NdArray {
  return { dtype: "float64", shape: [numRows, numColumns], data: values };
}

/** A model by its steps and by what it says of some rows. */
function describeModel(pipeline: FittedPipeline, given: NdArray | undefined): object {
  const rows = rowsOf(given, pipeline.numFeatures);
  const seen = pipeline.transform(rows);
  const { classifier } = pipeline;
  const codes = classifier.predict(seen);
  const shares = classifier.probabilities?.(seen);
  const predict: NdArray = {
    dtype: "int64",
    shape: [codes.length],
    data: Float64Array.from(codes),
  };
  return {
    steps: pipeline.steps,
    predict_of: arrayOf(rows),
    predict,
    predict_proba: shares === undefined ? null : arrayOf(shares),
  };
}

/** This folder's functions for `call`. */
export const LABELLING_FUNCTIONS = [loadModelFunction] as const;
