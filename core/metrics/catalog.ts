import { amplitudeCutoff } from "./quality/amplitude-cutoff/index.ts";
import { amplitudeCv } from "./quality/amplitude-cv/index.ts";
import { amplitudeMedian } from "./quality/amplitude-median/index.ts";
import { drift } from "./quality/drift/index.ts";
import { firingRange } from "./quality/firing-range/index.ts";
import { firingRate } from "./quality/firing-rate/index.ts";
import { isiViolation } from "./quality/isi-violation/index.ts";
import { noiseCutoff } from "./quality/noise-cutoff/index.ts";
import { numSpikes } from "./quality/num-spikes/index.ts";
import { presenceRatio } from "./quality/presence-ratio/index.ts";
import { rpViolation } from "./quality/rp-violation/index.ts";
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
  noiseCutoff,
] as const;

export type MetricName = (typeof METRICS)[number]["name"];
