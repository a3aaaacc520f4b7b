import { matchCountMatrix } from "#core/comparison/index.ts";
import { memorySorting } from "./sortings.ts";
import type { Workload } from "./workloads.ts";

const NUM_UNITS = 500;
const NUM_SPIKES = 5_000_000;
/** 0.4 ms at 30 kHz */
const DELTA_FRAMES = 12;

/** Two sortings of one hour that share four fifths of their spikes, compared in both directions as sorters are. */
export const countMatches: Workload = {
  name: "count_matches",
  note: "two sortings of 500 units and 5 million spikes each, within 0.4 ms, both directions",
  prepare() {
    const first = memorySorting({ numUnits: NUM_UNITS, numSpikes: NUM_SPIKES, seed: 1 });
    const second = memorySorting({
      numUnits: NUM_UNITS,
      numSpikes: NUM_SPIKES,
      seed: 2,
      like: first,
    });
    return {
      samples: 2 * NUM_SPIKES,
      run() {
        matchCountMatrix(first, second, DELTA_FRAMES, true);
      },
    };
  },
};
