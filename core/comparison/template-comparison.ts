import { EphysError, type ChannelId, type UnitId } from "#core/model/index.ts";
import { agreementGraph } from "./agreement-graph.ts";
import { bestMatch, hungarianMatch, possibleMatches, type UnitMatching } from "./matching.ts";
import { checkedNames, joinUnits, type MultiComparison } from "./multi-sorting.ts";
import { pairSimilarity, type PairSimilarityOptions } from "./template-similarity.ts";

/*
 * Units of different sessions matched by their templates (TemplateComparison and MultiTemplateComparison of
 * SpikeInterface 0.103). The reference ignores the similarity options and the chance score when it compares more than
 * two sessions; here they count.
 */

/** Dense templates of one session. */
export interface TemplateSet {
  readonly unitIds: readonly UnitId[];
  readonly channelIds: readonly ChannelId[];
  readonly numSamples: number;
  /** [unit × sample × channel], µV */
  readonly data: ArrayLike<number>;
  /** [unit × channel], 0 or 1; undefined: every unit on all channels */
  readonly mask?: Uint8Array | undefined;
}

/** Options of a comparison by templates; SpikeInterface's defaults. */
export interface TemplateOptions extends Partial<PairSimilarityOptions> {
  /** least similarity of a match; 0.7 for two sessions, 0.8 for several */
  readonly matchScore?: number;
  /** least similarity of a possible match; 0.3 */
  readonly chanceScore?: number;
}

/**
 * Matches the units of two sessions on the same channels; `agreement` is the similarity.
 * @throws InvalidValue for other channels or template lengths, InvalidParameter for shifts as long as the templates
 */
export function compareTemplates(
  templates1: TemplateSet,
  templates2: TemplateSet,
  options: TemplateOptions = {},
): UnitMatching {
  requireSameChannels(templates1, templates2);
  const { matchScore = 0.7, chanceScore = 0.3 } = options;
  const { method = "cosine", support = "union", numShifts = 0 } = options;
  const agreement = pairSimilarity(templates1, templates2, { method, support, numShifts });
  const num1 = templates1.unitIds.length;
  const num2 = templates2.unitIds.length;
  return {
    unitIds1: templates1.unitIds,
    unitIds2: templates2.unitIds,
    agreement,
    possible: possibleMatches(agreement, num1, num2, chanceScore),
    best: bestMatch(agreement, num1, num2, chanceScore),
    hungarian: hungarianMatch(agreement, num1, num2, matchScore),
  };
}

/** Some units of a session. @throws UnitNotFound */
export function selectTemplates(
  { unitIds, channelIds, numSamples, data, mask }: TemplateSet,
  chosen: readonly UnitId[],
): TemplateSet {
  const width = channelIds.length;
  const size = numSamples * width;
  const out = new Float64Array(chosen.length * size);
  const outMask = mask && new Uint8Array(chosen.length * width);
  for (const [to, id] of chosen.entries()) {
    const from = unitIds.indexOf(id);
    if (from < 0) {
      throw new EphysError(
        "UnitNotFound",
        `unit ${JSON.stringify(id)} is not among the ${String(unitIds.length)} units with templates`,
        { unitId: id },
      );
    }
    for (let k = 0; k < size; k++) out[to * size + k] = data[from * size + k];
    if (mask && outMask) outMask.set(mask.subarray(from * width, (from + 1) * width), to * width);
  }
  return { unitIds: chosen, channelIds, numSamples, data: out, mask: outMask };
}

/** Units followed over sessions. */
export interface TrackedUnits extends MultiComparison {
  readonly pairs: readonly (UnitMatching & {
    readonly source1: number;
    readonly source2: number;
  })[];
}

/**
 * Follows units over sessions: every pair of sessions is matched by templates and what matches is one unit.
 * @throws as `compareTemplates`, InvalidParameter for names that do not fit
 */
export function compareMultipleTemplates(
  sessions: readonly TemplateSet[],
  options: TemplateOptions & {
    /** one per session, distinct; "sess0", "sess1", … */
    readonly names?: readonly string[];
    readonly cleaning?: "complete" | "single_pass";
  } = {},
): TrackedUnits {
  const names = checkedNames(sessions.length, options.names, "sess");
  const { matchScore = 0.8 } = options;
  const pairs = sessions.flatMap((first, source1) =>
    sessions.slice(source1 + 1).map((second, k) => ({
      ...compareTemplates(first, second, { ...options, matchScore }),
      source1,
      source2: source1 + 1 + k,
    })),
  );
  const unitIds = sessions.map((session) => session.unitIds);
  const graph = agreementGraph(
    unitIds.map(({ length }) => length),
    pairs.map(({ source1, source2, hungarian, agreement }) => ({
      source1,
      source2,
      match12: hungarian.match12,
      agreement,
    })),
  );
  return { ...joinUnits(names, unitIds, graph, options.cleaning ?? "complete"), pairs };
}

function requireSameChannels(one: TemplateSet, two: TemplateSet): void {
  if (one.channelIds.length !== two.channelIds.length) {
    throw new EphysError(
      "InvalidValue",
      `sessions on ${String(one.channelIds.length)} and ${String(two.channelIds.length)} channels cannot be compared; ` +
        "use the channels that both have",
    );
  }
  const at = one.channelIds.findIndex((id, i) => id !== two.channelIds[i]);
  if (at >= 0) {
    throw new EphysError(
      "InvalidValue",
      `channel ${String(at)} is ${JSON.stringify(one.channelIds[at])} in one session and ` +
        `${JSON.stringify(two.channelIds[at])} in the other; both need the same channels in the same order`,
    );
  }
  if (one.numSamples !== two.numSamples) {
    throw new EphysError(
      "InvalidValue",
      `templates of ${String(one.numSamples)} and ${String(two.numSamples)} samples cannot be compared; ` +
        "compute both with the same ms_before and ms_after",
    );
  }
}
