import { EphysError } from "#core/model/index.ts";
import { float64Array, int64Array } from "../arrays.ts";
import { arrayOf, classesOf, listOf } from "../attributes.ts";
import { twoColumns } from "../ensemble/gradient-boosting.ts";
import { logistic, softmaxRows } from "../ensemble/links.ts";
import type { Classifier, SkObject, SkValue } from "../estimator.ts";
import {
  numberAbove,
  readParameters,
  wholeNumber,
  type ParameterReader,
  type Parameters,
} from "../parameters.ts";
import { RandomState } from "../random-state.ts";
import { checkColumns, checkFinite, tableOf, type Table } from "../table.ts";
import { mostProbable, type TrainingSet } from "../training-set.ts";
import { ACTIVATIONS, activate, affine, type Activation, type Layer } from "./layers.ts";
import { trainLayers } from "./train.ts";

export const MLP = "sklearn.neural_network._multilayer_perceptron.MLPClassifier";

const HIDDEN = 100;

const DEFAULTS: Parameters = {
  activation: "relu",
  solver: "adam",
  alpha: 1e-4,
  batch_size: "auto",
  learning_rate: "constant",
  learning_rate_init: 1e-3,
  power_t: 0.5,
  max_iter: 200,
  shuffle: true,
  random_state: null,
  tol: 1e-4,
  verbose: false,
  warm_start: false,
  momentum: 0.9,
  nesterovs_momentum: true,
  early_stopping: false,
  validation_fraction: 0.1,
  beta_1: 0.9,
  beta_2: 0.999,
  epsilon: 1e-8,
  n_iter_no_change: 10,
  max_fun: 15_000,
  hidden_layer_sizes: HIDDEN,
};

/** Learns a network with one hidden layer; the same seed starts from scikit-learn's weights. */
export function fitMlp(set: TrainingSet, given: Parameters, seed: number): SkObject {
  const reader = readParameters("MLPClassifier", given, DEFAULTS);
  const { table, y, classes } = set;
  checkFinite(table, "a neural network");
  if (reader.text("solver", ["adam", "sgd", "lbfgs"]) !== "adam" || reader.flag("early_stopping")) {
    throw new EphysError(
      "Unsupported",
      "neural networks are trained by adam on all rows: leave solver and early_stopping as they are",
    );
  }
  const activation = reader.text("activation", ACTIVATIONS);
  const numOut = classes.length === 2 ? 1 : classes.length;
  const sizes = [table.numColumns, wholeNumber(reader, "hidden_layer_sizes", 1), numOut];
  const random = new RandomState(seed);
  const layers = initialLayers(sizes, activation, random);
  const target = tableOf(table.numRows, numOut);
  for (let row = 0; row < table.numRows; row++) {
    if (numOut === 1) target.values[row] = y[row];
    else target.values[row * numOut + y[row]] = 1;
  }
  const numRounds = trainLayers(
    layers,
    table,
    target,
    planFrom(reader, activation, table.numRows),
    random,
  );
  return {
    kind: "object",
    type: MLP,
    state: {
      ...reader.all,
      loss: "log_loss",
      random_state: seed,
      ...fittedState(set, layers, numRounds),
    },
  };
}

function planFrom(reader: ParameterReader, activation: Activation, numRows: number) {
  const batch = reader.value("batch_size");
  return {
    activation,
    alpha: reader.number("alpha"),
    rate: numberAbove(reader, "learning_rate_init", 0),
    beta1: reader.number("beta_1"),
    beta2: reader.number("beta_2"),
    epsilon: reader.number("epsilon"),
    batchSize: Math.min(numRows, batch === "auto" ? 200 : wholeNumber(reader, "batch_size", 1)),
    maxIterations: wholeNumber(reader, "max_iter", 1),
    tolerance: reader.number("tol"),
    patience: wholeNumber(reader, "n_iter_no_change", 1),
    shuffle: reader.flag("shuffle"),
  };
}

function initialLayers(
  sizes: readonly number[],
  activation: Activation,
  random: RandomState,
): Layer[] {
  return sizes.slice(1).map((numOut, i) => {
    const numIn = sizes[i];
    const bound = Math.sqrt((activation === "logistic" ? 2 : 6) / (numIn + numOut));
    const draw = (n: number): Float64Array =>
      Float64Array.from({ length: n }, () => random.uniform(-bound, bound));
    return { numIn, numOut, weights: draw(numIn * numOut), bias: draw(numOut) };
  });
}

function fittedState(
  { table, classes }: TrainingSet,
  layers: readonly Layer[],
  numRounds: number,
): SkObject["state"] {
  const isBinary = classes.length === 2;
  const binarizer: SkObject = {
    kind: "object",
    type: "sklearn.preprocessing._label.LabelBinarizer",
    state: {
      neg_label: 0,
      pos_label: 1,
      sparse_output: false,
      y_type_: isBinary ? "binary" : "multiclass",
      sparse_input_: false,
      classes_: int64Array(classes),
    },
  };
  return {
    n_features_in_: table.numColumns,
    classes_: int64Array(classes),
    _label_binarizer: binarizer,
    n_outputs_: isBinary ? 1 : classes.length,
    n_layers_: layers.length + 1,
    out_activation_: isBinary ? "logistic" : "softmax",
    n_iter_: numRounds,
    coefs_: layers.map(({ weights, numIn, numOut }): SkValue =>
      float64Array(weights, [numIn, numOut]),
    ),
    intercepts_: layers.map(({ bias }): SkValue => float64Array(bias)),
  };
}

/** A fitted network. */
export function neuralNetworkClassifier(object: SkObject): Classifier {
  const classes = classesOf(object);
  const layers = layersOf(object);
  const activation = ACTIVATIONS.find((name) => name === object.state["activation"]);
  if (activation === undefined || layers.length === 0) {
    throw new EphysError("CorruptFile", "the neural network of the model has no layers");
  }
  const probabilities = (table: Table): Table => {
    checkColumns(table, layers[0].numIn, "the neural network");
    checkFinite(table, "a neural network");
    let at = table;
    for (const [i, layer] of layers.entries()) {
      const sum = affine(at, layer);
      at = i < layers.length - 1 ? activate(sum, activation) : sum;
    }
    return at.numColumns === 1 ? twoColumns(logistic(at)) : softmaxRows(at);
  };
  return {
    classes,
    probabilities,
    predict: (table) => mostProbable(probabilities(table), classes),
  };
}

function layersOf(object: SkObject): Layer[] {
  const numbers = (name: string): { shape: readonly number[]; values: Float64Array }[] =>
    listOf(object, name).map((item) => {
      const array = arrayOf({ ...object, state: { array: item } }, "array");
      return { shape: array.shape, values: Float64Array.from(array.data as ArrayLike<number>) };
    });
  const biases = numbers("intercepts_");
  return numbers("coefs_").map(({ shape: [numIn = 0, numOut = 0], values }, i) => {
    const bias = biases.at(i)?.values;
    if (bias === undefined || bias.length !== numOut || values.length !== numIn * numOut) {
      throw new EphysError(
        "CorruptFile",
        `layer ${String(i)} of the model's neural network is damaged`,
      );
    }
    return { numIn, numOut, weights: values, bias };
  });
}
