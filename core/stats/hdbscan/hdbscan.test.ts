import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { defaultRng } from "#core/array/index.ts";
import { hdbscan, type HdbscanOptions } from "./hdbscan.ts";
import { distanceBounds } from "./leading-axes.ts";
import { coreDistances, spanningTree } from "./spanning-tree.ts";

/* Labels of scikit-learn 1.9.1's HDBSCAN for the points of the fixture. */

interface Case {
  readonly name: string;
  readonly points: readonly (readonly number[])[];
  readonly params: Readonly<Record<string, number | boolean | string>>;
  readonly labels: readonly number[];
}

const path = new URL("../fixtures/hdbscan.scikit-learn-1.9.json", import.meta.url);
const fixtures = JSON.parse(readFileSync(path, "utf8")) as readonly Case[];

const NAMES: Readonly<Record<string, keyof HdbscanOptions>> = {
  min_cluster_size: "minClusterSize",
  min_samples: "minSamples",
  allow_single_cluster: "allowSingleCluster",
  cluster_selection_epsilon: "clusterSelectionEpsilon",
  cluster_selection_method: "clusterSelectionMethod",
  max_cluster_size: "maxClusterSize",
};

describe("hdbscan", () => {
  it.each(fixtures.map((item) => [item.name, item] as const))(
    "labels %s as scikit-learn does",
    (_name, { points, params, labels }) => {
      const options = Object.fromEntries(
        Object.entries(params).map(([name, value]) => [NAMES[name], value]),
      ) as HdbscanOptions;
      const found = hdbscan(Float64Array.from(points.flat()), points[0].length, options);
      expect([...found]).toEqual(labels);
    },
  );

  it("finds the same tree whether or not bounds spare distances", () => {
    const dimension = 40;
    const rng = defaultRng(5);
    const x = rng
      .standardNormal(150 * dimension)
      .map((v, i) => v + 3 * (((i / dimension) % 3) | 0));
    const bounds = distanceBounds(x, dimension);
    const none = { atLeast: () => 0 };
    let told = 0;
    for (let a = 0; a < 150; a++) {
      for (let b = 0; b < 150; b++) {
        let square = 0;
        for (let k = 0; k < dimension; k++)
          square += (x[a * dimension + k] - x[b * dimension + k]) ** 2;
        expect(bounds.atLeast(a, b)).toBeLessThanOrEqual(square);
        if (bounds.atLeast(a, b) > 0.5 * square) told++;
      }
    }
    expect(told).toBeGreaterThan(5000);
    const core = coreDistances(x, dimension, 6, bounds);
    expect(core).toEqual(coreDistances(x, dimension, 6, none));
    expect(spanningTree(x, dimension, core, bounds)).toEqual(
      spanningTree(x, dimension, core, none),
    );
  });

  it("keeps clusters when points are moved, scaled and turned around", () => {
    const [{ points, params, labels }] = fixtures;
    const moved = points.toReversed().map(([x, y]) => [5 - 3 * y, 3 * x + 2]);
    const size = Number(params["min_cluster_size"]);
    const found = hdbscan(Float64Array.from(moved.flat()), 2, { minClusterSize: size }).reverse();
    const pairs = new Set(labels.map((label, i) => `${String(label)}:${String(found[i])}`));
    expect(pairs.size).toBe(new Set(labels).size);
  });

  it("refuses sizes that do not fit", () => {
    const x = Float64Array.of(0, 1, 2, 3);
    expect(() => hdbscan(x, 1, { minClusterSize: 1 })).toThrow(/below 2/);
    expect(() => hdbscan(x, 1, { minSamples: 5 })).toThrow(/more than the 4 points/);
    expect(hdbscan(new Float64Array(0), 3)).toEqual(new Int32Array(0));
  });
});
