import type { ComputeContext } from "#core/compute/index.ts";
import { ttlEvents } from "#core/open/index.ts";
import type { JobSpecs } from "../specs.ts";

type Spec = JobSpecs["find_pulses"];

export async function findPulsesJob(
  { recording, channelId, threshold }: Spec["args"],
  ctx: ComputeContext,
): Promise<Spec["result"]> {
  return ttlEvents(await ctx.openRecording(recording), channelId, {
    threshold: threshold ?? undefined,
    cancel: ctx.cancel,
    report: (fraction) => {
      ctx.report({ step: "look for pulses", fraction });
    },
  });
}
