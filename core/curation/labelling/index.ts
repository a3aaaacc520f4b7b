export { loadModel, type LoadedModel, type LoadModelOptions } from "./load-model.ts";
export { labelConversion, type ModelInfo } from "./model-info.ts";
