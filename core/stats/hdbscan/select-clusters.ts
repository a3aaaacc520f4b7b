import type { CondensedTree } from "./condensed-tree.ts";

export interface SelectionOptions {
  readonly allowSingleCluster: boolean;
  readonly epsilon: number;
  readonly method: "eom" | "leaf";
  readonly maxClusterSize: number;
}

/** The clusters that last longest (or the smallest ones) and the label of every point. */
export function selectClusters(
  tree: CondensedTree,
  n: number,
  options: SelectionOptions,
): Int32Array {
  const children = clusterChildren(tree, n);
  const chosen =
    options.method === "eom"
      ? excessOfMass(tree, n, children, options)
      : leaves(tree, n, children, options.allowSingleCluster);
  const selected = options.epsilon > 0 ? mergedUpTo(tree, n, chosen, children, options) : chosen;
  return labelPoints(
    tree,
    n,
    [...selected].sort((a, b) => a - b),
    options,
  );
}

function clusterChildren({ parent, child, size }: CondensedTree, n: number): Map<number, number[]> {
  const out = new Map<number, number[]>([[n, []]]);
  for (const [i, cluster] of child.entries()) {
    if (size[i] <= 1) continue;
    out.set(cluster, []);
    out.get(parent[i])?.push(cluster);
  }
  return out;
}

/** Density gained over a cluster's life, summed over its points. */
function stabilities(
  { parent, child, lambda, size }: CondensedTree,
  n: number,
  clusters: Iterable<number>,
): Map<number, number> {
  const births = new Map<number, number>([[n, 0]]);
  for (const [i, cluster] of child.entries()) if (size[i] > 1) births.set(cluster, lambda[i]);
  const out = new Map<number, number>();
  for (const cluster of clusters) out.set(cluster, 0);
  for (const [i, cluster] of parent.entries()) {
    const gained = (lambda[i] - (births.get(cluster) ?? 0)) * size[i];
    out.set(cluster, (out.get(cluster) ?? 0) + gained);
  }
  return out;
}

function excessOfMass(
  tree: CondensedTree,
  n: number,
  children: ReadonlyMap<number, number[]>,
  { allowSingleCluster, maxClusterSize }: SelectionOptions,
): Set<number> {
  const stability = stabilities(tree, n, children.keys());
  const sizes = new Map<number, number>([[n, n]]);
  for (const [i, cluster] of tree.child.entries())
    if (tree.size[i] > 1) sizes.set(cluster, tree.size[i]);
  const order = [...children.keys()]
    .sort((a, b) => b - a)
    .filter((c) => allowSingleCluster || c !== n);
  const chosen = new Set(order);
  for (const cluster of order) {
    if (!chosen.has(cluster) && !order.includes(cluster)) continue;
    const below = children.get(cluster) ?? [];
    const subtree = below.reduce((sum, child) => sum + (stability.get(child) ?? 0), 0);
    if (subtree > (stability.get(cluster) ?? 0) || (sizes.get(cluster) ?? 0) > maxClusterSize) {
      chosen.delete(cluster);
      stability.set(cluster, subtree);
      continue;
    }
    for (const other of descendants(cluster, children)) if (other !== cluster) chosen.delete(other);
  }
  return chosen;
}

function leaves(
  tree: CondensedTree,
  n: number,
  children: ReadonlyMap<number, number[]>,
  allowSingleCluster: boolean,
): Set<number> {
  const found = [...children].filter(([cluster, below]) => cluster !== n && below.length === 0);
  if (found.length > 0) return new Set(found.map(([cluster]) => cluster));
  return new Set(allowSingleCluster ? [n] : []);
}

function descendants(cluster: number, children: ReadonlyMap<number, number[]>): number[] {
  const all = [cluster];
  for (const one of all) all.push(...(children.get(one) ?? []));
  return all;
}

/** Clusters that part at less than epsilon are their ancestor that parts at more. */
function mergedUpTo(
  tree: CondensedTree,
  n: number,
  chosen: ReadonlySet<number>,
  children: ReadonlyMap<number, number[]>,
  { epsilon, allowSingleCluster }: SelectionOptions,
): Set<number> {
  const above = new Map<number, { readonly parent: number; readonly distance: number }>();
  for (const [i, cluster] of tree.child.entries()) {
    if (tree.size[i] > 1)
      above.set(cluster, { parent: tree.parent[i], distance: 1 / tree.lambda[i] });
  }
  const out = new Set<number>();
  const done = new Set<number>();
  for (const cluster of [...chosen].sort((a, b) => a - b)) {
    const place = above.get(cluster);
    if (place === undefined || place.distance >= epsilon) {
      out.add(cluster);
      continue;
    }
    if (done.has(cluster)) continue;
    let up = cluster;
    for (;;) {
      const parent = above.get(up)?.parent ?? n;
      if (parent === n) {
        if (allowSingleCluster) up = n;
        break;
      }
      up = parent;
      if ((above.get(up)?.distance ?? Infinity) > epsilon) break;
    }
    out.add(up);
    for (const other of descendants(up, children)) if (other !== up) done.add(other);
  }
  return out;
}

function labelPoints(
  { parent, child, lambda, size }: CondensedTree,
  n: number,
  clusters: readonly number[],
  { allowSingleCluster, epsilon }: SelectionOptions,
): Int32Array {
  const labelOf = new Map(clusters.map((cluster, i) => [cluster, i]));
  const above = new Map<number, number>();
  for (const [i, cluster] of child.entries()) if (size[i] > 1) above.set(cluster, parent[i]);
  const owner = (cluster: number): number => {
    let at = cluster;
    while (at !== n && !labelOf.has(at)) at = above.get(at) ?? n;
    return at;
  };
  const onlyRoot = clusters.length === 1 && allowSingleCluster;
  let least = Infinity;
  if (onlyRoot) {
    least = -Infinity;
    for (const [i, cluster] of parent.entries())
      if (cluster === n) least = Math.max(least, lambda[i]);
    if (epsilon > 0) least = 1 / epsilon;
  }
  const labels = new Int32Array(n).fill(-1);
  for (const [i, point] of child.entries()) {
    if (size[i] > 1 || point >= n) continue;
    const cluster = owner(parent[i]);
    const isRoot = cluster === n;
    if (!isRoot) labels[point] = labelOf.get(cluster) ?? -1;
    else if (onlyRoot && labelOf.has(n) && lambda[i] >= least) labels[point] = labelOf.get(n) ?? -1;
  }
  return labels;
}
