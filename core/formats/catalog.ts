import { alf } from "./alf/index.ts";
import { alphaomega } from "./alphaomega/index.ts";
import { axon } from "./axon/index.ts";
import { axona } from "./axona/index.ts";
import { bids } from "./bids/index.ts";
import { binaryFolder } from "./binary-folder/index.ts";
import { binary } from "./binary/index.ts";
import { biocam } from "./biocam/index.ts";
import { blackrock } from "./blackrock/index.ts";
import { cbinIbl } from "./cbin-ibl/index.ts";
import { cellExplorer } from "./cellexplorer/index.ts";
import { combinato } from "./combinato/index.ts";
import { edf } from "./edf/index.ts";
import { hdsort } from "./hdsort/index.ts";
import { herdingspikes } from "./herdingspikes/index.ts";
import { intan } from "./intan/index.ts";
import { kilosort } from "./kilosort/index.ts";
import { klusta } from "./klusta/index.ts";
import { maxwell } from "./maxwell/index.ts";
import { mclust } from "./mclust/index.ts";
import { mcsH5 } from "./mcs-h5/index.ts";
import { mcsRaw } from "./mcs-raw/index.ts";
import { mda } from "./mda/index.ts";
import { mearec } from "./mearec/index.ts";
import { neuralynx } from "./neuralynx/index.ts";
import { neuroexplorer } from "./neuroexplorer/index.ts";
import { neuronexus } from "./neuronexus/index.ts";
import { neuroscope } from "./neuroscope/index.ts";
import { nix } from "./nix/index.ts";
import { npySnippets } from "./npy-snippets/index.ts";
import { npzFolder } from "./npz-folder/index.ts";
import { npz } from "./npz/index.ts";
import { numpyFolder } from "./numpy-folder/index.ts";
import { nwbTimeseries } from "./nwb-timeseries/index.ts";
import { nwb } from "./nwb/index.ts";
import { openephysBinary } from "./openephys-binary/index.ts";
import { openephysLegacy } from "./openephys-legacy/index.ts";
import { phy } from "./phy/index.ts";
import { plexon } from "./plexon/index.ts";
import { shybrid } from "./shybrid/index.ts";
import { sinapsH5 } from "./sinaps-h5/index.ts";
import { sinaps } from "./sinaps/index.ts";
import { sortingAnalyzer } from "./sorting-analyzer/index.ts";
import { spike2 } from "./spike2/index.ts";
import { spikegadgets } from "./spikegadgets/index.ts";
import { spikeglx } from "./spikeglx/index.ts";
import { spykingcircus } from "./spykingcircus/index.ts";
import { tdt } from "./tdt/index.ts";
import { tridesclous } from "./tridesclous/index.ts";
import { waveclusSnippets } from "./waveclus-snippets/index.ts";
import { waveclus } from "./waveclus/index.ts";
import { whitematter } from "./whitematter/index.ts";
import { yass } from "./yass/index.ts";
import { zarr } from "./zarr/index.ts";

/** Every file format, in the order in which equal matches are shown. */
export const FORMATS = [
  binaryFolder,
  numpyFolder,
  npzFolder,
  npz,
  spikeglx,
  openephysBinary,
  openephysLegacy,
  intan,
  alphaomega,
  blackrock,
  neuralynx,
  plexon,
  tdt,
  axona,
  neuroscope,
  mcsRaw,
  edf,
  whitematter,
  neuronexus,
  neuroexplorer,
  spike2,
  spikegadgets,
  mda,
  mclust,
  yass,
  alf,
  shybrid,
  maxwell,
  mearec,
  biocam,
  cbinIbl,
  nwb,
  nwbTimeseries,
  nix,
  waveclus,
  waveclusSnippets,
  cellExplorer,
  combinato,
  mcsH5,
  herdingspikes,
  klusta,
  tridesclous,
  spykingcircus,
  sinaps,
  sinapsH5,
  axon,
  hdsort,
  phy,
  kilosort,
  sortingAnalyzer,
  bids,
  npySnippets,
  zarr,
  binary,
] as const;
