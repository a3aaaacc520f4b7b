import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { decodeNpy, isStructured, toFloat64, type NdArray } from "#core/array/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { createLocalComputeContext } from "#core/jobs/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { openRecordingPath } from "#core/open/index.ts";
import { applyPipeline } from "#core/preprocessing/index.ts";
import type { Recording } from "#core/recording/index.ts";
import {
  findSpikesFromTemplates,
  matchingTemplates,
  type MatchedSpikes,
} from "#core/sorting-components/index.ts";
import { loadKernels, nodeFileSystem } from "#native/index.ts";
import { goldenJson, goldenPath, hasGolden } from "#test/support/golden.ts";

interface MethodCase {
  readonly method: string;
  readonly params: JsonObject;
  readonly num_spikes: number;
  readonly files: Record<
    "sample_index" | "channel_index" | "cluster_index" | "amplitude" | "segment_index",
    string
  >;
  readonly note: string;
}

interface MatchingCase {
  readonly chain: readonly (readonly [string, JsonObject])[];
  readonly templates_array: string;
  readonly nbefore: number;
  readonly sparsity_mask: string;
  readonly noise_levels: string;
  readonly methods: Record<string, MethodCase>;
}

const FOLDER = ["components", "matching"] as const;

function arrayOf(file: string): NdArray {
  const array = decodeNpy(readFileSync(goldenPath(...FOLDER, file)));
  if (isStructured(array)) throw new Error(`${file} is a record array`);
  return array;
}

const column = (file: string): Float64Array => toFloat64(arrayOf(file));

describe.skipIf(!hasGolden)("spikes of templates as SpikeInterface 0.103.2 finds them", () => {
  const golden = hasGolden ? goldenJson<MatchingCase>(...FOLDER, "case.json") : undefined;
  let ctx: ComputeContext;
  let recording: Recording;

  beforeAll(async () => {
    ctx = createLocalComputeContext({ kernels: loadKernels(), fs: nodeFileSystem });
    const raw = await openRecordingPath(goldenPath("pipeline", "recording"), {}, ctx);
    recording = await applyPipeline(raw, golden?.chain ?? [], ctx);
  });

  it.each(Object.entries(golden?.methods ?? {}))("%s", async (_name, expected) => {
    if (golden === undefined) throw new Error("no golden case");
    const { shape } = arrayOf(golden.templates_array);
    const mask = expected.note === "sparse templates" ? column(golden.sparsity_mask) : undefined;
    const templates = matchingTemplates(
      column(golden.templates_array),
      [shape[0], shape[1], shape[2]],
      golden.nbefore,
      mask,
    );
    const { method, params } = expected;
    const noiseLevels = Float32Array.from(column(golden.noise_levels));
    const found = await findSpikesFromTemplates(
      recording,
      templates,
      { method, params, noiseLevels },
      ctx,
    );
    const agreeing = countAgreeing(found, expected);
    expect(agreeing / expected.num_spikes).toBeGreaterThanOrEqual(0.99);
    expect(agreeing / found.sampleIndex.length).toBeGreaterThanOrEqual(0.98);
  });
});

/** Spikes of the reference that were found: same template within one sample, amplitude within 1 %. */
function countAgreeing(found: MatchedSpikes, { files, num_spikes }: MethodCase): number {
  const samples = column(files.sample_index);
  const segments = column(files.segment_index);
  const clusters = column(files.cluster_index);
  const amplitudes = column(files.amplitude);
  const used = new Set<number>();
  for (let r = 0; r < num_spikes; r++) {
    const match = found.sampleIndex.findIndex(
      (sample, i) =>
        !used.has(i) &&
        found.segmentIndex[i] === segments[r] &&
        found.clusterIndex[i] === clusters[r] &&
        Math.abs(sample - samples[r]) <= 1 &&
        Math.abs(found.amplitude[i] / amplitudes[r] - 1) <= 0.01,
    );
    if (match >= 0) used.add(match);
  }
  return used.size;
}
