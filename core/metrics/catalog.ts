import { amplitudeCutoff } from "./quality/amplitude-cutoff/index.ts";
import { amplitudeCv } from "./quality/amplitude-cv/index.ts";
import { amplitudeMedian } from "./quality/amplitude-median/index.ts";
import { dPrime } from "./quality/d-prime/index.ts";
import { drift } from "./quality/drift/index.ts";
import { firingRange } from "./quality/firing-range/index.ts";
import { firingRate } from "./quality/firing-rate/index.ts";
import { isiViolation } from "./quality/isi-violation/index.ts";
import { isolationDistance } from "./quality/isolation-distance/index.ts";
import { lRatio } from "./quality/l-ratio/index.ts";
import { nearestNeighbor } from "./quality/nearest-neighbor/index.ts";
import { nnIsolation } from "./quality/nn-isolation/index.ts";
import { nnNoiseOverlap } from "./quality/nn-noise-overlap/index.ts";
import { noiseCutoff } from "./quality/noise-cutoff/index.ts";
import { numSpikes } from "./quality/num-spikes/index.ts";
import { presenceRatio } from "./quality/presence-ratio/index.ts";
import { rpViolation } from "./quality/rp-violation/index.ts";
import { sdRatio } from "./quality/sd-ratio/index.ts";
import { silhouette } from "./quality/silhouette/index.ts";
import { slidingRpViolation } from "./quality/sliding-rp-violation/index.ts";
import { snr } from "./quality/snr/index.ts";
import { synchrony } from "./quality/synchrony/index.ts";

/** Every quality metric, in the order of its columns in a table. */
export const METRICS = [
  numSpikes,
  firingRate,
  presenceRatio,
  snr,
  isiViolation,
  rpViolation,
  slidingRpViolation,
  amplitudeCutoff,
  amplitudeMedian,
  amplitudeCv,
  synchrony,
  firingRange,
  drift,
  sdRatio,
  noiseCutoff,
  isolationDistance,
  lRatio,
  dPrime,
  nearestNeighbor,
  silhouette,
  nnIsolation,
  nnNoiseOverlap,
] as const;

export type MetricName = (typeof METRICS)[number]["name"];
