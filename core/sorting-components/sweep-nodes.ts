import type { SweepNode } from "#core/compute/index.ts";
import { peakFeaturesNode } from "./features/compute-features.ts";
import { peaksSvdNode } from "./features/peaks-svd.ts";
import { peakWaveformsNode } from "./localization/prototype.ts";
import { peaksByRoundsNode } from "./detection/rounds-node.ts";
import { filterPeaksNode } from "./detection/filter-node.ts";
import { matchTemplatesNode } from "./matching/node.ts";
import { detectPeaksNode, localizePeaksNode } from "./nodes.ts";

/** The nodes of this family that workers find by name. */
export const SWEEP_NODES: readonly SweepNode[] = [
  detectPeaksNode,
  localizePeaksNode,
  peakWaveformsNode,
  matchTemplatesNode,
  filterPeaksNode,
  peaksByRoundsNode,
  peaksSvdNode,
  peakFeaturesNode,
];
