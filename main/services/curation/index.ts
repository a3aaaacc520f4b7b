import type { AsyncApi, MergeProposals } from "#contract/index.ts";
import { MERGE_PRESETS, MERGE_STEPS } from "#core/curation/index.ts";
import type { MergeProposal } from "#core/curation/index.ts";
import type { JobSpecs } from "#core/jobs/index.ts";
import type { ServiceContext } from "../context.ts";
import { acceptMerge, readAccepted } from "./accepted.ts";
import { applyJob } from "./apply-job.ts";

/** Pairs that failed which are shown too, those that came furthest. */
const NEAR_MISSES = 50;

export function createCurationService(ctx: ServiceContext): AsyncApi["curation"] {
  return {
    async presets() {
      return Object.entries(MERGE_PRESETS).map(([name, steps]) => ({
        name,
        steps: steps.map((step) => {
          const known = MERGE_STEPS.find((one) => one.name === step);
          return { name: step, label: known?.label ?? step, summary: known?.summary ?? "" };
        }),
      }));
    },
    async findMerges({ analyzerId, preset }) {
      const args: JobSpecs["find_merges"]["args"] = {
        analyzer: ctx.session().analyzers.folder(analyzerId),
        preset,
        nearMisses: NEAR_MISSES,
      };
      const cancel = new Int32Array(new SharedArrayBuffer(4));
      const found = (await ctx.pool().runJob("find_merges", args, cancel)) as JobSpecs["find_merges"]["result"]; // prettier-ignore
      return {
        analyzerId,
        preset,
        steps: found.steps,
        pairs: [...found.proposals, ...found.nearMisses].map(pairOf),
      };
    },
    async accepted({ analyzerId }) {
      return readAccepted(ctx, analyzerId);
    },
    async accept(input) {
      return acceptMerge(ctx, input);
    },
    async apply(input) {
      return { jobId: ctx.session().queue.enqueue(await applyJob(ctx, input)) };
    },
  };
}

/** NaN and infinities have no place on the wire. */
function plain(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function pairOf({ unitIds, accepted, reasons }: MergeProposal): MergeProposals["pairs"][number] {
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
