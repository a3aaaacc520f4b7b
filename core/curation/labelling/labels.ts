import type { JsonValue } from "#core/model/index.ts";

/** A label as a curator gave it. */
export type Label = string | number | boolean | null;

/** Labels as numbers, as models need them. */
export interface CodedLabels {
  /** [unit], −1 where there is no label */
  readonly codes: Int32Array;
  /** code → label, by first appearance */
  readonly conversion: ReadonlyMap<number, JsonValue>;
}

/** Codes in the order of the sorted labels (pandas' categories); labels of mixed kinds by first appearance. */
export function codeLabels(labels: readonly Label[]): CodedLabels {
  const present = [...new Set(labels.filter((label) => label !== null && !Number.isNaN(label)))];
  const isNumber = present.every((label) => typeof label !== "string");
  const isText = present.every((label) => typeof label === "string");
  if (isNumber) present.sort((a, b) => Number(a) - Number(b));
  else if (isText) present.sort(compareText);
  const codeOf = new Map(present.map((label, code) => [label, code]));
  const conversion = new Map<number, JsonValue>();
  const codes = Int32Array.from(labels, (label) => {
    const code = codeOf.get(label) ?? -1;
    if (!conversion.has(code)) conversion.set(code, label);
    return code;
  });
  return { codes, conversion };
}

/** By code points, as Python sorts text. */
function compareText(a: string, b: string): number {
  const [x, y] = [Array.from(a), Array.from(b)];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const difference = (x[i].codePointAt(0) ?? 0) - (y[i].codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return x.length - y.length;
}
