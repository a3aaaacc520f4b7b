import { z } from "zod";
import { EphysError } from "#core/model/index.ts";
import { defineFunction } from "../define.ts";

/* SpikeInterface's core.node_pipeline checks, on descriptions of nodes: {"$node": {id, class, parents}}. */

const PREFIX = "spikeinterface.core.node_pipeline";

/** Each class and the one that it extends (SpikeInterface 0.103.2). */
const BASE_OF: Readonly<Record<string, string>> = {
  PeakSource: "PipelineNode",
  WaveformsNode: "PipelineNode",
  PeakRetriever: "PeakSource",
  SpikeRetriever: "PeakSource",
  PeakDetector: "PeakSource",
  PeakDetectorWrapper: "PeakDetector",
  ByChannelPeakDetector: "PeakDetector",
  LocallyExclusivePeakDetector: "PeakDetector",
  LocallyExclusiveTorchPeakDetector: "PeakDetector",
  ByChannelTorchPeakDetector: "PeakDetector",
  MatchedFilteringPeakDetector: "PeakDetector",
  BaseTemplateMatching: "PeakDetector",
  NearestTemplatesPeeler: "BaseTemplateMatching",
  NearestTemplatesSVDPeeler: "NearestTemplatesPeeler",
  TridesclousPeeler: "BaseTemplateMatching",
  CircusOMPPeeler: "BaseTemplateMatching",
  WobbleMatch: "BaseTemplateMatching",
  KiloSortMatching: "BaseTemplateMatching",
  ExtractDenseWaveforms: "WaveformsNode",
  ExtractSparseWaveforms: "WaveformsNode",
  SavGolDenoiser: "WaveformsNode",
  WaveformThresholder: "WaveformsNode",
  ToyDenoiser: "WaveformsNode",
  SingleChannelToyDenoiser: "WaveformsNode",
  TemporalPCAProjection: "TemporalPCBaseNode",
  TemporalPCADenoising: "TemporalPCBaseNode",
  TemporalPCBaseNode: "WaveformsNode",
  HanningFilter: "WaveformsNode",
  MotionAwareTemporalPCAProjection: "WaveformsNode",
};

function isA(className: string, wanted: string): boolean {
  for (let name: string | undefined = className; name !== undefined; name = BASE_OF[name]) {
    if (name === wanted) return true;
  }
  return wanted === "PipelineNode";
}

const node = z.object({
  $node: z.object({
    id: z.string(),
    class: z.string(),
    parents: z.array(z.string()).nullish(),
  }),
});

type Node = z.output<typeof node>;

const checkGraph = defineFunction({
  name: `${PREFIX}.check_graph`,
  params: z.object({ nodes: z.array(node) }),
  run({ nodes }) {
    const [first] = nodes as (Node | undefined)[];
    if (first === undefined || !isA(first.$node.class, "PeakSource")) {
      throw new EphysError(
        "InvalidParameter",
        "the first node of a pipeline must be a peak source",
      );
    }
    const seen = new Set<string>();
    for (const { $node } of nodes) {
      for (const parent of $node.parents ?? []) {
        if (seen.has(parent)) continue;
        throw new EphysError(
          "InvalidParameter",
          `node "${$node.id}" comes before its parent "${parent}"`,
          { node: $node.id, parent },
        );
      }
      seen.add($node.id);
    }
    return nodes.map(({ $node }) => $node.id);
  },
});

const search = z.object({
  list_of_parents: z.array(node).nullable(),
  parent_type: z.union([z.string(), z.array(z.string())]),
});

function found({ list_of_parents, parent_type }: z.output<typeof search>): string[] {
  const wanted = typeof parent_type === "string" ? [parent_type] : parent_type;
  return (list_of_parents ?? [])
    .filter(({ $node }) => wanted.some((name) => isA($node.class, name)))
    .map(({ $node }) => $node.id);
}

const findParent = defineFunction({
  name: `${PREFIX}.find_parent_of_type`,
  params: search,
  run: (args) => found(args)[0] ?? null,
});

const findParents = defineFunction({
  name: `${PREFIX}.find_parents_of_type`,
  params: search,
  run: found,
});

export const PIPELINE_NODE_FUNCTIONS = [checkGraph, findParent, findParents] as const;
