import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { defaultRng, SeedSequence, type IntegerDType, type NumpyGenerator } from "./index.ts";

interface Call {
  readonly method: string;
  readonly args: readonly (number | number[])[];
  readonly kwargs: {
    readonly dtype?: string;
    readonly endpoint?: boolean;
    readonly replace?: boolean;
    readonly shuffle?: boolean;
    readonly p?: number[];
  };
  readonly result: readonly number[];
  readonly sum: number;
  readonly n: number;
}

interface Fixture {
  readonly cases: readonly { readonly seed: string | string[]; readonly calls: readonly Call[] }[];
  readonly spawn: readonly number[][];
  readonly big: readonly string[];
}

const fixture = JSON.parse(
  readFileSync(join(import.meta.dirname, "../fixtures/generator.numpy-1.24.2.json"), "utf8"),
) as Fixture;

// eslint-disable-next-line complexity -- one case per method
function perform(rng: NumpyGenerator, { method, args, kwargs }: Call): ArrayLike<number> {
  const [a, b, c] = args as [number, number, number];
  const single = kwargs.dtype === "float32";
  switch (method) {
    case "random":
      return single ? rng.randomFloat32(a) : rng.random(a);
    case "standard_normal":
      return single ? rng.standardNormalFloat32(a) : rng.standardNormal(a);
    case "standard_exponential":
      return single ? rng.standardExponentialFloat32(a) : rng.standardExponential(a);
    case "standard_gamma":
      return single ? rng.standardGammaFloat32(a, b) : rng.standardGamma(a, b);
    case "integers":
      return rng.integers(a, b, c as number | undefined, {
        ...(kwargs.dtype === undefined ? {} : { dtype: kwargs.dtype as IntegerDType }),
        endpoint: kwargs.endpoint ?? false,
      });
    case "choice": {
      const { replace = true, shuffle = true, p } = kwargs;
      return rng.choice(a, b, p ? { replace, shuffle, p } : { replace, shuffle });
    }
    case "shuffle": {
      const row = Array.from({ length: a }, (_, i) => i);
      rng.shuffle(row);
      return row;
    }
    case "permutation":
      return rng.permutation(a);
    case "exponential":
    case "poisson":
    case "geometric":
    case "chisquare":
      return rng[method](a, b);
    case "normal":
    case "lognormal":
    case "uniform":
    case "binomial":
    case "gamma":
    case "beta":
      return rng[method](a, b, c);
    default:
      throw new Error(method);
  }
}

/** Draws that pass through log, exp or pow differ in the last bits between mathematical libraries. */
const TRANSCENDENTAL = /normal|exponential|gamma|beta|chisquare/;

describe("the generator", () => {
  for (const { seed, calls } of fixture.cases) {
    const label = calls.map(({ method, kwargs }) => `${method} ${kwargs.dtype ?? ""}`.trim());
    test(`with seed ${String(seed)} gives NumPy's stream: ${[...new Set(label)].join(", ")}`, () => {
      const rng = defaultRng(typeof seed === "string" ? BigInt(seed) : seed.map(BigInt));
      for (const call of calls) {
        const drawn = Array.from(perform(rng, call));
        const name = `${call.method}(${JSON.stringify(call.args)}, ${JSON.stringify(call.kwargs)})`;
        expect(drawn.length, name).toBe(call.n);
        if (!TRANSCENDENTAL.test(call.method)) {
          expect(drawn.slice(0, 400), name).toEqual(call.result);
        } else {
          const eps = call.kwargs.dtype === "float32" ? 1e-6 : 1e-14;
          for (const [i, expected] of call.result.entries()) {
            expect(
              Math.abs((drawn[i] ?? NaN) - expected),
              `${name}[${String(i)}]`,
            ).toBeLessThanOrEqual(eps * Math.abs(expected));
          }
        }
        const sum = drawn.reduce((x, y) => x + y, 0);
        const scale = drawn.reduce((x, y) => x + Math.abs(y), 0);
        expect(Math.abs(sum - call.sum), name).toBeLessThanOrEqual(1e-9 * scale);
      }
    });
  }

  test("spawned children give NumPy's streams", () => {
    const children = new SeedSequence(42).spawn(3);
    const grandchild = children[1]?.spawn(2)[1];
    const drawn = [...children, grandchild].map((s) => [...defaultRng(s ?? 0).random(3)]);
    expect(drawn).toEqual(fixture.spawn);
  });

  test("64-bit integers give NumPy's stream", () => {
    const rng = defaultRng(5);
    const drawn = fixture.big.map((_, i) =>
      String(rng.integer64(0n, i < 5 ? 2n ** 63n : 2n ** 64n)),
    );
    expect(drawn).toEqual(fixture.big);
  });

  test("bad parameters are refused", () => {
    const invalid = expect.objectContaining({ code: "InvalidParameter" }) as Error;
    expect(() => defaultRng(-1)).toThrow(invalid);
    expect(() => defaultRng(1.5)).toThrow(invalid);
    expect(() => defaultRng(0).integers(3, 3)).toThrow(invalid);
    expect(() => defaultRng(0).choice(3, 4, { replace: false })).toThrow(invalid);
    expect(() => defaultRng(0).choice(2, 1, { p: [0.5, 0.4] })).toThrow(invalid);
    expect(() => defaultRng(0).choice(2, 2, { p: [1, 0], replace: false })).toThrow(invalid);
    expect(() => defaultRng(0).geometric(0)).toThrow(invalid);
  });

  property.prop([fc.bigInt({ min: 0n, max: 2n ** 100n }), fc.nat(30000), fc.nat(30000)])(
    "a choice without replacement has different members",
    (seed, a, b) => {
      const [size, population] = a < b ? [a, b] : [b, a];
      const chosen = defaultRng(seed).choice(population, size, { replace: false });
      expect(new Set(chosen).size).toBe(size);
      for (const x of chosen) if (!(x >= 0 && x < population)) expect.fail(String(x));
    },
  );
});
