/*
 * Split criteria of scikit-learn's trees (sklearn/tree/_criterion, 1.2): the same sums and differences, so that the same
 * split wins. A criterion follows one node: `init` sums its samples, `update` moves the border to the right.
 */

/** Sums of weight × value at or left of a border. */
export interface Criterion {
  /** numbers kept per node: weight of each class, or the mean */
  readonly width: number;
  weightLeft: number;
  weightRight: number;
  weightNode: number;
  init(samples: Int32Array, start: number, end: number): void;
  reset(): void;
  update(position: number): void;
  nodeImpurity(): number;
  childrenImpurity(): readonly [left: number, right: number];
  /** grows with the improvement; cheap enough for every border */
  proxyImprovement(): number;
  improvement(parent: number, left: number, right: number, totalWeight: number): number;
  nodeValue(out: Float64Array, at: number): void;
}

export type ClassCriterion = "gini" | "entropy" | "log_loss";
export type ValueCriterion = "squared_error" | "friedman_mse";

/** Impurity of classes. @param y [sample], class codes; @param weights [sample] */
export function classCriterion(
  kind: ClassCriterion,
  y: Int32Array,
  numClasses: number,
  weights: Float64Array,
): Criterion {
  const total = new Float64Array(numClasses);
  const left = new Float64Array(numClasses);
  const right = new Float64Array(numClasses);
  const impurity = kind === "gini" ? gini : entropy;
  let samples: Int32Array = new Int32Array(0);
  let [start, end, position] = [0, 0, 0];
  const self: Criterion = {
    width: numClasses,
    weightLeft: 0,
    weightRight: 0,
    weightNode: 0,
    init(order, from, to) {
      [samples, start, end] = [order, from, to];
      total.fill(0);
      self.weightNode = 0;
      for (let p = from; p < to; p++) {
        const i = order[p];
        total[y[i]] += weights[i];
        self.weightNode += weights[i];
      }
      self.reset();
    },
    reset() {
      position = start;
      left.fill(0);
      right.set(total);
      self.weightLeft = 0;
      self.weightRight = self.weightNode;
    },
    update(next) {
      if (next - position <= end - next) {
        for (let p = position; p < next; p++) {
          left[y[samples[p]]] += weights[samples[p]];
          self.weightLeft += weights[samples[p]];
        }
      } else {
        left.set(total);
        self.weightLeft = self.weightNode;
        for (let p = end - 1; p >= next; p--) {
          left[y[samples[p]]] -= weights[samples[p]];
          self.weightLeft -= weights[samples[p]];
        }
      }
      self.weightRight = self.weightNode - self.weightLeft;
      for (let k = 0; k < numClasses; k++) right[k] = total[k] - left[k];
      position = next;
    },
    nodeImpurity: () => impurity(total, self.weightNode),
    childrenImpurity: () => [impurity(left, self.weightLeft), impurity(right, self.weightRight)],
    proxyImprovement() {
      const [a, b] = self.childrenImpurity();
      return -self.weightRight * b - self.weightLeft * a;
    },
    improvement(parent, a, b, totalWeight) {
      const share = self.weightNode / totalWeight;
      return (
        share *
        (parent -
          (self.weightRight / self.weightNode) * b -
          (self.weightLeft / self.weightNode) * a)
      );
    },
    nodeValue(out, at) {
      out.set(total, at);
    },
  };
  return self;
}

function gini(counts: Float64Array, weight: number): number {
  let squares = 0;
  for (let k = 0; k < counts.length; k++) squares += counts[k] * counts[k];
  return 1 - squares / (weight * weight);
}

function entropy(counts: Float64Array, weight: number): number {
  let sum = 0;
  for (let k = 0; k < counts.length; k++) {
    if (counts[k] <= 0) continue;
    const share = counts[k] / weight;
    sum -= share * (Math.log(share) / Math.LN2);
  }
  return sum;
}

/** Variance of values; `friedman_mse` ranks borders by the difference of the sides' means. */
export function valueCriterion(
  kind: ValueCriterion,
  y: Float64Array,
  weights: Float64Array,
): Criterion {
  let samples: Int32Array = new Int32Array(0);
  let [start, end, position] = [0, 0, 0];
  let [sumTotal, sumLeft, squares] = [0, 0, 0];
  const friedman = kind === "friedman_mse";
  const difference = (): number =>
    self.weightRight * sumLeft - self.weightLeft * (sumTotal - sumLeft);
  const self: Criterion = {
    width: 1,
    weightLeft: 0,
    weightRight: 0,
    weightNode: 0,
    init(order, from, to) {
      [samples, start, end] = [order, from, to];
      [sumTotal, squares] = [0, 0];
      self.weightNode = 0;
      for (let p = from; p < to; p++) {
        const i = order[p];
        const value = weights[i] * y[i];
        sumTotal += value;
        squares += value * y[i];
        self.weightNode += weights[i];
      }
      self.reset();
    },
    reset() {
      position = start;
      sumLeft = 0;
      self.weightLeft = 0;
      self.weightRight = self.weightNode;
    },
    update(next) {
      if (next - position <= end - next) {
        for (let p = position; p < next; p++) {
          sumLeft += weights[samples[p]] * y[samples[p]];
          self.weightLeft += weights[samples[p]];
        }
      } else {
        sumLeft = sumTotal;
        self.weightLeft = self.weightNode;
        for (let p = end - 1; p >= next; p--) {
          sumLeft -= weights[samples[p]] * y[samples[p]];
          self.weightLeft -= weights[samples[p]];
        }
      }
      self.weightRight = self.weightNode - self.weightLeft;
      position = next;
    },
    nodeImpurity: () => squares / self.weightNode - (sumTotal / self.weightNode) ** 2,
    childrenImpurity() {
      let squaresLeft = 0;
      for (let p = start; p < position; p++) {
        squaresLeft += weights[samples[p]] * y[samples[p]] * y[samples[p]];
      }
      const sumRight = sumTotal - sumLeft;
      return [
        squaresLeft / self.weightLeft - (sumLeft / self.weightLeft) ** 2,
        (squares - squaresLeft) / self.weightRight - (sumRight / self.weightRight) ** 2,
      ];
    },
    proxyImprovement() {
      if (friedman) return difference() ** 2 / (self.weightLeft * self.weightRight);
      const sumRight = sumTotal - sumLeft;
      return (sumLeft * sumLeft) / self.weightLeft + (sumRight * sumRight) / self.weightRight;
    },
    improvement(parent, a, b, totalWeight) {
      if (friedman) {
        return difference() ** 2 / (self.weightLeft * self.weightRight * self.weightNode);
      }
      const share = self.weightNode / totalWeight;
      return (
        share *
        (parent -
          (self.weightRight / self.weightNode) * b -
          (self.weightLeft / self.weightNode) * a)
      );
    },
    nodeValue(out, at) {
      out[at] = sumTotal / self.weightNode;
    },
  };
  return self;
}
