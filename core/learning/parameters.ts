import { EphysError } from "#core/model/index.ts";

/** Parameters of a classifier by scikit-learn's names, as a search space draws them. */
export type Parameters = Readonly<Record<string, string | number | boolean | null>>;

/** What a classifier knows: defaults, which also fix the kinds of values. */
export interface ParameterReader {
  number(name: string): number;
  optionalNumber(name: string): number | undefined;
  text<Choice extends string>(name: string, choices: readonly Choice[]): Choice;
  optionalText(name: string): string | undefined;
  flag(name: string): boolean;
  value(name: string): string | number | boolean | null;
  readonly all: Parameters;
}

/**
 * Parameters over a classifier's defaults.
 * @throws InvalidParameter naming the classifier, the parameter and its value
 */
export function readParameters(
  classifier: string,
  given: Parameters,
  defaults: Parameters,
): ParameterReader {
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(defaults, name)) continue;
    throw new EphysError(
      "InvalidParameter",
      `${classifier} has no parameter "${name}"; it has ${Object.keys(defaults).join(", ")}`,
      { classifier, parameter: name },
    );
  }
  const all = { ...defaults, ...given };
  const refuse = (name: string, expected: string): never => {
    throw new EphysError(
      "InvalidParameter",
      `${name} of ${classifier} must be ${expected}, not ${JSON.stringify(all[name])}`,
      { classifier, parameter: name },
    );
  };
  return {
    all,
    value: (name) => all[name] ?? null,
    number(name) {
      const value = all[name];
      return typeof value === "number" && Number.isFinite(value) ? value : refuse(name, "a number");
    },
    optionalNumber(name) {
      const value = all[name];
      if (value === null || value === undefined) return undefined;
      return typeof value === "number" ? value : refuse(name, "a number or null");
    },
    text(name, choices) {
      const found = choices.find((choice) => choice === all[name]);
      return found ?? refuse(name, `one of ${choices.join(", ")}`);
    },
    optionalText(name) {
      const value = all[name];
      if (value === null || value === undefined) return undefined;
      return typeof value === "string" ? value : refuse(name, "text or null");
    },
    flag(name) {
      const value = all[name];
      return typeof value === "boolean" ? value : refuse(name, "true or false");
    },
  };
}

/** A whole number of at least `least`. */
export function wholeNumber(reader: ParameterReader, name: string, least: number): number {
  const value = reader.number(name);
  if (Number.isInteger(value) && value >= least) return value;
  throw new EphysError(
    "InvalidParameter",
    `${name} must be a whole number of at least ${String(least)}, not ${String(value)}`,
    { parameter: name },
  );
}

/** A number above `above`. */
export function numberAbove(reader: ParameterReader, name: string, above: number): number {
  const value = reader.number(name);
  if (value > above) return value;
  throw new EphysError(
    "InvalidParameter",
    `${name} must be above ${String(above)}, not ${String(value)}`,
    { parameter: name },
  );
}
