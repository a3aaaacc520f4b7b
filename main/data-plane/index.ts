import type { FrameReply } from "#main/app/types.ts";
import { EphysError } from "#core/model/index.ts";
import { wireErrorFrom } from "#main/errors/index.ts";
import type { ServiceContext } from "#main/services/index.ts";
import { amplitudesFrame } from "./amplitudes.ts";
import { pairSpikesFrame } from "./pair-spikes.ts";
import { correlogramsFrame, similarityFrame } from "./pair-views.ts";
import { readQuery, type ViewQuery } from "./query.ts";
import { spectraFrame } from "./spectra.ts";
import { spikesFrame } from "./spikes.ts";
import { tracesFrame } from "./traces.ts";
import { waveformsFrame } from "./waveforms.ts";

type View = (ctx: ServiceContext, query: ViewQuery) => Promise<Uint8Array<ArrayBuffer>>;

/** What each view answers is said in preload/contract/frames.ts. */
const VIEWS: Readonly<Record<string, View | undefined>> = {
  traces: tracesFrame,
  waveforms: waveformsFrame,
  correlograms: correlogramsFrame,
  amplitudes: amplitudesFrame,
  similarity: similarityFrame,
  spikes: spikesFrame,
  spectra: spectraFrame,
  pair_spikes: pairSpikesFrame,
};

/** Builds view-sized binary frames for both hosts. */
export function createDataPlane(
  ctx: ServiceContext,
): (view: string, params: URLSearchParams) => Promise<FrameReply> {
  return async (name, params) => {
    try {
      const view = Object.hasOwn(VIEWS, name) ? VIEWS[name] : undefined;
      if (view === undefined) {
        throw new EphysError("UnknownName", `there is no view "${name}"`, { view: name });
      }
      return { ok: true, bytes: await view(ctx, readQuery(params)) };
    } catch (error) {
      const wire = wireErrorFrom(error);
      return { ok: false, status: statusOf(wire.code), error: wire };
    }
  };
}

function statusOf(code: string): number {
  if (code === "Internal") return 500;
  return code === "UnknownName" || code === "MissingExtension" ? 404 : 400;
}
