import type { Hierarchy } from "./single-linkage.ts";

/** What leaves a cluster, and at which density: points (below n) and clusters (n: all points, then n + 1 …). */
export interface CondensedTree {
  readonly parent: readonly number[];
  readonly child: readonly number[];
  /** 1 / distance */
  readonly lambda: readonly number[];
  readonly size: readonly number[];
}

/** The hierarchy without splits of which one side is too small to be a cluster. */
export function condense(hierarchy: Hierarchy, n: number, minClusterSize: number): CondensedTree {
  const root = 2 * (n - 1);
  const tree = {
    parent: [] as number[],
    child: [] as number[],
    lambda: [] as number[],
    size: [] as number[],
  };
  const label = new Int32Array(root + 1);
  const ignored = new Uint8Array(root + 1);
  label[root] = n;
  let next = n + 1;
  const sizeOf = (node: number): number => (node >= n ? hierarchy.size[node - n] : 1);
  const add = (parent: number, child: number, lambda: number, size: number): void => {
    tree.parent.push(parent);
    tree.child.push(child);
    tree.lambda.push(lambda);
    tree.size.push(size);
  };
  for (const node of breadthFirst(hierarchy, root, n)) {
    if (ignored[node] === 1 || node < n) continue;
    const sides = [hierarchy.left[node - n], hierarchy.right[node - n]];
    const distance = hierarchy.distance[node - n];
    const lambda = distance > 0 ? 1 / distance : Infinity;
    const large = sides.filter((side) => sizeOf(side) >= minClusterSize);
    if (large.length === 2) {
      for (const side of sides) {
        label[side] = next++;
        add(label[node], label[side], lambda, sizeOf(side));
      }
      continue;
    }
    for (const side of sides) {
      if (sizeOf(side) >= minClusterSize) {
        label[side] = label[node];
        continue;
      }
      for (const below of breadthFirst(hierarchy, side, n)) {
        if (below < n) add(label[node], below, lambda, 1);
        ignored[below] = 1;
      }
    }
  }
  return tree;
}

/** Nodes below and with `start`, level by level. */
function breadthFirst({ left, right }: Hierarchy, start: number, n: number): number[] {
  const all = [start];
  for (const node of all) {
    if (node >= n) all.push(left[node - n], right[node - n]);
  }
  return all;
}
