import { parsePythonLiteral, type PythonLiteral } from "#core/array/index.ts";
import { EphysError, isEphysError } from "#core/model/index.ts";

/**
 * The assignments `name = literal` of a Python file. Nothing is run: an assignment of anything but a literal (or
 * `range(…)` of numbers) is left out, and asking for it then says so.
 * @returns names as written, in order; later assignments count
 */
export function parsePythonAssignments(text: string): Map<string, PythonLiteral> {
  const out = new Map<string, PythonLiteral>();
  const lines = text.split(/\r\n|\r|\n/);
  for (let i = 0; i < lines.length; i++) {
    const match = /^([A-Za-z_]\w*)\s*=(?!=)\s*(.*)$/.exec(lines[i]);
    if (!match) continue;
    const [, name, start] = match;
    for (let end = i, body = start; end < lines.length && end < i + 10_000;) {
      const value = literalOf(body);
      if (value !== undefined) {
        out.set(name, value);
        i = end;
        break;
      }
      // a bracket or a long string may go on in the next line
      if (!/[[({]|'''|"""/.test(body)) break;
      end++;
      body += `\n${lines[end] ?? ""}`;
    }
  }
  return out;
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
