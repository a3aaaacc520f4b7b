import { EphysError } from "#core/model/index.ts";
import type { Parameters } from "../parameters.ts";
import type { RandomState } from "../random-state.ts";

/** Values that a parameter may take: a list, whole numbers in [low, high), or numbers in [low, low + width). */
export type ParameterRange =
  | readonly Parameters[string][]
  | { readonly kind: "integers"; readonly low: number; readonly high: number }
  | { readonly kind: "uniform"; readonly low: number; readonly width: number };

/** Ranges by parameter. */
export type SearchSpace = Readonly<Record<string, ParameterRange>>;

const integers = (low: number, high: number): ParameterRange => ({ kind: "integers", low, high });
const uniform = (low: number, width: number): ParameterRange => ({ kind: "uniform", low, width });

/** What SpikeInterface searches when nothing else is asked for. */
export const DEFAULT_SPACES = {
  RandomForestClassifier: {
    n_estimators: integers(100, 150),
    criterion: ["gini", "entropy"],
    min_samples_split: integers(2, 5),
    min_samples_leaf: integers(2, 5),
    class_weight: ["balanced", "balanced_subsample"],
  },
  AdaBoostClassifier: {
    learning_rate: integers(1, 3),
    n_estimators: integers(50, 100),
    algorithm: ["SAMME", "SAMME.R"],
  },
  GradientBoostingClassifier: {
    learning_rate: uniform(0.05, 0.1),
    n_estimators: integers(100, 150),
    max_depth: integers(2, 5),
    min_samples_split: integers(2, 5),
    min_samples_leaf: integers(2, 5),
  },
  SVC: {
    C: uniform(0.001, 10),
    kernel: ["sigmoid", "rbf"],
    gamma: uniform(0.001, 10),
    probability: [true],
  },
  LogisticRegression: {
    C: uniform(0.001, 10),
    solver: ["newton-cg", "lbfgs", "liblinear", "sag", "saga"],
    max_iter: [100],
  },
  MLPClassifier: {
    activation: ["tanh", "relu"],
    solver: ["adam"],
    alpha: uniform(1e-7, 1e-1),
    learning_rate: ["constant", "adaptive"],
    n_iter_no_change: [32],
  },
} as const satisfies Readonly<Record<string, SearchSpace>>;

/**
 * Candidates of a space: every combination in random order when it is made of lists, else independent draws.
 * @param spaces one or several spaces to choose from
 */
export function drawCandidates(
  spaces: readonly SearchSpace[],
  count: number,
  random: RandomState,
): Parameters[] {
  for (const space of spaces) checkSpace(space);
  const allLists = spaces.every((space) => Object.values(space).every(Array.isArray));
  if (!allLists) return Array.from({ length: count }, () => drawOne(spaces, random));
  const grid = spaces.flatMap(combinations);
  const order = random.permutation(grid.length);
  return Array.from(order.subarray(0, Math.min(count, grid.length)), (i) => grid[i]);
}

function checkSpace(space: SearchSpace): void {
  for (const [name, range] of Object.entries(space)) {
    if (!Array.isArray(range) || range.length > 0) continue;
    throw new EphysError("InvalidParameter", `the search space lists no value for ${name}`, {
      parameter: name,
    });
  }
}

function combinations(space: SearchSpace): Parameters[] {
  let out: Parameters[] = [{}];
  for (const name of Object.keys(space).sort()) {
    const values = space[name] as readonly Parameters[string][]; // asked for lists only
    out = out.flatMap((base) => values.map((value) => ({ ...base, [name]: value })));
  }
  return out;
}

function drawOne(spaces: readonly SearchSpace[], random: RandomState): Parameters {
  const space = spaces[random.randint(0, spaces.length)];
  const out: Record<string, Parameters[string]> = {};
  for (const name of Object.keys(space).sort()) {
    const range = space[name];
    if (!("kind" in range)) out[name] = range[random.randint(0, range.length)];
    else if (range.kind === "integers") out[name] = random.randint(range.low, range.high);
    else out[name] = range.low + range.width * random.random();
  }
  return out;
}
