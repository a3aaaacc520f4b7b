import type { ViewDefinition } from "../layout/index.ts";
import { agreement } from "./agreement/index.ts";
import { amplitudes } from "./amplitudes/index.ts";
import { badChannels } from "./bad-channels/index.ts";
import { beforeAfter } from "./before-after/index.ts";
import { confusion } from "./confusion/index.ts";
import { correlograms } from "./correlograms/index.ts";
import { jobDetail } from "./job-detail/index.ts";
import { jobList } from "./job-list/index.ts";
import { launcher } from "./launcher/index.ts";
import { mergeProposals } from "./merge-proposals/index.ts";
import { pairRaster } from "./pair-raster/index.ts";
import { pairTable } from "./pair-table/index.ts";
import { pairWaveforms } from "./pair-waveforms/index.ts";
import { performance } from "./performance/index.ts";
import { pipeline } from "./pipeline/index.ts";
import { probe } from "./probe/index.ts";
import { recording } from "./recording/index.ts";
import { recordings } from "./recordings/index.ts";
import { spectra } from "./spectra/index.ts";
import { similarity } from "./similarity/index.ts";
import { sortings } from "./sortings/index.ts";
import { traces } from "./traces/index.ts";
import { unitMap } from "./unit-map/index.ts";
import { unitTable } from "./unit-table/index.ts";
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
  sortings,
  unitTable,
  mergeProposals,
  waveforms,
  correlograms,
  amplitudes,
  similarity,
  unitMap,
  agreement,
  pairTable,
  confusion,
  performance,
  pairRaster,
  pairWaveforms,
  jobList,
  jobDetail,
];
