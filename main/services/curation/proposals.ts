import type { MergePair, MergePreset, MergeProposals } from "#contract/index.ts";
import { MERGE_PRESETS, MERGE_STEPS, pairKey, type MergeProposal } from "#core/curation/index.ts";
import type { JobSpecs } from "#core/jobs/index.ts";
import type { ServiceContext } from "../context.ts";
import { plain } from "./plain.ts";

/** Pairs that failed which are shown too, those that came furthest. */
const NEAR_MISSES = 50;

export function mergePresets(): MergePreset[] {
  return Object.entries(MERGE_PRESETS).map(([name, steps]) => ({
    name,
    steps: steps.map((step) => {
      const known = MERGE_STEPS.find((one) => one.name === step);
      return { name: step, label: known?.label ?? step, summary: known?.summary ?? "" };
    }),
  }));
}

/** Pairs of the units as curated; deleted units and pairs that were rejected are left out. */
export async function findMerges(
  ctx: ServiceContext,
  { analyzerId, preset }: { readonly analyzerId: number; readonly preset: string },
): Promise<MergeProposals> {
  const { analyzers } = ctx.session();
  const desk = analyzers.desk(analyzerId);
  const { removed, judged } = await desk.units();
  const args: JobSpecs["find_merges"]["args"] = {
    analyzer: analyzers.folder(analyzerId),
    asOf: analyzers.since(analyzerId),
    actions: desk.journal().current.done,
    preset,
    nearMisses: NEAR_MISSES,
  };
  const cancel = new Int32Array(new SharedArrayBuffer(4));
  const found = (await ctx.pool().runJob("find_merges", args, cancel)) as JobSpecs["find_merges"]["result"]; // prettier-ignore
  const rejected = new Set(
    judged.filter(({ verdict }) => verdict === "reject").map(({ unitIds }) => pairKey(unitIds)),
  );
  return {
    analyzerId,
    preset,
    steps: found.steps,
    pairs: [...found.proposals, ...found.nearMisses]
      .filter(({ unitIds }) => !unitIds.some((id) => removed.has(id)))
      .filter(({ unitIds }) => !rejected.has(pairKey(unitIds)))
      .map(pairOf),
  };
}

function pairOf({ unitIds, accepted, reasons }: MergeProposal): MergePair {
  return {
    unitIds,
    proposed: accepted,
    reasons: reasons.map((reason) => ({
      ...reason,
      value: plain(reason.value),
      details: Object.fromEntries(
        Object.entries(reason.details).map(([name, value]) => [name, plain(value)]),
      ),
    })),
  };
}
