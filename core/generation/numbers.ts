import { EphysError } from "#core/model/index.ts";
import { defaultRng, type Seed } from "#core/array/index.ts";

/**
 * A parameter per unit as the reference takes it: one value for all, one per unit, or a range to draw from uniformly
 * (a tuple there, `{"$tuple": [low, high]}` in JSON).
 */
export type PerUnit = number | ArrayLike<number> | { readonly $tuple: readonly number[] };

export function isRange(value: unknown): value is { readonly $tuple: readonly number[] } {
  return typeof value === "object" && value !== null && "$tuple" in value;
}

/** numpy.linspace: `count` values from `start` to `stop`, both included. */
export function linspace(start: number, stop: number, count: number): Float64Array {
  const out = new Float64Array(count);
  const step = (stop - start) / (count - 1);
  for (let i = 0; i < count; i++) out[i] = i * step + start;
  if (count > 1) out[count - 1] = stop;
  return out;
}

/** A row of one value per unit; a range is drawn from its own generator with the same seed, as the reference does. */
export function firingRatesOf(rates: PerUnit, numUnits: number, seed: Seed): Float64Array {
  if (isRange(rates)) {
    const [low = 0, high = 0] = rates.$tuple;
    // the reference takes two numbers, no more
    if (rates.$tuple.length !== 2) {
      throw new EphysError("InvalidParameter", "a range of firing rates needs two numbers");
    }
    return defaultRng(seed).uniform(low, high, numUnits);
  }
  if (typeof rates === "number") return new Float64Array(numUnits).fill(rates);
  if (rates.length !== numUnits) {
    throw new EphysError(
      "InvalidParameter",
      `${String(rates.length)} firing rates for ${String(numUnits)} units`,
      { firing_rates: rates.length, num_units: numUnits },
    );
  }
  return Float64Array.from(rates);
}
