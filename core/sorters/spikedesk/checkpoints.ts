import type { MatchedSpikes as ComponentSpikes } from "#core/sorting-components/index.ts";
import {
  clustersCodec,
  spikesCodec,
  templatesCodec,
  type LabelledPeaks,
} from "../shared/chain/codecs.ts";
import type { StageCodec } from "../shared/stages.ts";
import type { UnitTemplate } from "../shared/units/template.ts";
import type { MatchedSpikes } from "./match.ts";

/** What clustering found. */
export interface FoundClusters extends LabelledPeaks {
  /** [cluster] one of every group of near-equal ones */
  readonly clusters: UnitTemplate[];
}

/** Clustered peaks and the clusters' templates. */
export function foundClustersCodec(
  numSamples: number,
  numChannels: number,
): StageCodec<FoundClusters> {
  const templates = templatesCodec(numSamples, numChannels, "cluster_templates");
  return {
    save: (found) => ({ ...clustersCodec.save(found), ...templates.save(found.clusters) }),
    load: async (read) => ({
      ...(await clustersCodec.load(read)),
      clusters: await templates.load(read),
    }),
  };
}

/** Spikes of these templates, in SpikeInterface's spike dtype of template matching. */
export function unitSpikesCodec(templates: readonly UnitTemplate[]): StageCodec<MatchedSpikes> {
  return {
    save: (spikes) => spikesCodec.save(asComponentSpikes(spikes, templates)),
    async load(read) {
      const { sampleIndex, segmentIndex, clusterIndex, amplitude } = await spikesCodec.load(read);
      return {
        ...{ sampleIndex, segmentIndex, unit: clusterIndex },
        amplitude: Float32Array.from(amplitude),
      };
    },
  };
}

function asComponentSpikes(
  { sampleIndex, segmentIndex, unit, amplitude }: MatchedSpikes,
  templates: readonly UnitTemplate[],
): ComponentSpikes {
  return {
    ...{ sampleIndex, segmentIndex, clusterIndex: unit },
    channelIndex: unit.map((u) => templates[u].peakChannel),
    amplitude: Float64Array.from(amplitude),
  };
}
