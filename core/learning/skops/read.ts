import {
  decodeNpy,
  isStructured,
  readZip,
  sizeOfShape,
  textFromUtf8,
  type NdArray,
  type StructuredArray,
} from "#core/array/index.ts";
import { EphysError, parseJson, type JsonObject, type JsonValue } from "#core/model/index.ts";
import type { SkState, SkValue } from "../estimator.ts";
import { checkTypes, type Trust } from "./trust.ts";

/*
 * skops files: a zip with schema.json, the tree of an object's attributes, and its arrays as .npy. The tree names a loader
 * for every node; here each known loader makes plain data. Nothing is imported, called or executed.
 * Format: skops 0.5 to 0.14, skops/io (protocols 0 to 2).
 */

/** Levels of nesting that a model may have; forests in pipelines have about 20. */
const DEEPEST = 200;

interface Reader {
  readonly members: ReadonlyMap<string, Uint8Array>;
  readonly source: string;
  /** nodes by id, so that what is shared is made once */
  readonly made: Map<number, SkValue>;
}

/**
 * A model of a skops file as plain data.
 * @throws InvalidParameter naming the types that are not trusted; Unsupported naming those that cannot be rebuilt;
 * CorruptFile, TruncatedFile and FormatNotRecognised for damaged files
 */
export function readSkops(bytes: Uint8Array, source: string, trust: Trust = {}): SkValue {
  return readMembers(readZip(bytes, source), source, trust);
}

/** The same of an archive's members by name. */
export function readMembers(
  members: ReadonlyMap<string, Uint8Array>,
  source: string,
  trust: Trust,
): SkValue {
  const schema = members.get("schema.json");
  if (schema === undefined) {
    throw new EphysError(
      "FormatNotRecognised",
      `${source} is no skops file: its archive has no schema.json`,
      { path: source },
    );
  }
  const root = parseJson(textFromUtf8(schema), `${source}, schema.json`);
  checkTypes(root, trust, source);
  return construct(root, { members, source, made: new Map() }, 0);
}

function construct(value: JsonValue | undefined, reader: Reader, depth: number): SkValue {
  const node = nodeOf(value, reader);
  if (depth > DEEPEST) throw corrupt(reader, "is nested too deeply");
  const id = node["__id__"];
  const known = typeof id === "number" ? reader.made.get(id) : undefined;
  if (known !== undefined) return known;
  const loader = node["__loader__"];
  if (typeof loader !== "string" || !Object.hasOwn(LOADERS, loader)) {
    throw new EphysError(
      "Unsupported",
      `${reader.source} holds a ${typeName(node)} (${said(loader)}), which cannot be rebuilt here`,
      { type: typeName(node) },
    );
  }
  const made = LOADERS[loader](node, reader, depth + 1);
  if (typeof id === "number") reader.made.set(id, made);
  return made;
}

type Loader = (node: JsonObject, reader: Reader, depth: number) => SkValue;

const LOADERS: Readonly<Record<string, Loader>> = {
  JsonNode: readJsonNode,
  ObjectNode: readObject,
  TreeNode: readReduced,
  ReduceNode: readReduced,
  CyLossNode: (node) => ({ kind: "opaque", type: typeName(node) }),
  LossNode: (node) => ({ kind: "opaque", type: typeName(node) }),
  RandomStateNode: (node) => ({ kind: "opaque", type: typeName(node) }),
  TypeNode: (node) => ({ kind: "opaque", type: typeName(node) }),
  DictNode: readDict,
  DefaultDictNode: readDict,
  ListNode: (node, reader, depth) => readItems(node, reader, depth),
  SetNode: (node, reader, depth) => readItems(node, reader, depth),
  TupleNode(node, reader, depth) {
    const items = readItems(node, reader, depth);
    const type = typeName(node);
    return { kind: "tuple", items, ...(type === "builtins.tuple" ? {} : { type }) };
  },
  NdArrayNode: readArray,
  DTypeNode(node, reader, depth) {
    const array = construct(node["content"], reader, depth);
    return isArray(array) && !isStructured(array) ? { kind: "dtype", dtype: array.dtype } : null;
  },
};

function readJsonNode(node: JsonObject, reader: Reader): SkValue {
  const content = node["content"];
  if (typeof content !== "string") throw corrupt(reader, "has a value that is not text");
  const value = parseJson(content, `${reader.source}, schema.json`);
  return valueFromJson(value);
}

