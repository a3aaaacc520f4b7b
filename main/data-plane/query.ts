import { EphysError } from "#core/model/index.ts";

/** Numbers and lists from a query string; what is wrong is named. */
export interface ViewQuery {
  /** A whole number of at least `least`. */
  count(name: string, least?: number, fallback?: number): number;
  /** Any finite number. */
  number(name: string): number;
  /** Comma-separated indices below `length`, or all of them for "all" or nothing. */
  indices(name: string, length: number): Int32Array | undefined;
  /** Comma-separated finite numbers. */
  numbers(name: string): Float64Array;
  has(name: string): boolean;
  oneOf<const T extends string>(name: string, values: readonly T[], fallback: T): T;
}

export function readQuery(params: URLSearchParams): ViewQuery {
  const refuse = (name: string, wanted: string): EphysError =>
    new EphysError("InvalidParameter", `${name}=${params.get(name) ?? ""} is not ${wanted}`, {
      parameter: name,
    });
  const number = (name: string): number => {
    const text = params.get(name);
    const value = text === null || text.trim() === "" ? NaN : Number(text);
    if (!Number.isFinite(value)) throw refuse(name, "a number");
    return value;
  };
  return {
    number,
    numbers(name) {
      const text = params.get(name) ?? "";
      const values = text === "" ? [] : text.split(",").map(Number);
      if (!values.every(Number.isFinite)) throw refuse(name, "a list of numbers");
      return Float64Array.from(values);
    },
    has: (name) => params.has(name),
    count(name, least = 0, fallback) {
      if (fallback !== undefined && !params.has(name)) return fallback;
      const value = number(name);
      if (!Number.isSafeInteger(value) || value < least) {
        throw refuse(name, `a whole number of at least ${String(least)}`);
      }
      return value;
    },
    indices(name, length) {
      const text = params.get(name) ?? "all";
      if (text === "all") return undefined;
      const indices = text
        .split(",")
        .filter((part) => part !== "")
        .map(Number);
      const isWrong = indices.some((i) => !Number.isInteger(i) || i < 0 || i >= length);
      if (isWrong || indices.length > length) {
        throw refuse(name, `a list of indices below ${String(length)}`);
      }
      return Int32Array.from(indices);
    },
    oneOf(name, values, fallback) {
      const text = params.get(name) ?? fallback;
      const found = values.find((value) => value === text);
      if (found === undefined) throw refuse(name, `one of ${values.join(", ")}`);
      return found;
    },
  };
}
