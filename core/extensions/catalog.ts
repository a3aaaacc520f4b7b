import { acgs3d } from "./acgs-3d/index.ts";
import { amplitudeScalings } from "./amplitude-scalings/index.ts";
import { autoCorrelograms } from "./auto-correlograms/index.ts";
import { correlograms } from "./correlograms/index.ts";
import { isiHistograms } from "./isi-histograms/index.ts";
import { noiseLevels } from "./noise-levels/index.ts";
import { principalComponentsExtension } from "./principal-components/index.ts";
import { qualityMetrics } from "./quality-metrics/index.ts";
import { randomSpikes } from "./random-spikes/index.ts";
import { spikeAmplitudes } from "./spike-amplitudes/index.ts";
import { spikeLocations } from "./spike-locations/index.ts";
import { spikeTrainMetrics } from "./spiketrain-metrics/index.ts";
import { templateMetrics } from "./template-metrics/index.ts";
import { templateSimilarity } from "./template-similarity/index.ts";
import { templates } from "./templates/index.ts";
import { unitLocations } from "./unit-locations/index.ts";
import { validUnitPeriods } from "./valid-unit-periods/index.ts";
import { waveforms } from "./waveforms/index.ts";

/** Every extension of an analyzer. */
export const EXTENSIONS = [
  randomSpikes,
  waveforms,
  templates,
  principalComponentsExtension,
  noiseLevels,
  spikeAmplitudes,
  amplitudeScalings,
  spikeLocations,
  unitLocations,
  correlograms,
  isiHistograms,
  acgs3d,
  templateSimilarity,
  templateMetrics,
  qualityMetrics,
  validUnitPeriods,
  autoCorrelograms,
  spikeTrainMetrics,
] as const;

export type ExtensionName = (typeof EXTENSIONS)[number]["name"];
