import { describe, expect, it } from "vitest";
import { defaultRng } from "#core/array/index.ts";
import { channelsWithin } from "../neighbours.ts";
import { allocatePeaks } from "../peaks.ts";
import { templatesFromSvd } from "./cluster-templates.ts";
import { isOneHeap, mergeByFeatures, mergeFeaturesParam, type MergeFeatures } from "./merge-features.ts"; // prettier-ignore

const params = (change: object = {}): MergeFeatures =>
  mergeFeaturesParam.parse(change) ?? expect.unreachable("an object was given");

/** Two clouds of unit spread in eight dimensions, their means `apart` from each other. */
function clouds(apart: number, sizes: readonly [number, number]): Float32Array {
  const [first, second] = sizes;
  const flat = Float32Array.from(defaultRng(5).normal(0, 1, 8 * (first + second)));
  for (let i = 0; i < first + second; i++) {
    flat[8 * i] += 4; // what all have in common
    if (i >= first) flat[8 * i + 1] += apart;
  }
  return flat;
}

describe("two clusters", () => {
  const ways = (["isocut", "percentile", "distrib_overlap"] as const).flatMap((criteria) =>
    (["centroid", "lda"] as const).map((projection) => ({ criteria, projection })),
  );

  it.each(ways)("are one heap or two: %o", (way) => {
    // bins of an overlap want many peaks
    const [first, second] = way.criteria === "distrib_overlap" ? [2000, 3000] : [80, 120];
    expect(isOneHeap(clouds(6, [first, second]), first, 8, params(way))).toBe(false);
    expect(isOneHeap(clouds(0.2, [first, second]), first, 8, params(way))).toBe(true);
  });

  it("become one where one was cut in two, and only near each other", () => {
    const numChannels = 4;
    const contacts = Float64Array.from({ length: 8 }, (_, i) => (i % 2 === 1 ? 20 * (i >> 1) : 0));
    const around = channelsWithin(contacts, 100);
    const n = 300;
    const peaks = allocatePeaks(n);
    const features = Float32Array.from(defaultRng(2).normal(0, 1, n * numChannels));
    // the first 200 peaks are one neuron that was cut by chance, the others another one
    const labels = Int32Array.from({ length: n }, (_, i) => (i < 200 ? i % 2 : 2));
    for (let i = 0; i < n; i++) {
      features[i * numChannels + (i < 200 ? 0 : 2)] += 12;
      peaks.channelIndex[i] = i < 200 ? 0 : 2;
    }
    const svd = { nbefore: 1, nafter: 1, basis: Float32Array.of(1, 0), numComponents: 1, around, width: numChannels, features }; // prettier-ignore
    const unitIds = [0, 1, 2];
    const templates = templatesFromSvd(peaks, labels, unitIds, svd, numChannels, "average");
    const merge = (change: object): number[] => [
      ...new Set(mergeByFeatures({ peaks, labels, unitIds }, { svd, templates, contacts }, params(change))), // prettier-ignore
    ];
    expect(merge({})).toEqual([0, 2]);
    expect(merge({ min_cluster_size: 150 })).toEqual([0, 1, 2]);
    // joined by chance where nothing keeps clusters apart
    expect(merge({ isocut_threshold: 1000 })).toEqual([0]);
    expect(merge({ isocut_threshold: 1000, merge_radius_um: 10 })).toEqual([0, 2]);
  });
});
