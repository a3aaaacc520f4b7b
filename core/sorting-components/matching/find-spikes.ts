import { runSweep, sweepRequest, type Chunk, type ComputeContext } from "#core/compute/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { findChannelLocations, noiseLevels, type Recording } from "#core/recording/index.ts";
import { resolveMethod, type MethodChoice } from "#core/sorting-components/method-choice.ts";
import { MATCHING_METHODS } from "./catalog.ts";
import type { MatchingDefinition } from "./define.ts";
import { matchTemplatesNode } from "./node.ts";
import type { MatchingTemplates } from "./shared/templates.ts";
import { concatenateSpikes, type MatchedSpikes } from "./spikes.ts";

/** A matching method; `noiseLevels` [channel] in the traces' units, measured on random chunks when absent and needed. */
export interface MatchingChoice extends MethodChoice {
  readonly noiseLevels?: Float32Array;
}

export interface MatchingRun {
  /** chunks to search; default: 1 s each, all of the recording */
  readonly chunks?: readonly Chunk[];
  /** name of the stage in progress reports */
  readonly step?: string;
  /** called with the spikes of each chunk, in order */
  readonly onChunk?: (spikes: MatchedSpikes, chunk: Chunk) => Promise<void>;
}

/**
 * SpikeInterface's find_spikes_from_templates: one pass over the recording.
 * @throws UnknownName, InvalidParameter, InvalidValue when templates are not of this recording's channels, MissingProbe
 */
export async function findSpikesFromTemplates(
  recording: Recording,
  templates: MatchingTemplates,
  choice: MatchingChoice,
  ctx: ComputeContext,
  run: MatchingRun = {},
): Promise<MatchedSpikes> {
  const methods: readonly MatchingDefinition[] = MATCHING_METHODS;
  const { definition, params } = resolveMethod(methods, choice, "template matching");
  const numChannels = recording.channelIds.length;
  if (templates.numChannels !== numChannels) {
    throw new EphysError(
      "InvalidValue",
      `templates of ${String(templates.numChannels)} channels are not of a recording of ${String(numChannels)}`,
    );
  }
  if (templates.numUnits === 0) return concatenateSpikes([]);
  const input = {
    samplingFrequency: recording.samplingFrequency,
    locations: findChannelLocations(recording),
    templates,
    noiseLevels: definition.needsNoiseLevels ? await levels(recording, choice, ctx) : undefined,
  };
  const tables: unknown = await definition.prepare(params, input, recording, ctx);
  // how much context it needs only the matcher knows; the tables are shared, so making one more is cheap
  const { margin } = definition.createMatcher(params, input, tables, ctx.kernels);
  const args = {
    method: choice.method,
    params: params as JsonObject, // the schema's output is what it takes as JSON
    templates,
    noiseLevels: input.noiseLevels,
    tables,
    margin,
  };
  const parts: MatchedSpikes[] = [];
  const request = sweepRequest(matchTemplatesNode, args, async (out, chunk) => {
    parts.push(out);
    await run.onChunk?.(out, chunk);
  });
  await runSweep(recording, [request], ctx, {
    step: run.step ?? "match templates",
    ...(run.chunks && { chunks: run.chunks }),
  });
  return concatenateSpikes(parts);
}

async function levels(
  recording: Recording,
  { noiseLevels: given }: MatchingChoice,
  ctx: ComputeContext,
): Promise<Float32Array> {
  const values = given ?? (await noiseLevels(recording, { return_in_uV: false }, ctx));
  if (values.length === recording.channelIds.length) return values;
  throw new EphysError(
    "InvalidParameter",
    `${String(values.length)} noise levels for ${String(recording.channelIds.length)} channels`,
  );
}
