import { z } from "zod";
import { type NdArray } from "#core/array/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { array, numbers, scalar } from "#core/functions/params.ts";
import { EphysError } from "#core/model/index.ts";
import {
  listOf,
  needed,
  resultArray,
  resultDtype,
  shaped,
  squareOf,
  wrongShape,
} from "./arguments.ts";
import {
  laplacian,
  negativeHessian,
  newtonTarget,
  solveRigid,
  type PairwiseProblem,
} from "./newton.ts";
import { solveWindows } from "./thomas.ts";

/* The linear algebra of dredge by SpikeInterface's dotted names; parameters and defaults are theirs. */

const PREFIX = "spikeinterface.sortingcomponents.motion.dredge";

const laplacianFunction = defineFunction({
  name: `${PREFIX}.laplacian`,
  params: z.strictObject({
    n: z.int().nonnegative(),
    wink: z.boolean().default(true),
    eps: scalar().default(1e-3),
    lambd: scalar().default(1),
    ridge_mask: numbers().nullish(),
  }),
  run({ n, wink, eps, lambd, ridge_mask }) {
    if (n === 0 && wink) {
      throw new EphysError("InvalidParameter", "n is 0: there are no ends to give half weight to");
    }
    const values = laplacian(n, { wink, eps, lambda: lambd, ridge: ridge_mask ?? undefined });
    return resultArray(values, [n, n]);
  },
});

const hessian = defineFunction({
  name: `${PREFIX}.neg_hessian_likelihood_term`,
  params: z.strictObject({
    Ub: array(),
    Ub_prevcur: array().nullish(),
    Ub_curprev: array().nullish(),
  }),
  run({ Ub, Ub_prevcur, Ub_curprev }) {
    refuseBooleans(Ub);
    const { values, n } = squareOf(Ub, "Ub");
    if (!Ub_prevcur) return resultArray(negativeHessian(values, n), [n, n], Ub.dtype);
    const backward = needed(Ub_curprev, "Ub_curprev");
    const numBins = Ub_prevcur.shape[0];
    const found = negativeHessian(values, n, {
      numBins,
      forward: shaped(Ub_prevcur, [numBins, n], "Ub_prevcur"),
      backward: shaped(backward, [n, numBins], "Ub_curprev"),
    });
    return resultArray(found, [n, n], Ub.dtype);
  },
});

function refuseBooleans({ dtype }: NdArray): void {
  if (dtype !== "bool") return;
  throw new EphysError("InvalidParameter", "weights must be numbers: booleans have no negative");
}

const links = {
  Pb_prev: array().nullish(),
  Db_prevcur: array().nullish(),
  Ub_prevcur: array().nullish(),
  Db_curprev: array().nullish(),
  Ub_curprev: array().nullish(),
};

type Links = { readonly [name in keyof typeof links]?: NdArray | null | undefined };

/** A problem of two matrices, with the links to the chunk before when its solution is given. */
function problemOf(d: NdArray, u: NdArray, given: Links): PairwiseProblem {
  const { values: displacement, n } = squareOf(d, "Db");
  const weights = shaped(u, [n, n], "Ub");
  if (!given.Pb_prev) return { numBins: n, displacement, weights };
  const solution = listOf(given.Pb_prev, "Pb_prev");
  const numBins = solution.length;
  const link = (name: keyof typeof links, shape: readonly number[]): Float64Array =>
    shaped(needed(given[name], name), shape, name);
  return {
    numBins: n,
    displacement,
    weights,
    previous: {
      numBins,
      solution,
      forward: {
        displacement: link("Db_prevcur", [numBins, n]),
        weights: link("Ub_prevcur", [numBins, n]),
      },
      backward: {
        displacement: link("Db_curprev", [n, numBins]),
        weights: link("Ub_curprev", [n, numBins]),
      },
    },
  };
}

function dtypeOfTarget(d: NdArray, u: NdArray, given: Links): "float32" | "float64" | "int64" {
  if (!given.Pb_prev) return resultDtype(d, u);
  return resultDtype(
    d,
    u,
    ...Object.values(given).filter((item) => item !== null && item !== undefined),
  );
}

const rightHandSide = defineFunction({
  name: `${PREFIX}.newton_rhs`,
  params: z.strictObject({ Db: array(), Ub: array(), ...links }),
  run({ Db, Ub, ...given }) {
    const problem = problemOf(Db, Ub, given);
    return resultArray(newtonTarget(problem), [problem.numBins], dtypeOfTarget(Db, Ub, given));
  },
});