function valueFromJson(value: JsonValue): SkValue {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(valueFromJson);
  const entries = Object.entries(value as JsonObject);
  return {
    kind: "dict",
    entries: entries.map(([key, item]) => [key, valueFromJson(item ?? null)]),
  };
}

function readObject(node: JsonObject, reader: Reader, depth: number): SkValue {
  const content = node["content"];
  const state = content === undefined ? {} : stateOf(construct(content, reader, depth), reader);
  return { kind: "object", type: typeName(node), state };
}

function readReduced(node: JsonObject, reader: Reader, depth: number): SkValue {
  const reduce = nodeOf(node["__reduce__"], reader);
  const args = construct(reduce["args"], reader, depth);
  if (typeof args !== "object" || args === null || !("kind" in args) || args.kind !== "tuple") {
    throw corrupt(reader, `has a ${typeName(node)} without arguments`);
  }
  const state = stateOf(construct(node["content"], reader, depth), reader);
  return { kind: "object", type: typeName(node), state, args: args.items };
}

/** Attributes by name; an object may also give its state as a tuple of nothing and a dictionary. */
function stateOf(value: SkValue, reader: Reader): SkState {
  if (value === null) return {};
  if (typeof value === "object" && "kind" in value) {
    if (value.kind === "dict") return Object.fromEntries(value.entries);
    if (value.kind === "tuple") return { state: value };
  }
  throw corrupt(reader, "has an object whose attributes are no dictionary");
}

function readDict(node: JsonObject, reader: Reader, depth: number): SkValue {
  const content = nodeOf(node["content"], reader);
  const keyTypes = isPlainObject(node["key_types"])
    ? readItems(node["key_types"], reader, depth)
    : [];
  const entries = Object.entries(content).map(([key, item], i): [string | number, SkValue] => {
    const type = keyTypes[i];
    const isText =
      typeof type !== "object" ||
      type === null ||
      !("type" in type) ||
      type.type === "builtins.str";
    return [isText ? key : Number(key), construct(item, reader, depth)];
  });
  return { kind: "dict", entries };
}

function readItems(node: JsonObject, reader: Reader, depth: number): SkValue[] {
  const content = node["content"];
  if (!Array.isArray(content)) throw corrupt(reader, "has a list without items");
  return (content as readonly JsonValue[]).map((item) => construct(item, reader, depth));
}

function readArray(node: JsonObject, reader: Reader, depth: number): SkValue {
  if (node["type"] === "json") return readObjectArray(node, reader, depth);
  const file = node["file"];
  const bytes = typeof file === "string" ? reader.members.get(file) : undefined;
  if (bytes === undefined) throw corrupt(reader, `lacks the array ${said(file)}`);
  const array = decodeNpy(bytes, `${reader.source}, ${said(file)}`);
  const isScalar = node["__class__"] !== "ndarray";
  if (isScalar && !isStructured(array) && array.data.length === 1) {
    return { kind: "scalar", dtype: array.dtype, value: Number(array.data[0]) };
  }
  return array;
}

function readObjectArray(node: JsonObject, reader: Reader, depth: number): SkValue {
  const shapeNode = construct(node["shape"], reader, depth);
  const shape =
    typeof shapeNode === "object" &&
    shapeNode !== null &&
    "kind" in shapeNode &&
    shapeNode.kind === "tuple"
      ? shapeNode.items.map(Number)
      : [];
  let items: readonly SkValue[] = readItems(node, reader, depth);
  for (let level = 1; level < shape.length; level++) {
    items = items.flatMap((item) => (Array.isArray(item) ? (item as readonly SkValue[]) : [item]));
  }
  if (items.length !== sizeOfShape(shape)) throw corrupt(reader, "has an array of the wrong size");
  return { kind: "objects", shape, items };
}

function isArray(value: SkValue): value is NdArray | StructuredArray {
  return typeof value === "object" && value !== null && ("data" in value || "columns" in value);
}

function isPlainObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function nodeOf(value: JsonValue | undefined, reader: Reader): JsonObject {
  if (isPlainObject(value)) return value;
  throw corrupt(reader, "has a node that is no object");
}

function typeName(node: JsonObject): string {
  return `${said(node["__module__"])}.${said(node["__class__"])}`;
}

/** Text as it is, anything else as JSON. */
function said(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}

function corrupt({ source }: Reader, what: string): EphysError {
  return new EphysError("CorruptFile", `the model ${source} ${what}; save it again with skops`, {
    path: source,
  });
}
