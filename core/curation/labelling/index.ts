export { loadModel } from "./load-model.ts";
export { labelUnits, labelUnitsBy } from "./label-units.ts";
export { paramsFromAnalyzers } from "./metric-params.ts";
export { metricsOf, stackTables } from "./metric-table.ts";
export { saveModel, saveModelJson } from "./save-model.ts";
export { trainArguments, trainOptionsFrom } from "./train-arguments.ts";
export { trainModel } from "./train-model.ts";
export type { Label } from "./labels.ts";
