import { sparsityFromMask, type SortingAnalyzer } from "#core/analyzer/index.ts";
import { ndArray, type NdArray } from "#core/array/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { findMerges } from "#core/curation/index.ts";
import { computeExtensions } from "#core/extensions/index.ts";
import { createLocalComputeContext } from "#core/jobs/index.ts";
import { sortingFromSpikes, type Sorting } from "#core/sorting/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import type { Workload } from "./workloads.ts";

/*
 * Merge candidates of one hour of 500 units on 384 channels, with correlograms, templates and locations at hand: 250 neurons,
 * each found as two units, so that every step has pairs to judge.
 */

const NUM_NEURONS = 250;
const NUM_UNITS = 2 * NUM_NEURONS;
const NUM_SPIKES = 5_000_000;
const NUM_CHANNELS = 384;
const NUM_SAMPLES = 90;
const SAMPLING_FREQUENCY = 30_000;
const FRAMES = SAMPLING_FREQUENCY * 3600;
/** channels that a unit is looked at on */
const REACH = 20;
const PITCH_UM = 10;

export const autoMerge: Workload = {
  name: "auto_merge",
  note: "merge candidates of 500 units and 5 million spikes, correlograms given (preset similarity_correlograms)",
  async prepare(kernels) {
    const ctx = createLocalComputeContext({ kernels, fs: nodeFileSystem });
    const analyzer = await splitNeurons(ctx);
    return {
      samples: NUM_SPIKES,
      async run() {
        const { groups } = await findMerges(analyzer, { computeMissing: false }, ctx);
        if (groups.length === 0) throw new Error("no merges were found");
      },
    };
  },
};

async function splitNeurons(ctx: ComputeContext): Promise<SortingAnalyzer> {
  const random = generator(1);
  const sorting = halvedTrains(random);
  const { templates, mask, places } = shapes(random);
  const analyzer: SortingAnalyzer = {
    sorting,
    recording: undefined,
    attributes: {
      channelIds: Array.from({ length: NUM_CHANNELS }, (_, c) => c),
      samplingFrequency: SAMPLING_FREQUENCY,
      numSamples: [FRAMES],
      isFiltered: true,
      dtype: "int16",
      properties: new Map(),
    },
    probeGroup: undefined,
    sparsity: sparsityFromMask(mask, NUM_UNITS, NUM_CHANNELS),
    returnInUv: true,
    format: "memory",
    folder: undefined,
    extensions: new Map(),
  };
  const give = (name: string, data: string, array: NdArray, params = {}): void => {
    analyzer.extensions.set(name, {
      name,
      params,
      data: new Map([[data, { kind: "array", array }]]),
      siClass: { class: "", module: "" },
      runtimeS: 0,
      skipped: [],
    });
  };
  const shape = [NUM_UNITS, NUM_SAMPLES, NUM_CHANNELS];
  give("templates", "average", ndArray("float32", shape, templates), { ms_before: 1 });
  give("unit_locations", "unit_locations", ndArray("float64", [NUM_UNITS, 3], places));
  await computeExtensions(analyzer, new Map([["correlograms", {}]]), ctx, { addMissing: false });
  return analyzer;
}

/** Every neuron's train with a refractory period of 2 ms, each spike in one of two units. */
function halvedTrains(random: () => number): Sorting {
  const each = NUM_SPIKES / NUM_NEURONS;
  const meanGap = FRAMES / each - 60;
  const packed = new Float64Array(NUM_SPIKES);
  for (let neuron = 0, at = 0; neuron < NUM_NEURONS; neuron++) {
    let frame = 0;
    for (let i = 0; i < each; i++) {
      frame += 60 - Math.floor(meanGap * Math.log(1 - random()));
      packed[at++] = Math.min(frame, FRAMES - 1) * 1024 + 2 * neuron + (random() < 0.5 ? 0 : 1);
    }
  }
  packed.sort();
  return sortingFromSpikes({
    unitIds: Array.from({ length: NUM_UNITS }, (_, unit) => unit),
    samplingFrequency: SAMPLING_FREQUENCY,
    numSegments: 1,
    spikes: {
      sampleIndex: packed.map((one) => Math.floor(one / 1024)),
      unitIndex: Int32Array.from(packed, (one) => one % 1024),
      segmentIndex: new Int32Array(NUM_SPIKES),
    },
  });
}

/** Templates around a place on the probe, alike for the two units of a neuron. */
function shapes(random: () => number): {
  readonly templates: Float32Array;
  readonly mask: Uint8Array;
  readonly places: Float64Array;
} {
  const templates = new Float32Array(NUM_UNITS * NUM_SAMPLES * NUM_CHANNELS);
  const mask = new Uint8Array(NUM_UNITS * NUM_CHANNELS);
  const places = new Float64Array(NUM_UNITS * 3);
  for (let neuron = 0; neuron < NUM_NEURONS; neuron++) {
    const first = Math.floor(random() * (NUM_CHANNELS - REACH));
    const shape = Float32Array.from({ length: NUM_SAMPLES * REACH }, () => random() - 0.5);
    for (const unit of [2 * neuron, 2 * neuron + 1]) {
      mask.fill(1, unit * NUM_CHANNELS + first, unit * NUM_CHANNELS + first + REACH);
      places[3 * unit + 1] = (first + REACH / 2 + random()) * PITCH_UM;
      for (let s = 0; s < NUM_SAMPLES; s++) {
        const at = (unit * NUM_SAMPLES + s) * NUM_CHANNELS + first;
        for (let c = 0; c < REACH; c++) templates[at + c] = shape[s * REACH + c] + 0.05 * random();
      }
    }
  }
  return { templates, mask, places };
}

/** Numbers below 1 that repeat on every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 4294967296;
}
