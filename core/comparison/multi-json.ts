import { z } from "zod";
import {
  EphysError,
  isExtractorDict,
  type ExtractorDict,
  type JsonObject,
  type JsonValue,
} from "#core/model/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { checkedNames, joinUnits, type MultiSortingComparison } from "./multi-sorting.ts";

/*
 * A comparison of several sortings as a JSON document: which sortings (as extractor dictionaries), with which
 * parameters, and every match that was found. Reading it back compares nothing again.
 */

const FORMAT = "spikedesk_multi_comparison";

/** The document; see docs/file-formats.md. */
export function multiComparisonToJson(comparison: MultiSortingComparison): JsonObject {
  const { names, sortings, unitIds, graph, parameters, units } = comparison;
  return {
    format: FORMAT,
    version: 1,
    parameters: {
      delta_time: parameters.deltaMs,
      match_score: parameters.matchScore,
      chance_score: parameters.chanceScore,
      agreement_method: parameters.agreementMethod,
      cleaning: parameters.cleaning,
    },
    sortings: names.map((name, i) => ({
      name,
      unit_ids: [...unitIds[i]],
      sorting: sortings[i].dict, // a dictionary is plain JSON
    })),
    matches: graph.edges.map(({ node1, node2, weight }) => {
      const [one, two] = [graph.nodes[node1], graph.nodes[node2]];
      return {
        source1: one.source,
        unit1: one.unit,
        source2: two.source,
        unit2: two.unit,
        agreement: weight,
      };
    }),
    units: units.map(({ members, averageAgreement, agreementNumber }) => ({
      unit_ids: Object.fromEntries(
        names.flatMap((name, i) => (members[i] < 0 ? [] : [[name, unitIds[i][members[i]]]])),
      ),
      avg_agreement: averageAgreement,
      agreement_number: agreementNumber,
    })),
  };
}

const position = z.int().nonnegative();

const document = z.object({
  format: z.literal(FORMAT),
  version: z.literal(1),
  parameters: z.object({
    delta_time: z.number().nonnegative(),
    match_score: z.number(),
    chance_score: z.number(),
    agreement_method: z.enum(["count", "distance"]),
    cleaning: z.enum(["complete", "single_pass"]),
  }),
  sortings: z
    .array(
      z.object({
        name: z.string(),
        unit_ids: z.array(z.union([z.string(), z.number()])),
        sorting: z.custom<ExtractorDict>(
          (value) => isExtractorDict(value as JsonValue), // what is parsed is JSON
          "must be an extractor dictionary",
        ),
      }),
    )
    .min(1),
  matches: z.array(
    z.object({
      source1: position,
      unit1: position,
      source2: position,
      unit2: position,
      agreement: z.number(),
    }),
  ),
});

/**
 * Reads a document back; `open` makes the sortings again.
 * @param where named in errors
 * @throws CorruptFile for another document, InvalidValue where a sorting has changed since
 */
export async function multiComparisonFromJson(
  json: JsonValue,
  where: string,
  open: (dict: ExtractorDict) => Promise<Sorting>,
): Promise<MultiSortingComparison> {
  const parsed = document.safeParse(json);
  if (!parsed.success) {
    throw new EphysError(
      "CorruptFile",
      `${where} is not a stored comparison: ${z.prettifyError(parsed.error).replaceAll("\n", " ")}`,
      { path: where },
    );
  }
  const { parameters, sortings: stored, matches } = parsed.data;
  const names = checkedNames(
    stored.length,
    stored.map(({ name }) => name),
    "sorting",
  );
  const sortings: Sorting[] = [];
  for (const { name, unit_ids, sorting } of stored) {
    const opened = await open(sorting);
    if (JSON.stringify(opened.unitIds) !== JSON.stringify(unit_ids)) {
      throw new EphysError(
        "InvalidValue",
        `sorting "${name}" has other units than when ${where} was written; compare again`,
        { name, path: where },
      );
    }
    sortings.push(opened);
  }
  const unitIds = sortings.map((sorting) => sorting.unitIds);
  const nodes = unitIds.flatMap((ids, source) => ids.map((_, unit) => ({ source, unit })));
  const nodeOf = (source: number, unit: number): number => {
    const at = nodes.findIndex((node) => node.source === source && node.unit === unit);
    if (at >= 0) return at;
    throw new EphysError(
      "CorruptFile",
      `${where} matches unit ${String(unit)} of sorting ${String(source)}, which is not there`,
      {
        path: where,
      },
    );
  };
  const edges = matches.map((match) => ({
    node1: nodeOf(match.source1, match.unit1),
    node2: nodeOf(match.source2, match.unit2),
    weight: match.agreement,
  }));
  return {
    ...joinUnits(names, unitIds, { nodes, edges }, parameters.cleaning),
    sortings,
    parameters: {
      deltaMs: parameters.delta_time,
      matchScore: parameters.match_score,
      chanceScore: parameters.chance_score,
      agreementMethod: parameters.agreement_method,
      cleaning: parameters.cleaning,
    },
    deltaFrames: Math.trunc((parameters.delta_time / 1000) * sortings[0].samplingFrequency),
  };
}
