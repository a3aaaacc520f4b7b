import type { ViewDefinition } from "../layout/index.ts";
import { agreement } from "./agreement/index.ts";
import { amplitudes } from "./amplitudes/index.ts";
import { badChannels } from "./bad-channels/index.ts";
import { beforeAfter } from "./before-after/index.ts";
import { compute } from "./compute/index.ts";
import { confusion } from "./confusion/index.ts";
import { correlograms } from "./correlograms/index.ts";
import { doubtQueue } from "./doubt-queue/index.ts";
import { dropped } from "./dropped/index.ts";
import { driftMap } from "./drift-map/index.ts";
import { features } from "./features/index.ts";
import { firingRate } from "./firing-rate/index.ts";
import { isi } from "./isi/index.ts";
import { jobDetail } from "./job-detail/index.ts";
import { jobList } from "./job-list/index.ts";
import { launcher } from "./launcher/index.ts";
import { mergeProposals } from "./merge-proposals/index.ts";
import { metricHistograms } from "./metric-histograms/index.ts";
import { metricScatter } from "./metric-scatter/index.ts";
import { motion } from "./motion/index.ts";
import { pairRaster } from "./pair-raster/index.ts";
import { pairTable } from "./pair-table/index.ts";
import { pairWaveforms } from "./pair-waveforms/index.ts";
import { performance } from "./performance/index.ts";
import { pipeline } from "./pipeline/index.ts";
import { probe } from "./probe/index.ts";
import { psth } from "./psth/index.ts";
import { raster } from "./raster/index.ts";
import { rateCorrelogram } from "./rate-correlogram/index.ts";
import { recording } from "./recording/index.ts";
import { recordings } from "./recordings/index.ts";
import { similarUnits } from "./similar-units/index.ts";
import { similarity } from "./similarity/index.ts";
import { runDifference } from "./run-difference/index.ts";
import { several } from "./several/index.ts";
import { sortings } from "./sortings/index.ts";
import { spectra } from "./spectra/index.ts";
import { spikeDepths } from "./spike-depths/index.ts";
import { spikeList } from "./spike-list/index.ts";
import { stages } from "./stages/index.ts";
import { templateShape } from "./template-shape/index.ts";
import { traceMap } from "./trace-map/index.ts";
import { traces } from "./traces/index.ts";
import { unitMap } from "./unit-map/index.ts";
import { unitTable } from "./unit-table/index.ts";
import { unitTraces } from "./unit-traces/index.ts";
import { waveformDensity } from "./waveform-density/index.ts";
import { waveforms } from "./waveforms/index.ts";

/** Every panel of the window; within a place the first fills it and the others are docked to it in this order. */
export const VIEWS: readonly ViewDefinition[] = [
  traces,
  recordings,
  recording,
  probe,
  beforeAfter,
  pipeline,
  spectra,
  badChannels,
  launcher,
  stages,
  sortings,
  dropped,
  motion,
  unitTable,
  mergeProposals,
  doubtQueue,
  waveforms,
  correlograms,
  amplitudes,
  similarity,
  unitMap,
  similarUnits,
  metricHistograms,
  waveformDensity,
  templateShape,
  features,
  isi,
  rateCorrelogram,
  psth,
  spikeDepths,
  driftMap,
  firingRate,
  raster,
  unitTraces,
  traceMap,
  metricScatter,
  spikeList,
  compute,
  agreement,
  pairTable,
  confusion,
  performance,
  pairRaster,
  pairWaveforms,
  runDifference,
  several,
  jobList,
  jobDetail,
];
