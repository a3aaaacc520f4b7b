import {
  encodeNpy,
  utf8FromText,
  writeZip,
  type NdArray,
  type StructuredArray,
} from "#core/array/index.ts";
import type { JsonObject, JsonValue } from "#core/model/index.ts";
import type { SkDict, SkObject, SkObjectArray, SkState, SkValue } from "../estimator.ts";

/** The format that is written; skops from 0.5 on reads it. */
const PROTOCOL = 1;
const WRITTEN_AS = "0.9.0";

class Writer {
  readonly members = new Map<string, Uint8Array>();
  #nextId = 1;

  #node(type: string, loader: string, rest: JsonObject): JsonObject {
    const dot = type.lastIndexOf(".");
    return {
      __class__: type.slice(dot + 1),
      __module__: type.slice(0, dot),
      __loader__: loader,
      ...rest,
      __id__: this.#nextId++,
    };
  }

  encode(value: SkValue | undefined): JsonObject {
    if (typeof value !== "object" || value === null) return this.#json(value ?? null);
    if (Array.isArray(value)) {
      return this.#node("builtins.list", "ListNode", {
        content: this.#items(value as readonly SkValue[]),
      });
    }
    if (!("kind" in value)) return this.#array(value as NdArray | StructuredArray);
    switch (value.kind) {
      case "object":
        return this.#object(value);
      case "tuple":
        return this.#node(value.type ?? "builtins.tuple", "TupleNode", {
          content: this.#items(value.items),
        });
      case "dict":
        return this.#dict(value);
      case "objects":
        return this.#objects(value);
      case "scalar":
        return this.#file(`numpy.${value.dtype}`, {
          dtype: value.dtype,
          shape: [],
          data: Float64Array.of(value.value),
        });
      case "dtype":
        return this.#node("numpy.dtype", "DTypeNode", {
          content: this.#array({ dtype: value.dtype, shape: [0], data: new Float64Array(0) }),
        });
      case "opaque":
        return this.#node(value.type, "ObjectNode", {});
    }
  }

  #json(value: null | boolean | number | string): JsonObject {
    return this.#node("builtins.str", "JsonNode", { content: pythonJson(value), is_json: true });
  }

  #items(items: readonly SkValue[]): JsonValue[] {
    return items.map((item) => this.encode(item));
  }

  #object({ type, state, args }: SkObject): JsonObject {
    const content = this.#attributes(state);
    if (args === undefined) return this.#node(type, "ObjectNode", { content });
    const tuple = this.#node("builtins.tuple", "TupleNode", { content: this.#items(args) });
    return this.#node(type, "TreeNode", { __reduce__: { args: tuple }, content });
  }

  #attributes(state: SkState): JsonObject {
    const entries = Object.entries(state).map(([key, item]): [string, SkValue] => [
      key,
      item ?? null,
    ]);
    return this.#dict({ kind: "dict", entries });
  }

  #dict({ entries }: SkDict): JsonObject {
    const types = entries.map(([key]) =>
      this.#node(typeof key === "string" ? "builtins.str" : "builtins.int", "TypeNode", {}),
    );
    const key_types = this.#node("builtins.list", "ListNode", { content: types });
    const content: Record<string, JsonValue> = {};
    for (const [key, item] of entries) content[String(key)] = this.encode(item);
    return this.#node("builtins.dict", "DictNode", { content, key_types });
  }

  #objects({ shape, items }: SkObjectArray): JsonObject {
    let content = this.#items(items);
    for (const size of shape.slice(1).reverse()) {
      const rows: JsonValue[] = [];
      for (let at = 0; at < content.length; at += size) {
        rows.push(
          this.#node("builtins.list", "ListNode", { content: content.slice(at, at + size) }),
        );
      }
      content = rows;
    }
    return this.#node("numpy.ndarray", "NdArrayNode", {
      content,
      type: "json",
      shape: this.encode({ kind: "tuple", items: shape }),
    });
  }

  #array(array: NdArray | StructuredArray): JsonObject {
    return this.#file("numpy.ndarray", array);
  }

  #file(type: string, array: NdArray | StructuredArray): JsonObject {
    const file = `${String(this.#nextId)}.npy`;
    this.members.set(file, encodeNpy(array));
    return this.#node(type, "NdArrayNode", { type: "numpy", file });
  }
}

/** A number as Python's json writes it. */
function pythonJson(value: null | boolean | number | string): string {
  if (typeof value !== "number" || Number.isFinite(value)) return JSON.stringify(value);
  return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}

/** A model as a skops file (a zip of schema.json and .npy arrays), which scikit-learn loads with `skops.io.load`. */
export function writeSkops(model: SkObject): Uint8Array {
  return writeZip(membersOf(model));
}

/** What lies in the archive, by name. */
export function membersOf(model: SkObject): Map<string, Uint8Array> {
  const writer = new Writer();
  const root = { ...writer.encode(model), protocol: PROTOCOL, _skops_version: WRITTEN_AS };
  return new Map([...writer.members, ["schema.json", utf8FromText(JSON.stringify(root, null, 2))]]);
}
