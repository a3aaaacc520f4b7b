/*
 * Communities of a directed graph by greedy modularity (Blondel et al. 2008; for directed graphs Dugué & Perez 2015): every
 * node moves to the community that gains most, communities become nodes, until nothing is gained. Deterministic: nodes are
 * visited in order, of equal gains the lowest community wins. Cost per pass: the edges.
 */

/** Edges of node i: `targets[starts[i]..starts[i+1])` with `weights`. */
export interface DirectedGraph {
  readonly starts: Int32Array;
  readonly targets: Int32Array;
  readonly weights: Float64Array;
}

/** Gains of a pass below this share end it; scikit-network's. */
const TOLERANCE = 1e-3;

/** [node], community from 0, in the order of their first nodes. */
export function louvain(graph: DirectedGraph, resolution = 1): Int32Array {
  let level = graph;
  let membership = Int32Array.from({ length: graph.starts.length - 1 }, (_, i) => i);
  for (;;) {
    const { labels, count, gain } = onePass(level, resolution);
    membership = membership.map((node) => labels[node]);
    if (gain <= TOLERANCE || count === level.starts.length - 1) break;
    level = aggregate(level, labels, count);
  }
  return inOrder(membership);
}

function onePass(
  graph: DirectedGraph,
  resolution: number,
): { readonly labels: Int32Array; readonly count: number; readonly gain: number } {
  const n = graph.starts.length - 1;
  const out = new Float64Array(n);
  const into = new Float64Array(n);
  let total = 0;
  for (let i = 0; i < n; i++) {
    for (let e = graph.starts[i]; e < graph.starts[i + 1]; e++) {
      out[i] += graph.weights[e];
      into[graph.targets[e]] += graph.weights[e];
      total += graph.weights[e];
    }
  }
  const labels = Int32Array.from({ length: n }, (_, i) => i);
  if (total === 0) return { labels, count: n, gain: 0 };
  const back = transposed(graph);
  const outOf = out.slice();
  const intoOf = into.slice();
  const links = new Float64Array(n);
  let gain = 0;
  for (;;) {
    let step = 0;
    for (let i = 0; i < n; i++) {
      const near = addLinks(graph, i, labels, links).concat(addLinks(back, i, labels, links));
      const own = labels[i];
      outOf[own] -= out[i];
      intoOf[own] -= into[i];
      const valueOf = (c: number): number =>
        links[c] / total - (resolution * (out[i] * intoOf[c] + into[i] * outOf[c])) / total ** 2;
      const before = valueOf(own);
      let best = own;
      let most = before;
      for (const c of near) {
        const value = valueOf(c);
        if (value > most || (value === most && c < best && best !== own)) [best, most] = [c, value];
      }
      labels[i] = best;
      outOf[best] += out[i];
      intoOf[best] += into[i];
      step += most - before;
      for (const c of near) links[c] = 0;
    }
    gain += step;
    if (step <= TOLERANCE) break;
  }
  const ordered = inOrder(labels);
  return {
    labels: ordered,
    count: ordered.reduce((most, label) => Math.max(most, label), -1) + 1,
    gain,
  };
}

/** Adds a node's links to the communities of its neighbours; those that it has links with, some twice. */
function addLinks(
  { starts, targets, weights }: DirectedGraph,
  node: number,
  labels: Int32Array,
  links: Float64Array,
): number[] {
  const near: number[] = [];
  for (let e = starts[node]; e < starts[node + 1]; e++) {
    if (targets[e] === node) continue;
    const label = labels[targets[e]];
    if (links[label] === 0) near.push(label);
    links[label] += weights[e];
  }
  return near;
}

function transposed({ starts, targets, weights }: DirectedGraph): DirectedGraph {
  const n = starts.length - 1;
  const own = new Int32Array(n + 1);
  for (const target of targets) own[target + 1]++;
  for (let i = 0; i < n; i++) own[i + 1] += own[i];
  const at = own.slice(0, n);
  const back = {
    targets: new Int32Array(targets.length),
    weights: new Float64Array(targets.length),
  };
  for (let i = 0; i < n; i++) {
    for (let e = starts[i]; e < starts[i + 1]; e++) {
      const to = at[targets[e]]++;
      back.targets[to] = i;
      back.weights[to] = weights[e];
    }
  }
  return { starts: own, ...back };
}

/** Communities as nodes, with the weights between and within them. */
function aggregate(graph: DirectedGraph, labels: Int32Array, count: number): DirectedGraph {
  const rows = Array.from({ length: count }, () => new Map<number, number>());
  for (let i = 0; i < labels.length; i++) {
    const row = rows[labels[i]];
    for (let e = graph.starts[i]; e < graph.starts[i + 1]; e++) {
      const target = labels[graph.targets[e]];
      row.set(target, (row.get(target) ?? 0) + graph.weights[e]);
    }
  }
  const starts = new Int32Array(count + 1);
  const targets: number[] = [];
  const weights: number[] = [];
  for (const [i, row] of rows.entries()) {
    for (const [target, weight] of row) {
      targets.push(target);
      weights.push(weight);
    }
    starts[i + 1] = targets.length;
  }
  return { starts, targets: Int32Array.from(targets), weights: Float64Array.from(weights) };
}

function inOrder(labels: Int32Array): Int32Array {
  const names = new Map<number, number>();
  return labels.map((label) => {
    const known = names.get(label);
    if (known !== undefined) return known;
    names.set(label, names.size);
    return names.size - 1;
  });
}