const solveRigidFunction = defineFunction({
  name: `${PREFIX}.newton_solve_rigid`,
  params: z.strictObject({ D: array(), U: array(), Sigma0inv: array(), ...links }),
  run({ D, U, Sigma0inv, ...given }) {
    refuseBooleans(U);
    const problem = problemOf(D, U, given);
    const { numBins: n } = problem;
    const prior = shaped(Sigma0inv, [n, n], "Sigma0inv");
    const found = solveRigid(withHessianLinks(problem, given), prior);
    const dtype =
      resultDtype(Sigma0inv, U, D) === "float32" ? dtypeOfTarget(D, U, given) : "float64";
    return [resultArray(found.solution, [n], dtype), resultArray(found.hessian, [n, n], U.dtype)];
  },
});

/** Weights to the chunk before count in the Hessian even where no solution of it is given. */
function withHessianLinks(problem: PairwiseProblem, given: Links): PairwiseProblem {
  if (problem.previous || !given.Ub_prevcur) return problem;
  const n = problem.numBins;
  const numBins = given.Ub_prevcur.shape[0];
  const forward = shaped(given.Ub_prevcur, [numBins, n], "Ub_prevcur");
  const backward = shaped(needed(given.Ub_curprev, "Ub_curprev"), [n, numBins], "Ub_curprev");
  // a chunk before that pulls nowhere: all zero but its weights
  const zero = new Float64Array(numBins * n);
  return {
    ...problem,
    previous: {
      numBins,
      solution: new Float64Array(numBins),
      forward: { displacement: zero, weights: forward },
      backward: { displacement: zero, weights: backward },
    },
  };
}

const thomasSolve = defineFunction({
  name: `${PREFIX}.thomas_solve`,
  params: z.strictObject({
    Ds: array(),
    Us: array(),
    lambda_t: scalar().default(1),
    lambda_s: scalar().default(1),
    eps: scalar().default(1e-3),
    P_prev: array().nullish(),
    Ds_prevcur: array().nullish(),
    Us_prevcur: array().nullish(),
    Ds_curprev: array().nullish(),
    Us_curprev: array().nullish(),
    progress_bar: z.boolean().default(false),
    bandwidth: z.unknown().optional(),
  }),
  run(args) {
    const { Ds, Us } = args;
    const [numWindows, n, other] = Ds.shape;
    if (Ds.shape.length !== 3 || n !== other || n === 0) {
      throw wrongShape(Ds, "Ds", "[window × bin × bin]");
    }
    shaped(Us, Ds.shape, "Us");
    const problems = Array.from({ length: numWindows }, (_, b) =>
      problemOf(slab(Ds, b), slab(Us, b), {
        Pb_prev: slabOf(args.P_prev, "P_prev", b, numWindows),
        ...(args.P_prev && {
          Db_prevcur: slabOf(args.Ds_prevcur, "Ds_prevcur", b, numWindows),
          Ub_prevcur: slabOf(args.Us_prevcur, "Us_prevcur", b, numWindows),
          Db_curprev: slabOf(args.Ds_curprev, "Ds_curprev", b, numWindows),
          Ub_curprev: slabOf(args.Us_curprev, "Us_curprev", b, numWindows),
        }),
      }),
    );
    const { lambda_t: lambdaT, lambda_s: lambdaS, eps } = args;
    const { displacement, priors, hessians } = solveWindows(problems, { lambdaT, lambdaS, eps });
    return [
      resultArray(joined(displacement, n), [numWindows, n]),
      {
        L_t: priors.map((prior) => resultArray(prior, [n, n])),
        ...(hessians && { HU: resultArray(joined(hessians, n * n), [numWindows, n, n]) }),
      },
    ];
  },
});

/** One window of an array whose first axis is windows. */
function slab({ dtype, shape, data }: NdArray, b: number): NdArray {
  const inner = shape.slice(1);
  const size = inner.reduce((a, n) => a * n, 1);
  return { dtype, shape: inner, data: data.slice(b * size, (b + 1) * size) };
}

function slabOf(
  array: NdArray | null | undefined,
  name: string,
  b: number,
  numWindows: number,
): NdArray | undefined {
  if (!array) return undefined;
  if (array.shape.length > 0 && array.shape[0] >= numWindows) return slab(array, b);
  throw wrongShape(array, name, `of ${String(numWindows)} windows`);
}

function joined(parts: readonly Float64Array[], size: number): Float64Array {
  const out = new Float64Array(parts.length * size);
  for (const [b, part] of parts.entries()) out.set(part, b * size);
  return out;
}

export const DREDGE_FUNCTIONS = [
  laplacianFunction,
  hessian,
  rightHandSide,
  solveRigidFunction,
  thomasSolve,
] as const;
