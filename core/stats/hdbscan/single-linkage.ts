import { numpyArgsort } from "#core/array/index.ts";
import type { Edges } from "./spanning-tree.ts";

/** Joins of points (below n) and of earlier joins (n + their position), the nearest first. */
export interface Hierarchy {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly distance: Float64Array;
  /** points in the join */
  readonly size: Int32Array;
}

/** The hierarchy that a spanning tree stands for. */
export function singleLinkage({ from, to, distance }: Edges, n: number): Hierarchy {
  const order = numpyArgsort(distance); // of equal edges, the one that NumPy puts first
  const parent = new Int32Array(2 * n - 1).fill(-1);
  const sizes = new Int32Array(2 * n - 1).fill(1, 0, n);
  const find = (start: number): number => {
    let root = start;
    while (parent[root] >= 0) root = parent[root];
    let at = start;
    while (parent[at] >= 0) {
      const above = parent[at];
      parent[at] = root;
      at = above;
    }
    return root;
  };
  const out = {
    left: new Int32Array(n - 1),
    right: new Int32Array(n - 1),
    distance: new Float64Array(n - 1),
    size: new Int32Array(n - 1),
  };
  for (const [i, edge] of order.entries()) {
    const a = find(from[edge]);
    const b = find(to[edge]);
    const join = n + i;
    parent[a] = join;
    parent[b] = join;
    sizes[join] = sizes[a] + sizes[b];
    out.left[i] = a;
    out.right[i] = b;
    out.distance[i] = distance[edge];
    out.size[i] = sizes[join];
  }
  return out;
}
