import { textFromLatin1, textFromUtf8 } from "#core/array/index.ts";
import { MI, type MatBytes, type MatElement } from "./mat5-elements.ts";
import type { MatCells, MatStruct, MatText, MatValue } from "./value.ts";

/** Array classes. */
const MX = { cell: 1, struct: 2, object: 3, char: 4, sparse: 5, double: 6, uint64: 15 } as const;
/** Deeper nesting is damage. */
const MAX_DEPTH = 60;

/** What comes before an array's data. */
export interface MatrixHead {
  readonly arrayClass: number;
  readonly shape: readonly number[];
  readonly name: string;
  /** where the data begin */
  readonly at: number;
}

/** @throws CorruptFile, TruncatedFile */
export function matrixHead(source: MatBytes, { at, bytes }: MatElement): MatrixHead {
  const end = at + bytes;
  const flags = source.element(at, end);
  const arrayClass = source.numbers(flags)[0] & 0xff;
  const dimensions = source.element(flags.next, end);
  const shape = [...source.numbers(dimensions)];
  if (shape.length < 2 || shape.length > 32 || shape.some((n) => !(n >= 0))) {
    throw source.corrupt(`dimensions ${shape.slice(0, 8).join(" × ")}`, at);
  }
  const name = source.element(dimensions.next, end);
  return { arrayClass, shape, name: textOf(source, name), at: name.next };
}

function textOf({ bytes }: MatBytes, element: MatElement): string {
  return textFromLatin1(bytes.subarray(element.at, element.at + element.bytes));
}

/** The value of an array element. @throws CorruptFile, TruncatedFile */
export function matrixValue(source: MatBytes, element: MatElement, depth = 0): MatValue {
  if (element.type !== MI.matrix) throw source.corrupt("no array where one belongs", element.at);
  if (depth > MAX_DEPTH) throw source.corrupt("arrays nested too deeply", element.at);
  if (element.bytes === 0) return { kind: "numbers", shape: [0, 0], data: new Float64Array() };
  const head = matrixHead(source, element);
  const end = element.at + element.bytes;
  const { arrayClass, shape, at } = head;
  if (arrayClass === MX.cell) return cells(source, head, end, depth);
  if (arrayClass === MX.char) return text(source, head, end);
  if (arrayClass === MX.struct) return struct(source, head, at, end, depth);
  if (arrayClass >= MX.double && arrayClass <= MX.uint64) {
    const data = source.numbers(source.element(at, end));
    checkCount(source, head, data.length);
    return { kind: "numbers", shape, data };
  }
  const what = arrayClass === MX.sparse ? "a sparse matrix" : `class ${String(arrayClass)}`;
  return { kind: "other", shape, what };
}

function checkCount(source: MatBytes, { shape, at }: MatrixHead, count: number): void {
  const wanted = shape.reduce((product, n) => product * n, 1);
  if (wanted === count) return;
  throw source.corrupt(`${String(count)} elements in an array of ${shape.join(" × ")}`, at);
}

/** Arrays one after the other. */
function children(source: MatBytes, at: number, end: number, count: number): MatElement[] {
  // every array takes its tag at least
  if (count * 8 > end - at) throw source.truncated(at);
  const found: MatElement[] = [];
  for (let i = 0, next = at; i < count; i++) {
    const element = source.element(next, end);
    found.push(element);
    next = element.next;
  }
  return found;
}

function cells(source: MatBytes, { shape, at }: MatrixHead, end: number, depth: number): MatCells {
  const count = shape.reduce((product, n) => product * n, 1);
  const items = children(source, at, end, count).map((child) =>
    matrixValue(source, child, depth + 1),
  );
  return { kind: "cells", shape, items };
}

function struct(
  source: MatBytes,
  { shape }: MatrixHead,
  at: number,
  end: number,
  depth: number,
): MatStruct {
  const lengthElement = source.element(at, end);
  const [nameBytes = 0] = source.numbers(lengthElement);
  const namesElement = source.element(lengthElement.next, end);
  const text = textOf(source, namesElement);
  if (!(nameBytes >= 1) || text.length % nameBytes !== 0) {
    throw source.corrupt(`field names of ${String(nameBytes)} bytes`, at);
  }
  const names = Array.from({ length: text.length / nameBytes }, (_, i) =>
    text.slice(i * nameBytes, (i + 1) * nameBytes).replace(/\0[\s\S]*$/, ""),
  );
  const count = shape.reduce((product, n) => product * n, 1);
  const fields = children(source, namesElement.next, end, count * names.length);
  return {
    kind: "struct",
    shape,
    names,
    field(name, index = 0) {
      const column = names.indexOf(name);
      const element = column < 0 ? undefined : fields[index * names.length + column];
      return Promise.resolve().then(() => element && matrixValue(source, element, depth + 1));
    },
  };
}

function text(source: MatBytes, { shape, at }: MatrixHead, end: number): MatText {
  const element = source.element(at, end);
  const bytes = source.bytes.subarray(element.at, element.at + element.bytes);
  const characters =
    element.type === MI.utf8
      ? Array.from(textFromUtf8(bytes))
      : Array.from(source.numbers(element), (code) =>
          String.fromCodePoint(Math.min(code, 0x10ffff)),
        );
  const [rows, columns] = [shape[0], shape.slice(1).reduce((product, n) => product * n, 1)];
  if (characters.length < rows * columns) {
    throw source.corrupt(`${String(characters.length)} characters in ${shape.join(" × ")}`, at);
  }
  const numRows = columns === 0 ? 0 : rows;
  return {
    kind: "text",
    shape,
    rows: Array.from({ length: numRows }, (_, r) =>
      Array.from({ length: columns }, (__, c) => characters[c * rows + r])
        .join("")
        .trimEnd(),
    ),
  };
}
