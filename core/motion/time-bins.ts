/** Centres of bins and the edges between them. */
export interface TimeBins {
  /** [bin], s */
  readonly centersS: Float64Array;
  /** [bin + 1], s */
  readonly edgesS: Float64Array;
}

/** Edges half way between centres; the outer centres are the outer edges (SpikeInterface's ensure_time_bins). */
export function timeBinsFromCenters(centersS: Float64Array): TimeBins {
  const edgesS = new Float64Array(centersS.length + 1);
  for (let i = 1; i < centersS.length; i++) edgesS[i] = 0.5 * (centersS[i] + centersS[i - 1]);
  edgesS[0] = centersS[0];
  edgesS[centersS.length] = centersS[centersS.length - 1];
  return { centersS, edgesS };
}

/** Centres half way between edges. */
export function timeBinsFromEdges(edgesS: Float64Array): TimeBins {
  const centersS = new Float64Array(Math.max(0, edgesS.length - 1));
  for (let i = 0; i < centersS.length; i++) centersS[i] = 0.5 * (edgesS[i] + edgesS[i + 1]);
  return { centersS, edgesS };
}

/** The bin that a time falls into: edges[i] ≤ t < edges[i + 1]; the outer bins reach on without end. */
export function binOfTime({ edgesS }: TimeBins, timeS: number): number {
  let low = 0;
  let high = edgesS.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edgesS[middle] <= timeS) low = middle + 1;
    else high = middle;
  }
  return Math.min(Math.max(low - 1, 0), edgesS.length - 2);
}
