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
export { DRIFT_MODES, driftRecipe, type DriftMode } from "./drift-recipe.ts";
export { generateGroundTruthRecording, type GroundTruthParams } from "./ground-truth.ts";
export { interpolateTemplates } from "./interpolate-templates.ts";
export { GENERATION_DICTS, GENERATION_SORTING_DICTS } from "./dicts.ts";
