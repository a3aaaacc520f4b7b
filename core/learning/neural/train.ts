import { logistic, softmaxRows } from "../ensemble/links.ts";
import type { RandomState } from "../random-state.ts";
import { takeRows, type Table } from "../table.ts";
import { activate, affine, SLOPES, type Activation, type Layer } from "./layers.ts";

export interface TrainPlan {
  readonly activation: Activation;
  /** of the L2 penalty */
  readonly alpha: number;
  readonly rate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly batchSize: number;
  readonly maxIterations: number;
  readonly tolerance: number;
  readonly patience: number;
  readonly shuffle: boolean;
}

/**
 * Trains layers in place with Adam on the log loss, until the loss has not improved for `patience` rounds.
 * @param target [row × out], 0 or 1
 * @returns rounds
 */
export function trainLayers(
  layers: readonly Layer[],
  table: Table,
  target: Table,
  plan: TrainPlan,
  random: RandomState,
): number {
  const adam = createAdam(layers, plan);
  let order: Int32Array = Int32Array.from({ length: table.numRows }, (_, i) => i);
  let [best, waited, rounds] = [Infinity, 0, 0];
  while (rounds < plan.maxIterations) {
    if (plan.shuffle) {
      const next = random.permutation(order.length);
      order = next.map((i) => order[i]);
    }
    let sum = 0;
    for (let start = 0; start < order.length; start += plan.batchSize) {
      const rows = order.subarray(start, start + plan.batchSize);
      const { loss, gradients } = slopes(
        layers,
        takeRows(table, rows),
        takeRows(target, rows),
        plan,
      );
      sum += loss * rows.length;
      adam(gradients);
    }
    rounds++;
    const loss = sum / table.numRows;
    waited = loss > best - plan.tolerance ? waited + 1 : 0;
    best = Math.min(best, loss);
    if (waited > plan.patience) break;
  }
  return rounds;
}

interface Gradient {
  readonly weights: Float64Array;
  readonly bias: Float64Array;
}

function slopes(
  layers: readonly Layer[],
  table: Table,
  target: Table,
  { activation, alpha }: TrainPlan,
): { readonly loss: number; readonly gradients: readonly Gradient[] } {
  const outputs = [table];
  for (const [i, layer] of layers.entries()) {
    const sum = affine(outputs[i], layer);
    if (i < layers.length - 1) outputs.push(activate(sum, activation));
    else outputs.push(sum.numColumns === 1 ? logistic(sum) : softmaxRows(sum));
  }
  const n = table.numRows;
  const last = outputs[layers.length];
  let squares = 0;
  for (const { weights } of layers) for (const w of weights) squares += w * w;
  const loss = logLoss(last, target) + (0.5 * alpha * squares) / n;
  const gradients: Gradient[] = [];
  let delta: Table = { ...last, values: last.values.map((p, i) => p - target.values[i]) };
  for (let i = layers.length - 1; i >= 0; i--) {
    gradients.unshift(layerGradient(layers[i], outputs[i], delta, alpha));
    if (i > 0) delta = backward(layers[i], delta, outputs[i], activation);
  }
  return { loss, gradients };
}

function logLoss({ numRows, numColumns, values }: Table, target: Table): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const p = Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, values[i]));
    if (target.values[i] !== 0) sum -= target.values[i] * Math.log(p);
    if (numColumns === 1 && target.values[i] !== 1) sum -= (1 - target.values[i]) * Math.log(1 - p);
  }
  return sum / numRows;
}

function layerGradient(layer: Layer, input: Table, delta: Table, alpha: number): Gradient {
  const { numIn, numOut } = layer;
  const n = input.numRows;
  const weights = layer.weights.map((w) => alpha * w);
  const bias = new Float64Array(numOut);
  for (let row = 0; row < n; row++) {
    for (let j = 0; j < numOut; j++) bias[j] += delta.values[row * numOut + j] / n;
    for (let i = 0; i < numIn; i++) {
      const value = input.values[row * numIn + i];
      if (value === 0) continue;
      for (let j = 0; j < numOut; j++)
        weights[i * numOut + j] += value * delta.values[row * numOut + j];
    }
  }
  for (let i = 0; i < weights.length; i++) weights[i] /= n;
  return { weights, bias };
}

function backward(layer: Layer, delta: Table, output: Table, activation: Activation): Table {
  const { numIn, numOut, weights } = layer;
  const slope = SLOPES[activation];
  const values = new Float64Array(delta.numRows * numIn);
  for (let row = 0; row < delta.numRows; row++) {
    for (let i = 0; i < numIn; i++) {
      let sum = 0;
      for (let j = 0; j < numOut; j++)
        sum += delta.values[row * numOut + j] * weights[i * numOut + j];
      values[row * numIn + i] = sum * slope(output.values[row * numIn + i]);
    }
  }
  return { numRows: delta.numRows, numColumns: numIn, values };
}

/** A step of Adam on all layers. */
function createAdam(
  layers: readonly Layer[],
  { rate, beta1, beta2, epsilon }: TrainPlan,
): (gradients: readonly Gradient[]) => void {
  const moments = layers.map(({ weights, bias }) =>
    [weights, bias].map((values) => ({
      values,
      first: new Float64Array(values.length),
      second: new Float64Array(values.length),
    })),
  );
  let t = 0;
  return (gradients) => {
    t++;
    const step = (rate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
    for (const [l, parts] of moments.entries()) {
      const given = [gradients[l].weights, gradients[l].bias];
      for (const [p, { values, first, second }] of parts.entries()) {
        for (let i = 0; i < values.length; i++) {
          const g = given[p][i];
          first[i] = beta1 * first[i] + (1 - beta1) * g;
          second[i] = beta2 * second[i] + (1 - beta2) * (g * g);
          values[i] += (-step * first[i]) / (Math.sqrt(second[i]) + epsilon);
        }
      }
    }
  };
}
