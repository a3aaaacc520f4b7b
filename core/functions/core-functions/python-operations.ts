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
  min: (args) => extreme(args, Math.min),
  max: (args) => extreme(args, Math.max),
  round: ([first, digits = null]) =>
    typeof first === "number" && digits === null ? roundToEven(first) : undefined,
};

/** What a built-in function gives; undefined when it is unknown or does not take these arguments. */
export function callBuiltin(name: string, args: readonly ScriptValue[]): ScriptValue | undefined {
  return BUILTINS[name]?.(args);
}

/** Of several numbers, or of a list of them. */
function extreme(
  args: readonly ScriptValue[],
  pick: (...values: number[]) => number,
): number | undefined {
  const [first] = args;
  const values = args.length === 1 && Array.isArray(first) ? first : args;
  return values.length > 0 && values.every(isNumber) ? pick(...values) : undefined;
}

function roundToEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
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

export const COMPARISONS: ReadonlySet<string> = new Set(["<", ">", "<=", ">=", "==", "!="]);

/** Python's truth: empty things, zeros and None are false. */
export function isTruthy(value: ScriptValue): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value instanceof Map ? value.size > 0 : Boolean(value);
}

/** A comparison of numbers or texts, or of anything by == and !=; undefined where Python refuses it. */
export function compare(
  operator: string,
  left: ScriptValue,
  right: ScriptValue,
): boolean | undefined {
  const [a, b] = [left, right].map((side) => (typeof side === "boolean" ? Number(side) : side));
  if (operator === "==" || operator === "!=") {
    const same = typeof a === "object" ? JSON.stringify(a) === JSON.stringify(b) : a === b;
    return same === (operator === "==");
  }
  const comparable =
    (isNumber(a) && isNumber(b)) || (typeof a === "string" && typeof b === "string");
  if (!comparable) return undefined;
  if (operator === "<") return a < b;
  if (operator === ">") return a > b;
  return operator === "<=" ? a <= b : a >= b;
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
  const [a, b] = [left, right].map((side) => (typeof side === "boolean" ? Number(side) : side));
  if (isNumber(a) && isNumber(b)) {
    return arithmetic(operator, a, b);
  }
  if (operator === "+") return joined(left, right);
  if (operator === "*" && isNumber(a) && !isNumber(b)) return repeated(right, Math.max(0, a));
  return operator === "*" && isNumber(b) ? repeated(left, Math.max(0, b)) : undefined;
}

function arithmetic(operator: string, left: number, right: number): number | undefined {
  const impossible = right === 0 && ["/", "//", "%"].includes(operator);
  return impossible ? undefined : ARITHMETIC[operator]?.(left, right);
}

function joined(left: ScriptValue, right: ScriptValue): ScriptValue | undefined {
  if (typeof left === "string" && typeof right === "string") return left + right;
  return Array.isArray(left) && Array.isArray(right) ? [...left, ...right] : undefined;
}

function repeated(value: ScriptValue, times: number): ScriptValue | undefined {
  if (typeof value === "string") return value.repeat(times);
  return Array.isArray(value) ? Array.from({ length: times }, () => value).flat() : undefined;
}
