/*
 * What a model file may hold. Types beyond these are never rebuilt, whoever vouches for them: a prediction made without
 * knowing what a type does would be a guess.
 */

/** Estimators that skops trusts by itself and that are rebuilt here. */
const ESTIMATORS = [
  "pipeline.Pipeline",
  "impute._base.SimpleImputer",
  "impute._base.MissingIndicator",
  "impute._knn.KNNImputer",
  "impute._iterative.IterativeImputer",
  "preprocessing._data.StandardScaler",
  "preprocessing._data.MinMaxScaler",
  "preprocessing._data.RobustScaler",
  "preprocessing._data.MaxAbsScaler",
  "preprocessing._label.LabelEncoder",
  "preprocessing._label.LabelBinarizer",
  "dummy.DummyClassifier",
  "dummy.DummyRegressor",
  "tree._classes.DecisionTreeClassifier",
  "tree._classes.DecisionTreeRegressor",
  "tree._classes.ExtraTreeClassifier",
  "ensemble._forest.RandomForestClassifier",
  "ensemble._forest.ExtraTreesClassifier",
  "ensemble._gb.GradientBoostingClassifier",
  "ensemble._weight_boosting.AdaBoostClassifier",
  "ensemble._hist_gradient_boosting.gradient_boosting.HistGradientBoostingRegressor",
  "linear_model._logistic.LogisticRegression",
  "svm._classes.SVC",
  "neural_network._multilayer_perceptron.MLPClassifier",
].map((name) => `sklearn.${name}`);

const TRUSTED = new Set([
  ...ESTIMATORS,
  "sklearn.tree._tree.Tree",
  "builtins.dict",
  "builtins.list",
  "builtins.tuple",
  "builtins.set",
  "builtins.str",
  "builtins.int",
  "builtins.float",
  "builtins.bool",
  "numpy.ndarray",
  "numpy.dtype",
  "numpy.ma.MaskedArray",
  "numpy.random.RandomState",
  "numpy.random.mtrand.RandomState",
  "numpy.random._mtrand.RandomState",
]);

/** Types of scikit-learn's inner workings: rebuilt, but only when the caller trusts them, as skops asks. */
const INNER = [
  /^sklearn\._loss\.(loss|_loss|link)\.\w+$/,
  /^sklearn\.ensemble\._gb_losses\.\w+$/,
  /^sklearn\.ensemble\._hist_gradient_boosting\.(predictor\.TreePredictor|binning\._BinMapper)$/,
  /^sklearn\.impute\._iterative\._ImputerTriplet$/,
  /^sklearn\.neural_network\._stochastic_optimizers\.(AdamOptimizer|SGDOptimizer)$/,
];

/** True for types that need nobody's word. */
export function isTrustedType(type: string): boolean {
  return TRUSTED.has(type) || /^numpy\.(bool_?|u?int\d+|float\d+|str_)$/.test(type);
}

/** True for types that can be rebuilt at all. */
export function isKnownType(type: string): boolean {
  return isTrustedType(type) || INNER.some((pattern) => pattern.test(type));
}
