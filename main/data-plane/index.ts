import type { FrameReply } from "#main/app/types.ts";
import { EphysError } from "#core/model/index.ts";
import { wireErrorFrom } from "#main/errors/index.ts";
import type { ServiceContext } from "#main/services/index.ts";
import { alignedFrame, driftFrame, rasterFrame } from "./density.ts";
import { featuresFrame } from "./features.ts";
import { correlogramsFrame, isiFrame, rateFrame } from "./intervals.ts";
import { lassoFrame } from "./lasso.ts";
import { motionFrame } from "./motion.ts";
import { pairSpikesFrame } from "./pair-spikes.ts";
import { similarityFrame } from "./pair-views.ts";
import { readQuery, type ViewQuery } from "./query.ts";
import { shownFrame } from "./shown.ts";
import { spectraFrame } from "./spectra.ts";
import { rateCorrelogramFrame } from "./rate-correlogram.ts";
import { spikeCloudFrame } from "./spike-clouds.ts";
import { spikeListFrame } from "./spike-list.ts";
import { spikesFrame } from "./spikes.ts";
import { tracesFrame } from "./traces.ts";
import { ViewTurns } from "./view-turns.ts";
import { waveformDensityFrame, waveformsFrame } from "./waveforms.ts";

type View = (ctx: ServiceContext, query: ViewQuery) => Promise<Uint8Array<ArrayBuffer>>;

/** What each view answers is said in preload/contract/frames.ts. */
const VIEWS: Readonly<Record<string, View | undefined>> = {
  traces: tracesFrame,
  waveforms: waveformsFrame,
  correlograms: correlogramsFrame,
  isi: isiFrame,
  rate: rateFrame,
  cloud: spikeCloudFrame,
  lasso: lassoFrame,
  features: featuresFrame,
  drift: driftFrame,
  raster: rasterFrame,
  aligned: alignedFrame,
  spike_list: spikeListFrame,
  waveform_density: waveformDensityFrame,
  rate_correlogram: rateCorrelogramFrame,
  similarity: similarityFrame,
  spikes: spikesFrame,
  spectra: spectraFrame,
  pair_spikes: pairSpikesFrame,
  shown: shownFrame,
  motion: motionFrame,
};

/** Builds view-sized binary frames for both hosts. */
export function createDataPlane(
  ctx: ServiceContext,
): (view: string, params: URLSearchParams) => Promise<FrameReply> {
  const turns = new ViewTurns();
  return async (name, params) => {
    try {
      const view = Object.hasOwn(VIEWS, name) ? VIEWS[name] : undefined;
      if (view === undefined) {
        throw new EphysError("UnknownName", `there is no view "${name}"`, { view: name });
      }
      await turns.wait(params.get("slot"));
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
