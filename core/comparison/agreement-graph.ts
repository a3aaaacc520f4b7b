/*
 * Units of several sortings (or sessions) as a graph: a node per unit, an edge per Hungarian match of a pair of
 * sortings, weighted by agreement. Connected units are one neuron (BaseMultiComparison of SpikeInterface 0.103).
 *
 * A component in which one sorting has several units loses its weakest edges to them. The reference does this once,
 * which can leave such a component with four and more sortings; here it is repeated until none is left, unless
 * "single_pass" is asked for.
 */

/** A unit of one of the sortings, by positions. */
export interface AgreementNode {
  readonly source: number;
  readonly unit: number;
}

/** A match; nodes by their position in `AgreementGraph.nodes`, the one of the earlier sorting first. */
export interface AgreementEdge {
  readonly node1: number;
  readonly node2: number;
  /** agreement, 0 to 1 */
  readonly weight: number;
}

export interface AgreementGraph {
  readonly nodes: readonly AgreementNode[];
  readonly edges: readonly AgreementEdge[];
}

/** The match of two sortings that an edge is made of. */
export interface MatchedPair {
  readonly source1: number;
  readonly source2: number;
  /** [unit1], −1 for none */
  readonly match12: Int32Array;
  /** [unit1 × unit2] */
  readonly agreement: Float64Array;
}

/** One neuron as several sortings see it. */
export interface AgreementUnit {
  /** [source]: position of its unit, −1 where that sorting does not have it */
  readonly members: Int32Array;
  /** mean agreement over the matches; 0 for a unit of one sorting */
  readonly averageAgreement: number;
  /** how many units agree */
  readonly agreementNumber: number;
  /** the strongest match, undefined for a unit of one sorting */
  readonly strongest: AgreementEdge | undefined;
}

export type GraphCleaning = "complete" | "single_pass";

/** @param numUnits units of each sorting */
export function agreementGraph(
  numUnits: readonly number[],
  pairs: readonly MatchedPair[],
): AgreementGraph {
  const firstNode: number[] = [];
  const nodes: AgreementNode[] = [];
  for (const [source, count] of numUnits.entries()) {
    firstNode.push(nodes.length);
    for (let unit = 0; unit < count; unit++) nodes.push({ source, unit });
  }
  const edges = pairs.flatMap(({ source1, source2, match12, agreement }) =>
    Array.from(match12).flatMap((other, unit) =>
      other < 0
        ? []
        : {
            node1: firstNode[source1] + unit,
            node2: firstNode[source2] + other,
            weight: agreement[unit * numUnits[source2] + other],
          },
    ),
  );
  return { nodes, edges };
}

/** Connected components: node positions ascending, components in the order of their first node. */
export function components(graph: AgreementGraph): readonly (readonly number[])[] {
  const root = Int32Array.from(graph.nodes.keys());
  const find = (node: number): number => {
    let at = node;
    while (root[at] !== at) at = root[at] = root[root[at]];
    return at;
  };
  for (const { node1, node2 } of graph.edges) {
    const [a, b] = [find(node1), find(node2)];
    root[Math.max(a, b)] = Math.min(a, b);
  }
  const groups = new Map<number, number[]>();
  for (const node of graph.nodes.keys()) {
    const first = find(node);
    const group = groups.get(first);
    if (group) group.push(node);
    else groups.set(first, [node]);
  }
  return [...groups.values()];
}

/**
 * Takes away the weakest matches where one sorting has several units in a component.
 * @param order sources in the order in which they are looked at: by name, as in the reference
 */
export function cleanGraph(
  graph: AgreementGraph,
  order: readonly number[],
  cleaning: GraphCleaning = "complete",
): AgreementGraph {
  let current = graph;
  for (;;) {
    const edges = withoutWeakest(current, order);
    if (edges.length === current.edges.length) return current;
    current = { nodes: graph.nodes, edges };
    if (cleaning === "single_pass") return current;
  }
}

function withoutWeakest(graph: AgreementGraph, order: readonly number[]): readonly AgreementEdge[] {
  const removed = new Set<AgreementEdge>();
  // as in the reference: a unit that lost its weakest match takes no part in the rest of its component's pass
  const gone = new Set<number>();
  const edgesOf = edgesByNode(graph);
  for (const component of components(graph)) {
    const sources = new Set(component.map((node) => graph.nodes[node].source));
    if (sources.size === component.length) continue;
    for (const source of order) {
      const same = component.filter((node) => graph.nodes[node].source === source);
      if (same.length < 2) continue;
      const present = same.filter((node) => !gone.has(node));
      const weakest = present
        .flatMap((node) => edgesOf[node].map((edge) => ({ node, edge })))
        .filter(({ edge }) => !removed.has(edge) && !gone.has(edge.node1) && !gone.has(edge.node2))
        .sort((x, y) => x.edge.weight - y.edge.weight)
        .slice(0, Math.max(0, present.length - 1));
      for (const { node, edge } of weakest) {
        removed.add(edge);
        gone.add(node);
      }
    }
  }
  return removed.size === 0 ? graph.edges : graph.edges.filter((edge) => !removed.has(edge));
}

function edgesByNode({ nodes, edges }: AgreementGraph): readonly (readonly AgreementEdge[])[] {
  const lists = nodes.map(() => [] as AgreementEdge[]);
  for (const edge of edges) {
    lists[edge.node1].push(edge);
    lists[edge.node2].push(edge);
  }
  return lists;
}

/** The components of a cleaned graph as units. */
export function agreementUnits(graph: AgreementGraph, numSources: number): AgreementUnit[] {
  const edgesOf = edgesByNode(graph);
  return components(graph).map((component) => {
    const members = new Int32Array(numSources).fill(-1);
    for (const node of component) members[graph.nodes[node].source] = graph.nodes[node].unit;
    // each edge once: from its earlier node
    const edges = component.flatMap((node) => edgesOf[node].filter(({ node1 }) => node1 === node));
    const sum = edges.reduce((total, { weight }) => total + weight, 0);
    return {
      members,
      averageAgreement: edges.length === 0 ? 0 : sum / edges.length,
      agreementNumber: component.length,
      strongest: edges.reduce<AgreementEdge | undefined>(
        (best, edge) => (best === undefined || edge.weight > best.weight ? edge : best),
        undefined,
      ),
    };
  });
}
