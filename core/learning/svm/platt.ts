/* Probabilities from decision values: Platt's sigmoid (Lin, Lin & Weng 2007) and their coupling for several classes. */

export interface Sigmoid {
  readonly a: number;
  readonly b: number;
}

/** 1 / (1 + exp(a·decision + b)). */
export function sigmoidShare(decision: number, { a, b }: Sigmoid): number {
  const x = decision * a + b;
  return x >= 0 ? Math.exp(-x) / (1 + Math.exp(-x)) : 1 / (1 + Math.exp(x));
}

/** The sigmoid that fits best, by Newton steps with backtracking. @param isPositive [n] */
export function fitSigmoid(decisions: Float64Array, isPositive: readonly boolean[]): Sigmoid {
  const numPositive = isPositive.filter(Boolean).length;
  const numNegative = isPositive.length - numPositive;
  const high = (numPositive + 1) / (numPositive + 2);
  const low = 1 / (numNegative + 2);
  const target = isPositive.map((positive) => (positive ? high : low));
  let [a, b] = [0, Math.log((numNegative + 1) / (numPositive + 1))];
  const lossOf = (x: number, y: number): number => {
    let loss = 0;
    for (let i = 0; i < decisions.length; i++) {
      const f = decisions[i] * x + y;
      loss +=
        f >= 0
          ? target[i] * f + Math.log1p(Math.exp(-f))
          : (target[i] - 1) * f + Math.log1p(Math.exp(f));
    }
    return loss;
  };
  let loss = lossOf(a, b);
  for (let iteration = 0; iteration < 100; iteration++) {
    let [h11, h22, h21, g1, g2] = [1e-12, 1e-12, 0, 0, 0];
    for (let i = 0; i < decisions.length; i++) {
      const p = sigmoidShare(decisions[i], { a, b });
      const curve = p * (1 - p);
      const slope = target[i] - p;
      h11 += decisions[i] * decisions[i] * curve;
      h22 += curve;
      h21 += decisions[i] * curve;
      g1 += decisions[i] * slope;
      g2 += slope;
    }
    if (Math.abs(g1) < 1e-5 && Math.abs(g2) < 1e-5) break;
    const determinant = h11 * h22 - h21 * h21;
    const stepA = -(h22 * g1 - h21 * g2) / determinant;
    const stepB = -(-h21 * g1 + h11 * g2) / determinant;
    const slope = g1 * stepA + g2 * stepB;
    let size = 1;
    for (; size >= 1e-10; size /= 2) {
      const next = lossOf(a + size * stepA, b + size * stepB);
      if (next >= loss + 0.0001 * size * slope) continue;
      [a, b, loss] = [a + size * stepA, b + size * stepB, next];
      break;
    }
    if (size < 1e-10) break;
  }
  return { a, b };
}

/** Shares of classes from shares of pairs, r[i][j] of i against j (Wu, Lin & Weng 2004, method 2). */
export function coupleShares(r: readonly Float64Array[]): Float64Array {
  const k = r.length;
  const p = new Float64Array(k).fill(1 / k);
  const q = r.map((_, t) => {
    const row = new Float64Array(k);
    for (let j = 0; j < k; j++) {
      if (j === t) continue;
      row[t] += r[j][t] * r[j][t];
      row[j] = -r[j][t] * r[t][j];
    }
    return row;
  });
  for (let iteration = 0; iteration < Math.max(100, k); iteration++) {
    const qp = q.map((row) => row.reduce((sum, value, j) => sum + value * p[j], 0));
    let total = qp.reduce((sum, value, t) => sum + value * p[t], 0);
    if (qp.every((value) => Math.abs(value - total) < 0.005 / k)) break;
    for (let t = 0; t < k; t++) {
      const step = (total - qp[t]) / q[t][t];
      p[t] += step;
      total = (total + step * (step * q[t][t] + 2 * qp[t])) / (1 + step) / (1 + step);
      for (let j = 0; j < k; j++) {
        qp[j] = (qp[j] + step * q[t][j]) / (1 + step);
        p[j] /= 1 + step;
      }
    }
  }
  return p;
}
