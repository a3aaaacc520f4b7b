export { isRange, type PerUnit } from "./numbers.ts";
export {
  cleanRefractoryPeriod,
  poissonSpikeVector,
  randomFirings,
  trainWithBadIsi,
  type PoissonParams,
  type RandomFiringsParams,
  type SegmentSpikes,
} from "./spike-trains.ts";
export { generateSorting, type GenerateSortingParams } from "./sorting.ts";
export { linearProbe, multiColumnsProbe, type MultiColumnsParams } from "./probe.ts";
export { generateUnitLocations, type UnitLocationParams } from "./unit-locations.ts";
export { singleFakeWaveform, type FakeWaveformParams } from "./waveform.ts";
export {
  ellipseDistances,
  generateTemplates,
  type TemplateOptions,
  type UnitParams,
} from "./templates.ts";
export { NoiseGeneratorRecording, type NoiseParams } from "./noise.ts";
export {
  denseTemplateBank,
  InjectTemplatesRecording,
  type InjectOptions,
  type SparseTemplate,
  type TemplateBank,
} from "./inject.ts";
export {
  generateDisplacements,
  linearDisplacement,
  oneDisplacementVector,
  type DisplacementParams,
  type Displacements,
  type MotionParams,
  type OneDisplacementParams,
} from "./displacement.ts";
export {
  generateDriftingRecording,
  TOY_PROBES,
  type DriftingParams,
  type DriftingRecordings,
} from "./drifting.ts";
export { DRIFT_MODES, type DriftMode } from "./drift-recipe.ts";
export {
  checkedSimulation,
  simulate,
  SIMULATIONS,
  simulationByName,
  simulationShape,
  type Simulated,
  type SimulationDefinition,
  type SimulationMaterial,
  type SimulationName,
  type SimulationShape,
} from "./simulations/index.ts";
export { generateGroundTruthRecording, type GroundTruthParams } from "./ground-truth.ts";
export { interpolateTemplates } from "./interpolate-templates.ts";
export {
  GENERATION_DICTS,
  GENERATION_PARENT_DICTS,
  GENERATION_SORTING_DICTS,
  type ParentDictReader,
} from "./dicts.ts";
export {
  generateRecording,
  generateRecordingBySize,
  type GenerateRecordingParams,
} from "./recording.ts";
export { probeNoise, type ProbeNoiseParams } from "./noise-model.ts";
export { addToSorting, type TransformedSorting } from "./transform-sorting.ts";
export {
  addSynchrony,
  generateSortingToInject,
  injectDuplicateUnits,
  injectSplitUnits,
  type DuplicateUnitsParams,
  type InjectableParams,
  type SplitUnits,
} from "./sorting-synthesis.ts";
export {
  splitSortingByAmplitudes,
  splitSortingByTimes,
  type SplitSorting,
  type SplitSortingParams,
} from "./split-sorting.ts";
export {
  AMPLITUDE_FUNCTIONS,
  moveTemplates,
  pickTemplates,
  relocateTemplates,
  scaleTemplatesToRange,
  selectTemplates,
  type DenseTemplates,
  type Relocation,
  type TemplateSelection,
} from "./dense-templates.ts";
export { movedTemplateBank } from "./moved-bank.ts";
export { injectTemplates, type InjectTemplatesParams } from "./inject-templates.ts";
export { displacementAt, motionFromJson, motionToJson, type TissueMotion } from "./motion.ts";
export { generateHybridRecording, type HybridParams, type HybridRecording } from "./hybrid.ts";
