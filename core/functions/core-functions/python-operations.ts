/** A value in a Python script of settings; tuples are lists. */
export type ScriptValue =
  null | boolean | number | string | ScriptValue[] | Map<ScriptValue, ScriptValue>;

type Builtin = (args: readonly ScriptValue[]) => ScriptValue | undefined;

const isNumber = (value: ScriptValue): value is number => typeof value === "number";

const BUILTINS: Readonly<Record<string, Builtin>> = {
  range: (args) => (args.length > 0 && args.every(isNumber) ? rangeOf(args) : undefined),
  list: ([first = []]) => listOf(first),
  tuple: ([first = []]) => listOf(first),
  len([first]) {
    if (first instanceof Map) return first.size;
    return Array.isArray(first) || typeof first === "string" ? first.length : undefined;
  },
  int: ([first]) => (isTextOrNumber(first) ? Math.trunc(Number(first)) : undefined),
  float: ([first]) => (isTextOrNumber(first) ? Number(first) : undefined),
  str: ([first]) => (isTextOrNumber(first) ? String(first) : undefined),
  abs: ([first]) => (typeof first === "number" ? Math.abs(first) : undefined),
  min: (args) => (args.length > 0 && args.every(isNumber) ? Math.min(...args) : undefined),
  max: (args) => (args.length > 0 && args.every(isNumber) ? Math.max(...args) : undefined),
};

/** What a built-in function gives; undefined when it is unknown or does not take these arguments. */
export function callBuiltin(name: string, args: readonly ScriptValue[]): ScriptValue | undefined {
  return BUILTINS[name]?.(args);
}

function isTextOrNumber(value: ScriptValue | undefined): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

function listOf(value: ScriptValue): ScriptValue[] | undefined {
  return Array.isArray(value) || typeof value === "string" ? Array.from(value) : undefined;
}

function rangeOf(args: readonly number[]): number[] {
  const [start, stop, step] =
    args.length === 1 ? [0, args[0], 1] : [args[0], args[1], args[2] ?? 1];
  const out: number[] = [];
  if (step > 0) for (let i = start; i < stop; i += step) out.push(i);
  if (step < 0) for (let i = start; i > stop; i += step) out.push(i);
  return out;
}

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "//": (a, b) => Math.floor(a / b),
  "%": (a, b) => a - Math.floor(a / b) * b,
  "**": (a, b) => a ** b,
};

/** What an operator gives; undefined for operands that it does not take (a division by zero among them). */
export function combine(
  operator: string,
  left: ScriptValue,
  right: ScriptValue,
): ScriptValue | undefined {
  if (isNumber(left) && isNumber(right)) {
    const impossible = right === 0 && ["/", "//", "%"].includes(operator);
    return impossible ? undefined : ARITHMETIC[operator]?.(left, right);
  }
  if (operator === "+") return joined(left, right);
  return operator === "*" && isNumber(right) ? repeated(left, Math.max(0, right)) : undefined;
}

function joined(left: ScriptValue, right: ScriptValue): ScriptValue | undefined {
  if (typeof left === "string" && typeof right === "string") return left + right;
  return Array.isArray(left) && Array.isArray(right) ? [...left, ...right] : undefined;
}

function repeated(value: ScriptValue, times: number): ScriptValue | undefined {
  if (typeof value === "string") return value.repeat(times);
  return Array.isArray(value) ? Array.from({ length: times }, () => value).flat() : undefined;
}
