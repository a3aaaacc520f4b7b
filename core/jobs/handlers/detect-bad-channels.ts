import { throwIfCancelled, type ComputeContext } from "#core/compute/index.ts";
import {
  badChannelReasons,
  detectBadChannels,
  detectionParams,
} from "#core/preprocessing/index.ts";
import type { JobSpecs } from "../specs.ts";
import { openPrepared } from "./prepared.ts";

type Spec = JobSpecs["detect_bad_channels"];

export async function detectBadChannelsJob(
  args: Spec["args"],
  ctx: ComputeContext,
): Promise<Spec["result"]> {
  const recording = await openPrepared(args, ctx);
  const params = detectionParams(args.params);
  const found = await detectBadChannels(recording, params, ctx, (fraction) => {
    throwIfCancelled(ctx.cancel);
    ctx.report({ step: "judge channels", fraction });
  });
  const { badChannelIds, labels, measures } = found;
  return {
    badChannelIds,
    labels,
    reasons: badChannelReasons(labels, measures, params),
    measures: measures.map(({ name, values }) => ({
      name,
      values: Array.from(values, (value) => (Number.isFinite(value) ? value : null)),
    })),
  };
}
