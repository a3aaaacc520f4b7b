export { loadModel, type LoadedModel, type LoadModelOptions } from "./load-model.ts";
export { labelUnits, labelUnitsBy, type LabelOptions, type UnitLabels } from "./label-units.ts";
export { labelConversion, type ModelInfo } from "./model-info.ts";
export { paramsFromAnalyzers, paramsFromNames } from "./metric-params.ts";
export { metricsOf, stackTables } from "./metric-table.ts";
export { saveModel } from "./save-model.ts";
export { trainArguments, trainOptionsFrom } from "./train-arguments.ts";
export {
  trainModel,
  type ModelScore,
  type TrainedModel,
  type TrainOptions,
} from "./train-model.ts";
export type { Label } from "./labels.ts";
