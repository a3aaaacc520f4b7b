import { parsePythonLiteral, type PythonLiteral } from "#core/array/index.ts";
import { EphysError, isEphysError } from "#core/model/index.ts";

/**
 * The assignments `name = literal` of a Python file. Nothing is run: an assignment of anything but a literal (or
 * `range(…)` of numbers) is left out, and asking for it then says so.
 * @returns names as written, in order; later assignments count
 */
export function parsePythonAssignments(text: string): Map<string, PythonLiteral> {
  const out = new Map<string, PythonLiteral>();
  for (const statement of statements(text)) {
    const match = /^([A-Za-z_]\w*)\s*=(?!=)\s*([\s\S]*)$/.exec(statement);
    const value = match ? literalOf(match[2]) : undefined;
    if (match && value !== undefined) out.set(match[1], value);
  }
  return out;
}

/** Lines, or several where a bracket or a long string goes on. */
function* statements(text: string): Generator<string> {
  let depth = 0;
  let quote = "";
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quote !== "") {
      if (c === "\\") i++;
      else if (text.startsWith(quote, i)) {
        i += quote.length - 1;
        quote = "";
      } else if (c === "\n" && quote.length === 1) quote = "";
    } else if (c === '"' || c === "'") {
      quote = text.startsWith(c.repeat(3), i) ? c.repeat(3) : c;
      i += quote.length - 1;
    } else if (c === "#") {
      const end = text.indexOf("\n", i);
      i = (end < 0 ? text.length : end) - 1;
    } else if ("([{".includes(c)) depth++;
    else if (")]}".includes(c)) depth = Math.max(0, depth - 1);
    if ((text[i] === "\n" || text[i] === "\r") && depth === 0 && quote.length !== 3) {
      yield text.slice(start, i);
      start = i + 1;
      quote = "";
    }
  }
  yield text.slice(start);
}

function literalOf(text: string): PythonLiteral | undefined {
  try {
    return parsePythonLiteral(expandRanges(text));
  } catch (error) {
    if (isEphysError(error)) return undefined;
    throw error;
  }
}

/** `range(3)` and `range(0, 6, 2)` outside strings as lists. */
function expandRanges(text: string): string {
  return text.replace(
    /('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|\b(?:list\()?range\(([\d,\s-]*)\)\)?/g,
    (whole: string, quoted: string | undefined, inner: string | undefined) =>
      quoted === undefined && inner !== undefined ? rangeList(inner) : whole,
  );
}

function rangeList(inner: string): string {
  const numbers = inner.split(",").map(Number);
  const [start, stop, step] =
    numbers.length === 1 ? [0, numbers[0], 1] : [numbers[0], numbers[1], numbers[2] ?? 1];
  const items: number[] = [];
  if (step === 0 || Math.abs((stop - start) / step) > 1e6) return "[";
  for (let i = start; step > 0 ? i < stop : i > stop; i += step) items.push(i);
  return `[${items.join(", ")}]`;
}

/** A number of a parsed Python file. @throws CorruptFile naming the file and the name */
export function pythonNumber(
  values: ReadonlyMap<string, PythonLiteral>,
  name: string,
  path: string,
): number {
  const value = values.get(name);
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new EphysError("CorruptFile", `${path} has no number "${name}"`, { path, name });
}
