import { defineSweepNode } from "#core/compute/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { findChannelLocations } from "#core/recording/index.ts";
import { resolveMethod } from "#core/sorting-components/method-choice.ts";
import { paddedTraces } from "#core/sorting-components/waveform-rows.ts";
import { MATCHING_METHODS } from "./catalog.ts";
import type { Matcher, MatchingDefinition } from "./define.ts";
import type { MatchingTemplates } from "./shared/templates.ts";
import { allocateSpikes, type MatchedSpikes } from "./spikes.ts";

export interface MatchArgs {
  readonly method: string;
  readonly params: JsonObject;
  readonly templates: MatchingTemplates;
  readonly noiseLevels: Float32Array | undefined;
  /** what the method computed beforehand; undefined until then */
  readonly tables: unknown;
  /** frames of context, as the matcher says */
  readonly margin: number;
}

/** Spikes of given templates in a chunk. */
export const matchTemplatesNode = defineSweepNode<MatchArgs, Matcher, MatchedSpikes>({
  name: "match_templates",
  margin: ({ margin }) => margin,
  prepare(args, recording, ctx) {
    const methods: readonly MatchingDefinition[] = MATCHING_METHODS;
    const { definition, params } = resolveMethod(methods, args, "template matching");
    const input = {
      samplingFrequency: recording.samplingFrequency,
      locations: findChannelLocations(recording),
      templates: args.templates,
      noiseLevels: args.noiseLevels,
    };
    return definition.createMatcher(params, input, args.tables, ctx.kernels);
  },
  run(matcher, window) {
    const { traces, numFrames, firstFrame } = paddedTraces(window, matcher.margin);
    const found = matcher.match(traces, numFrames);
    const { startFrame, endFrame, segmentIndex } = window.chunk;
    const kept: number[] = [];
    for (let i = 0; i < found.frame.length; i++) {
      const frame = found.frame[i] + firstFrame;
      if (frame >= startFrame && frame < endFrame) kept.push(i);
    }
    const spikes = allocateSpikes(kept.length);
    for (const [to, i] of kept.entries()) {
      spikes.sampleIndex[to] = found.frame[i] + firstFrame;
      spikes.channelIndex[to] = found.channel[i];
      spikes.clusterIndex[to] = found.cluster[i];
      spikes.amplitude[to] = found.amplitude[i];
    }
    spikes.segmentIndex.fill(segmentIndex);
    return spikes;
  },
});
