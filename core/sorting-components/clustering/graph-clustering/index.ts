/*
 * A graph of every peak's nearest neighbours on the probe, and its communities. Reference: SpikeInterface 0.103.2
 * clustering/graph_clustering.py and graph_tools.py with bin_mode "channels", sparse_mode "knn" and Louvain. There
 * normed_distances divides by the norms of other rows than the neighbours'; communities do not see distances, so that it
 * has no effect in either. Communities of one peak are none.
 */
import { z } from "zod";
import { EphysError } from "#core/model/index.ts";
import { channelLocations } from "#core/recording/index.ts";
import { defineClustering, labelsPresent } from "../define.ts";
import { compressPeaks, peaksSvdParam, seedParam } from "../stages.ts";
import { louvain } from "./louvain.ts";
import { nearestGraph } from "./nearest-graph.ts";

const graphKwargs = z
  .strictObject({
    bin_mode: z
      .literal("channels")
      .default("channels")
      .describe("Peaks of a channel look for neighbours around it."),
    neighbors_radius_um: z
      .number()
      .positive()
      .default(50)
      .describe("Peaks of channels within this distance may be neighbours.")
      .meta({ label: "Radius", unit: "um" }),
    normed_distances: z
      .boolean()
      .default(true)
      .describe("The reference's; communities do not see distances."),
    n_neighbors: z
      .int()
      .min(2)
      .default(5)
      .describe("Neighbours of a peak, itself among them.")
      .meta({ label: "Neighbours" }),
    n_components: z
      .int()
      .positive()
      .default(10)
      .describe("Directions in which a neighbourhood is looked at.")
      .meta({ label: "Dimensions" }),
    sparse_mode: z.literal("knn").default("knn").describe("Only the nearest are neighbours."),
    apply_local_svd: z
      .boolean()
      .default(true)
      .describe("Look along the strongest directions of the neighbourhood.")
      .meta({ label: "Strongest directions" }),
    enforce_diagonal_to_zero: z
      .boolean()
      .default(true)
      .describe("The reference's; a peak is itself."),
  })
  .prefault({})
  .describe("How peaks are joined to a graph.")
  .meta({ label: "Graph" });

/** Communities of peaks. */
export const graphClustering = defineClustering({
  name: "graph-clustering",
  label: "Graph",
  summary: "Every peak is joined to its nearest; communities of that graph are clusters.",
  params: z.strictObject({
    peaks_svd: peaksSvdParam(100),
    seed: seedParam,
    graph_kwargs: graphKwargs,
    clusterer: z
      .strictObject({
        method: z
          .enum(["sknetwork-louvain", "networkx-louvain"])
          .default("sknetwork-louvain")
          .describe("Communities by modularity; networkx forgets the direction of edges.")
          .meta({ label: "Method" }),
        resolution: z
          .number()
          .positive()
          .default(1)
          .describe("Larger: more and smaller communities.")
          .meta({ label: "Resolution" }),
      })
      .prefault({})
      .describe("How the graph becomes clusters.")
      .meta({ label: "Communities" }),
  }),
  async cluster(params, { recording, peaks }, ctx) {
    const { radius_um } = params.peaks_svd;
    const { graph_kwargs: how, clusterer } = params;
    if (radius_um < 2 * how.neighbors_radius_um) {
      throw new EphysError(
        "InvalidParameter",
        `peaks_svd.radius_um ${String(radius_um)} must be at least twice graph_kwargs.neighbors_radius_um ${String(how.neighbors_radius_um)}: neighbours are compared on the same channels`,
        { radius_um },
      );
    }
    const svd = await compressPeaks({ recording, peaks }, params.peaks_svd, params.seed, ctx);
    const graph = nearestGraph(
      { peaks, svd, contacts: channelLocations(recording) },
      {
        radiusUm: how.neighbors_radius_um,
        numNeighbours: how.n_neighbors,
        numComponents: how.apply_local_svd ? how.n_components : undefined,
      },
      ctx,
    );
    const directed = clusterer.method === "sknetwork-louvain";
    const communities = louvain(directed ? graph : bothWays(graph), clusterer.resolution);
    const labels = withoutSingles(communities);
    return { labels, unitIds: labelsPresent(labels), svd };
  },
});

type Graph = ReturnType<typeof nearestGraph>;

/** Every edge in both directions, once. */
function bothWays({ starts, targets }: Graph): Graph {
  const rows = Array.from({ length: starts.length - 1 }, () => new Set<number>());
  for (let i = 0; i < rows.length; i++) {
    for (const target of targets.subarray(starts[i], starts[i + 1])) {
      rows[i].add(target);
      rows[target].add(i);
    }
  }
  const own = new Int32Array(starts.length);
  rows.forEach((row, i) => (own[i + 1] = own[i] + row.size));
  const all = new Int32Array(own[rows.length]);
  rows.forEach((row, i) => {
    all.set(
      [...row].sort((a, b) => a - b),
      own[i],
    );
  });
  return { starts: own, targets: all, weights: new Float64Array(all.length).fill(1) };
}

/** Labels of single peaks become −1, the others stay in order. */
function withoutSingles(labels: Int32Array): Int32Array {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const names = new Map<number, number>();
  return labels.map((label) => {
    if (counts.get(label) === 1) return -1;
    const known = names.get(label) ?? names.size;
    names.set(label, known);
    return known;
  });
}
