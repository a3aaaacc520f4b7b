import { z } from "zod";
import {
  classifierName,
  DEFAULT_IMPUTATION,
  DEFAULT_SPACES,
  SCALING_TECHNIQUES,
  type ClassifierName,
  type ScalingTechnique,
  type SearchSpace,
} from "#core/learning/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { TrainOptions } from "./train-model.ts";

const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const space = z.record(z.string(), z.array(value));
const spaces = z.record(z.string(), z.union([space, z.array(space)]));

/** SpikeInterface's arguments of training that a model depends on. */
export const trainArguments = z.object({
  imputation_strategies: z.array(z.string()).nullish(),
  scaling_techniques: z.array(z.string()).nullish(),
  classifiers: z.union([z.array(z.string()), spaces]).nullish(),
  test_size: z.number().min(0).max(1).default(0.2),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .nullish(),
  search_kwargs: z
    .strictObject({
      cv: z.int().nullish(),
      n_iter: z.int().min(1).nullish(),
      scoring: z.string().nullish(),
      random_state: z.int().min(0).nullish(),
      n_jobs: z.unknown(),
      verbose: z.unknown(),
      pre_dispatch: z.unknown(),
      refit: z.literal(true).optional(),
      error_score: z.unknown(),
      return_train_score: z.unknown(),
    })
    .partial()
    .nullish(),
});

/** Arguments with SpikeInterface's defaults for what is not given. */
export function trainOptionsFrom(
  args: z.output<typeof trainArguments>,
  metricNames: readonly string[],
  fallbackSeed: number,
): TrainOptions {
  const seed = args.seed ?? fallbackSeed;
  const search = args.search_kwargs ?? {};
  return {
    metricNames,
    imputation: args.imputation_strategies ?? DEFAULT_IMPUTATION,
    scaling: (args.scaling_techniques ?? SCALING_TECHNIQUES).map(scalingOf),
    classifiers: spacesOf(args.classifiers ?? ["RandomForestClassifier"]),
    testSize: args.test_size,
    seed,
    search: {
      numFolds: search.cv ?? 5,
      numIterations: search.n_iter ?? 25,
      scoring: search.scoring ?? "balanced_accuracy",
      seed: search.random_state ?? seed,
    },
  };
}

function scalingOf(name: string): ScalingTechnique {
  const found = SCALING_TECHNIQUES.find((known) => known === name);
  if (found !== undefined) return found;
  throw new EphysError(
    "UnknownName",
    `no scaling is called "${name}"; there are ${SCALING_TECHNIQUES.join(", ")}`,
    { scaling: name },
  );
}

function spacesOf(
  given: readonly string[] | z.output<typeof spaces>,
): ReadonlyMap<ClassifierName, readonly SearchSpace[]> {
  if (Array.isArray(given)) {
    return new Map(
      (given as readonly string[]).map((name) => {
        const known = classifierName(name);
        return [known, [DEFAULT_SPACES[known]]];
      }),
    );
  }
  const entries = Object.entries(given as z.output<typeof spaces>);
  return new Map(
    entries.map(([name, own]): [ClassifierName, readonly SearchSpace[]] => [
      classifierName(name),
      Array.isArray(own) ? own : [own],
    ]),
  );
}
